"""Deciding about the dates: propose, approve by a second, announce, take back."""

from datetime import datetime
from typing import Final, Unpack

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Max
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.editions.models import Edition, Facts, ScheduleRevision

State = ScheduleRevision.State
FACTS: Final = tuple(Facts.__annotations__)


class AnotherDecisionIsOpen(Refusal):
    """A proposal or an approved decision waits already."""

    sentence = _(
        "Another decision about the dates is not announced yet. Announce it or take it "
        "back first."
    )


class NothingChanges(Refusal):
    """The facts are those in force."""

    sentence = _(
        "This is what is in force already. Change the dates, the name, the place or "
        "the format."
    )


class NotInThisState(Refusal):
    """The decision's state does not allow the move."""

    sentence = _(
        "This decision is “%(state)s” by now. Load the page again to see what you can "
        "do."
    )


class SecondPersonNeeded(Refusal):
    """Who proposed may not approve."""

    sentence = _(
        "You proposed this decision, so somebody else approves it. Ask a colleague who "
        "may approve decisions."
    )


class NotInForce(Refusal):
    """A later decision has replaced it."""

    sentence = _("A later decision is in force. Take that one back first.")


class NothingBefore(Refusal):
    """The first decision cannot be taken back."""

    sentence = _(
        "This is the first decision; there is none before it to go back to. Propose a "
        "new one instead."
    )


@atomic
def propose(
    edition_id: int, *, by: AbstractBaseUser, now: datetime, **facts: Unpack[Facts]
) -> ScheduleRevision:
    """Write down the next decision; nothing is public yet.

    Refused while another one is open, or when it says what is in force already. Locks
    the edition.
    """
    edition = _locked(edition_id)
    if edition.revisions.filter(state__in=[State.PROPOSED, State.APPROVED]).exists():
        raise AnotherDecisionIsOpen
    last = edition.revisions.aggregate(last=Max("number"))["last"]
    revision = ScheduleRevision(
        edition=edition,
        number=0 if last is None else last + 1,
        proposed_by_id=by.pk,
        proposed_at=now,
    )
    revision.state_facts(facts)
    _refuse_without_change(edition, revision)
    revision.save()
    return revision


@atomic
def amend(
    revision_id: int, *, by: AbstractBaseUser, now: datetime, **facts: Unpack[Facts]
) -> ScheduleRevision:
    """Correct a proposal; who corrects it becomes the one who proposes.

    So nobody approves words of their own. Refused once it is approved; locks the
    edition and the revision.
    """
    edition, revision = _locked_pair(revision_id)
    _refuse_unless(revision.state == State.PROPOSED, revision)
    revision.state_facts(facts)
    _refuse_without_change(edition, revision)
    revision.proposed_by_id = by.pk
    revision.proposed_at = now
    revision.save(update_fields=[*FACTS, "proposed_by", "proposed_at"])
    return revision


@atomic
def approve(
    revision_id: int, *, by: AbstractBaseUser, now: datetime
) -> ScheduleRevision:
    """Let a second person agree; refused for the one who proposed."""
    _edition, revision = _locked_pair(revision_id)
    _refuse_unless(_may(revision, State.APPROVED), revision)
    if revision.proposed_by_id == by.pk:
        raise SecondPersonNeeded
    revision.state = State.APPROVED
    revision.approved_by_id = by.pk
    revision.approved_at = now
    revision.save(update_fields=["state", "approved_by", "approved_at"])
    return revision


@atomic
def reopen(revision_id: int) -> ScheduleRevision:
    """Take the approval away, so that the proposal can be corrected."""
    _edition, revision = _locked_pair(revision_id)
    _refuse_unless(_may(revision, State.PROPOSED), revision)
    revision.state = State.PROPOSED
    revision.approved_by = None
    revision.approved_at = None
    revision.save(update_fields=["state", "approved_by", "approved_at"])
    return revision


@atomic
def announce(revision_id: int, *, now: datetime) -> ScheduleRevision:
    """Put an approved decision in force; pages and calendars say it from now on.

    Locks the edition first, so that whoever freezes an audience beside it agrees.
    """
    edition, revision = _locked_pair(revision_id)
    _refuse_unless(_may(revision, State.ANNOUNCED), revision)
    revision.state = State.ANNOUNCED
    revision.announced_at = now
    revision.save(update_fields=["state", "announced_at"])
    _put_in_force(edition, revision)
    return revision


@atomic
def take_back(
    revision_id: int, *, by: AbstractBaseUser, now: datetime
) -> ScheduleRevision:
    """Withdraw a decision; if it was announced, the one before is in force again.

    Its number stays used and it stays in the public history. Refused when a later
    decision is in force, or when there is none before.
    """
    edition, revision = _locked_pair(revision_id)
    _refuse_unless(_may(revision, State.TAKEN_BACK), revision)
    before = _before(edition, revision) if revision.state == State.ANNOUNCED else None
    revision.state = State.TAKEN_BACK
    revision.taken_back_by_id = by.pk
    revision.taken_back_at = now
    revision.save(update_fields=["state", "taken_back_by", "taken_back_at"])
    if before is not None:
        _put_in_force(edition, before)
    return revision


def _locked(edition_id: int) -> Edition:
    """Lock an edition, but not its key: requests to attend point at it meanwhile."""
    editions = Edition.objects.select_for_update(of=("self",), no_key=True)
    return editions.get(pk=edition_id)


def _locked_pair(revision_id: int) -> tuple[Edition, ScheduleRevision]:
    """Lock the edition, then the revision: the same order everywhere."""
    edition_id = ScheduleRevision.objects.values_list("edition_id", flat=True)
    edition = _locked(edition_id.get(pk=revision_id))
    revisions = edition.revisions.select_for_update(of=("self",), no_key=True)
    return edition, revisions.get(pk=revision_id)


def _may(revision: ScheduleRevision, state: str) -> bool:
    return state in ScheduleRevision.MOVES[revision.state]


def _refuse_unless(allowed: bool, revision: ScheduleRevision) -> None:  # noqa: FBT001  the condition itself
    if not allowed:
        raise NotInThisState(state=revision.get_state_display())


def _refuse_without_change(edition: Edition, revision: ScheduleRevision) -> None:
    """Compare what people would notice; reason and decision alone change nothing."""
    if edition.in_force is None:
        return
    told = [
        name for name in FACTS if name not in {"reason", "decided_by", "decided_on"}
    ]
    if all(_plain(edition.in_force, name) == _plain(revision, name) for name in told):
        raise NothingChanges


def _plain(revision: ScheduleRevision, name: str) -> object:
    """Return a fact so that words in one language equal words that say which."""
    value = getattr(revision, name)
    words = getattr(value, "data", value)
    if isinstance(words, str):
        words = {settings.LANGUAGE_CODE: words}
    if isinstance(words, dict):
        return {language: text for language, text in words.items() if text}
    return words


def _before(edition: Edition, revision: ScheduleRevision) -> ScheduleRevision:
    if edition.in_force_id != revision.pk:
        raise NotInForce
    earlier = edition.revisions.announced().filter(number__lt=revision.number)
    before = earlier.order_by("-number").first()
    if before is None:
        raise NothingBefore
    return before


def _put_in_force(edition: Edition, revision: ScheduleRevision) -> None:
    edition.in_force = revision
    # Calendars ignore an update whose sequence did not grow.
    edition.ical_sequence += 1
    edition.save(update_fields=["in_force", "ical_sequence"])
