"""Reconfirming: whoever is on stage says whether a new time suits them."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.core.transactions import retry_once_on_deadlock
from conference.programme.models import SessionRole
from conference.programme.operations import casting, scheduling
from registration.notices.queries import staging
from registration.notices.queries.staging import Asked

Confirmation = SessionRole.Confirmation
ANSWERS = frozenset({Confirmation.CONFIRMED, Confirmation.DECLINED})


class NoAnswer(Refusal):
    """Not an answer to this question."""

    sentence = _("This is not one of the answers. Choose one of those on the page.")


class MovedAgain(Refusal):
    """The session has another time by now."""

    sentence = _(
        "The session has moved again, so this answer was not taken. Please answer for "
        "the new time; the link is in our newest letter."
    )


class TakesNoAnswer(Refusal):
    """The session does not take place at a known time, or the part is another's."""

    sentence = _("There is nothing to answer any more. Nothing was changed.")


@retry_once_on_deadlock
@atomic
def answer(
    asked: Asked,
    confirmation: str,
    *,
    by: AbstractBaseUser | None,
    now: datetime,
) -> SessionRole:
    """Note what a person on stage said to the time they were shown.

    The same answer again changes nothing. Refused: NoAnswer, MovedAgain, TakesNoAnswer.
    Locks the session, so that no release moves it meanwhile.
    """
    if confirmation not in ANSWERS:
        raise NoAnswer
    scheduling.lock(asked.role.session_id)
    current = staging.asked_about(asked.role.pk, asked.version.pk)
    if current is None or current.closed in {"gone", "off"}:
        raise TakesNoAnswer
    if current.closed:
        raise MovedAgain
    if current.role.confirmation == confirmation:
        return current.role
    return casting.answer(current.role.pk, confirmation, by=by, now=now)
