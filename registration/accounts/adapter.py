"""How the account library speaks with the rest of the house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.email_verification_by_code import (
    EmailVerificationProcess,
)
from allauth.account.models import EmailAddress
from allauth.core import context as library
from django.contrib import messages
from django.http import HttpRequest

from conference.core import clock
from registration.accounts.models import User
from registration.accounts.operations import changing, leaving, writing
from registration.accounts.phrases import DONE, REFUSALS, WAYS

OLD_CODE = "old_code"


class AccountAdapter(DefaultAccountAdapter):
    """Account mail goes through the mailroom, and every word is ours."""

    error_messages = REFUSALS

    def new_user(self, request: HttpRequest) -> User:
        return User(language=changing.language_in_use())

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS[way["id"]]} for way in ways]

    def set_password(self, user: User, password: str) -> None:
        """Let the new password hold, and end every session but this one."""
        super().set_password(user, password)
        leaving.sign_out_elsewhere(user.pk, this=library.request.session.session_key)

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        writing.write(
            template_prefix.rpartition("/")[2],
            email,
            facts={**self._where(), **context},
            now=clock.now(),
        )

    def send_confirmation_mail(
        self,
        request: HttpRequest,
        emailconfirmation: EmailVerificationProcess,
        signup: bool,  # noqa: FBT001  the library's call
    ) -> None:
        old = None if signup else _present_address(request)
        if old is None:
            super().send_confirmation_mail(request, emailconfirmation, signup)
            return
        # A change of address needs a code from both mailboxes.
        new = emailconfirmation.email_address.email
        emailconfirmation.state[OLD_CODE] = self.generate_email_verification_code()
        self.send_mail("new_address", new, {"code": emailconfirmation.key})
        codes = {"code": emailconfirmation.state[OLD_CODE], "new_address": new}
        self.send_mail("old_address", old, codes)

    def _where(self) -> dict[str, str]:
        request = library.request
        return {
            "ip": self.get_client_ip(request),
            "user_agent": self.get_http_user_agent(request),
        }

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if message_template:
            said = str(DONE.get(message_template, ""))
            message = said % (message_context or {}) if said else ""
        if message:
            messages.add_message(request, level, message, extra_tags=extra_tags)


def _present_address(request: HttpRequest) -> str | None:
    if not request.user.is_authenticated:
        return None
    present: str | None = EmailAddress.objects.get_primary_email(request.user)
    return present
