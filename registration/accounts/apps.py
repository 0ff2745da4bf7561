"""Sign up, verify, sign in, leave."""

from typing import Final

from allauth.core.internal import ratelimit
from django.apps import AppConfig
from django.apps import apps as installed
from django.contrib import admin
from django.core.cache import caches
from django.utils.connection import ConnectionProxy

# Their pages would show secrets, or change what only a person may change.
NOT_IN_THE_PANEL: Final = (
    "account.EmailAddress",
    "account.EmailConfirmation",
    "mfa.Authenticator",
    "socialaccount.SocialAccount",
    "socialaccount.SocialApp",
    "socialaccount.SocialToken",
    "usersessions.UserSession",
)


class AccountsConfig(AppConfig):
    name = "registration.accounts"
    label = "accounts"

    def ready(self) -> None:
        self._count_in_our_cache()
        self._keep_library_pages_out_of_the_panel()

    def _count_in_our_cache(self) -> None:
        # Runs before any model is loaded elsewhere, so the import stands here.
        from allauth.mfa.totp.internal import auth as totp  # noqa: PLC0415

        # The library knows the default cache only, which may forget at any moment.
        ratelimit.cache = totp.cache = ConnectionProxy(caches, "limits")

    def _keep_library_pages_out_of_the_panel(self) -> None:
        for name in NOT_IN_THE_PANEL:
            model = installed.get_model(name)
            if admin.site.is_registered(model):
                admin.site.unregister(model)
