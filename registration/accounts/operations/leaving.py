"""How people are signed out: by themselves, or when their account is closed."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from registration.accounts.models import User


class OwnAccount(Refusal):
    """Nobody closes or opens their own account in the panel."""

    sentence = _("This is your own account. Ask another administrator.")


def sign_out_everywhere(account_id: int) -> int:
    """End every session of an account, this one too; return how many there were."""
    return sign_out_elsewhere(account_id, this=None)


@transaction.atomic
def sign_out_elsewhere(account_id: int, *, this: str | None) -> int:
    """End every session of an account but `this`; return how many there were."""
    devices = UserSession.objects.filter(user_id=account_id).exclude(session_key=this)
    keys = list(devices.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


@transaction.atomic
def close_account(account_id: int, *, by: User) -> None:
    """Let nobody sign in to an account, and end its sessions at once.

    Refused when `by` closes their own account here. Locks the account.
    """
    if account_id == by.pk:
        raise OwnAccount
    _set_active(account_id, is_active=False)
    sign_out_everywhere(account_id)


@transaction.atomic
def open_account(account_id: int, *, by: User) -> None:
    """Let the person sign in again. Refused for one's own. Locks the account."""
    if account_id == by.pk:
        raise OwnAccount
    _set_active(account_id, is_active=True)


def _set_active(account_id: int, *, is_active: bool) -> None:
    user = User.objects.select_for_update(no_key=True).get(pk=account_id)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
