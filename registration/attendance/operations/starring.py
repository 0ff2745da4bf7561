"""People star sessions that interest them."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from conference.core.transactions import in_one_transaction
from conference.programme.models import Session
from registration.attendance.models import Star

Account = AbstractBaseUser | AnonymousUser


@in_one_transaction
def star(account: Account, session_id: int, *, now: datetime) -> Star:
    """Note that a public session interests the person; twice is once.

    What they see now is what they were told. Raises Session.DoesNotExist for one that
    is not public.
    """
    session = Session.objects.released().get(pk=session_id)
    starred, _is_new = Star.objects.get_or_create(
        account_id=account.pk,
        session=session,
        defaults={"told_id": session.released_id, "starred_at": now},
    )
    return starred


def unstar(account: Account, session_id: int) -> None:
    """Take the star away; twice is once."""
    Star.objects.filter(account_id=account.pk, session_id=session_id).delete()
