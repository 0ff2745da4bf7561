"""How a person carries their agenda: the secret link of their feed, and mail."""

import secrets
from datetime import datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from registration.attendance.models import Agenda

Account = AbstractBaseUser | AnonymousUser
TOKEN_BYTES: Final = 16


def new_feed_link(account: Account, *, now: datetime) -> str:
    """Make a new secret link for the person's feed and return its token.

    The old one is void from this moment.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Agenda.objects.update_or_create(
        account_id=account.pk, defaults={"feed_token": token, "feed_made_at": now}
    )
    return token


def revoke_feed_link(account: Account) -> None:
    """End the person's feed; twice is once."""
    Agenda.objects.filter(account_id=account.pk).update(
        feed_token=None, feed_made_at=None
    )


def choose_star_mail(account: Account, *, tells: bool) -> None:
    """Note whether the person wants to hear of changes to what they only starred."""
    Agenda.objects.update_or_create(
        account_id=account.pk, defaults={"tells_of_stars": tells}
    )
