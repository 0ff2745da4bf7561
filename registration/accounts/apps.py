"""Sign up, verify, sign in, leave."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "registration.accounts"
    label = "accounts"
