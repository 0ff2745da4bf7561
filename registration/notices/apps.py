"""Who hears of what, in which words, and what they must answer."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "registration.notices"
    label = "notices"
