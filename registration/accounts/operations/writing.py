"""Letters about an account: codes, and word of every change to it."""

import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format

from conference.core import clock
from conference.mailroom.operations import posting
from registration.accounts.devices import device_name
from registration.accounts.operations import changing

# The library's letters, by their own names: our template, and what it is about.
LETTERS: Final[dict[str, tuple[str, str]]] = {
    "email_confirmation_signup": ("account_sign_up_code", ""),
    "email_confirmation": ("account_sign_up_code", ""),
    "new_address": ("account_new_address", ""),
    "old_address": ("account_old_address", ""),
    "login_code": ("account_sign_in_code", ""),
    "password_reset_code": ("account_reset_code", ""),
    "unknown_account": ("account_unknown", ""),
    "account_already_exists": ("account_exists", ""),
    "email_changed": ("account_changed", "address"),
    "email_deleted": ("account_changed", "address"),
    "password_changed": ("account_changed", "password"),
    "password_reset": ("account_changed", "password"),
    "password_set": ("account_changed", "password_set"),
    "totp_activated": ("account_changed", "app_added"),
    "totp_deactivated": ("account_changed", "app_removed"),
    "webauthn_added": ("account_changed", "passkey_added"),
    "webauthn_removed": ("account_changed", "passkey_removed"),
    "recovery_codes_generated": ("account_changed", "recovery_codes"),
    "account_connected": ("account_changed", "sign_on_added"),
    "account_disconnected": ("account_changed", "sign_on_removed"),
    "roles_changed": ("account_changed", "roles"),
}
KEPT_FACTS: Final = ("code", "new_address", "ip", "to_email", "roles")
CODE_LIFE: Final = timedelta(seconds=settings.CODE_LIFE_SECONDS)


@transaction.atomic
def write(name: str, address: str, *, facts: dict[str, Any], now: datetime) -> None:
    """Post one urgent letter, in the language of whoever has the address.

    A code's letter is given up when its code has run out.
    """
    template, about = LETTERS[name]
    language = _language_of(address)
    with translation.override(language):
        at = date_format(clock.in_event_zone(now), "DATETIME_FORMAT")
    kept = {fact: str(facts[fact]) for fact in KEPT_FACTS if facts.get(fact)}
    draft = posting.Draft(
        key=f"account:{name}:{secrets.token_hex(12)}",
        to=address,
        language=language,
        template=template,
        context={
            **kept,
            "about": about,
            "at": at,
            "device": device_name(facts.get("user_agent", "")),
            "address": address,
        },
        urgent=True,
        give_up_after=CODE_LIFE if "code" in kept else timedelta(hours=48),
    )
    posting.post([draft], now=now)


def _language_of(address: str) -> str:
    known = (
        EmailAddress.objects.filter(email__iexact=address)
        .order_by("-verified", "-primary")
        .values_list("user__language", flat=True)
        .first()
    )
    return known or changing.language_in_use()
