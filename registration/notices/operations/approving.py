"""A second person agrees, to the notice and to its decision at once."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.editions.models import ScheduleRevision
from conference.editions.operations import revising
from registration.notices.models import Notice
from registration.notices.operations import drafting

State = Notice.State


class WrittenByYou(Refusal):
    """Nobody approves words of their own."""

    sentence = _(
        "You wrote this notice or proposed its decision, so somebody else approves it. "
        "Ask a colleague who may approve notices."
    )


class NotReady(Refusal):
    """Only a finished notice can be approved."""

    sentence = _(
        "This notice is “%(state)s” by now, so it cannot be approved. "
        "Load the page again."
    )


@atomic
def approve(notice_id: int, *, by: AbstractBaseUser, now: datetime) -> Notice:
    """Agree to a notice and to its decision.

    Refused: NotReady, WrittenByYou, LanguagesMissing, DeadlinePast. Locks the edition,
    then the notice.
    """
    notice = drafting.locked(notice_id)
    if notice.state != State.READY:
        raise NotReady(state=notice.get_state_display())
    revision = notice.revision
    authors = {notice.written_by_id, revision.proposed_by_id}
    authors |= set(notice.texts.values_list("checked_by_id", flat=True))
    if by.pk in authors:
        raise WrittenByYou
    drafting.check_sendable(notice, now=now)
    if revision.state == ScheduleRevision.State.PROPOSED:
        revising.approve(revision.pk, by=by, now=now)
    notice.state = State.APPROVED
    notice.approved_by_id = by.pk
    notice.approved_at = now
    notice.save(update_fields=["state", "approved_by", "approved_at"])
    return notice
