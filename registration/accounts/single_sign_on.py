"""Accounts that come from an organisation's own sign-on (OpenID Connect)."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registration.accounts.models import User
from registration.accounts.operations import changing


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Takes the name over, once; nothing else, and no right."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _(
            "An account with this address exists. Sign in to it first, "
            "then connect %s on your account page."
        ),
        "disconnect_last": _(
            "This is your only way to sign in. Set a password first, then take it away."
        ),
        "no_password": _(
            "This is your only way to sign in. Set a password first, then take it away."
        ),
    }

    def new_user(
        self,
        request: HttpRequest,  # noqa: ARG002  the library's call
        sociallogin: SocialLogin,  # noqa: ARG002
    ) -> User:
        return User(language=changing.language_in_use())

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        user.family_name = str(data.get("last_name") or data.get("name") or "")[:150]
        user.given_name = str(data.get("first_name") or "")[:150]
        return user
