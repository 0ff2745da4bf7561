"""How far a notice got, and what people answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from conference.editions.models import Edition
from conference.mailroom.models import Letter
from registration.attendance.models import ParticipantCategory
from registration.attendance.models.registration import LIVE
from registration.notices.models import Decision, Delivery, Notice, Reminder
from registration.notices.queries.audience import country_label, language_label

Choice = Decision.Choice
State = Letter.State
WAITING: Final = "waiting"
# A letter in one of these may have been read by somebody.
HAVE_LEFT: Final = (State.ACCEPTED, State.HANDING_OVER, State.UNCERTAIN, State.FAILED)


@dataclass(frozen=True, slots=True)
class NoticeProgress:
    """The letters of a notice by state; the six numbers always sum to `addressed`."""

    addressed: int
    accepted: int
    waiting: int
    failed: int
    uncertain: int
    cancelled: int
    suppressed: int
    batch_state: str
    has_left: bool
    last_at: datetime | None
    asked: int
    answered: int
    reminders: list[Reminder]

    @property
    def percent(self) -> int:
        """How much is settled, rounded down, so that 100 means all."""
        if not self.addressed:
            return 100
        return (self.addressed - self.waiting) * 100 // self.addressed


@dataclass(frozen=True, slots=True)
class TallyRow:
    """The answers of people who have something in common; the silent keep.

    `ended` are those whose registration ended otherwise than by this answer, whatever
    they had said. The five ways always sum to `asked`.
    """

    code: str
    label: str
    asked: int
    keep: int
    remote: int
    withdraw: int
    ended: int

    @property
    def silent(self) -> int:
        """Who has said nothing, and so keeps the place."""
        return self.asked - self.keep - self.remote - self.withdraw - self.ended


def of_edition(edition: Edition) -> QuerySet[Notice]:
    """Return an edition's notices, the newest first."""
    return (
        Notice.objects.filter(revision__edition=edition)
        .select_related(
            "revision__edition__in_force",
            "batch",
            "written_by",
            "approved_by",
            "announced_by",
        )
        .order_by("-revision__number")
    )


def progress(notice: Notice) -> NoticeProgress:
    """Return how far the letters got and how many answered; four statements."""
    letters = Letter.objects.filter(batch__notice=notice)
    counted = (
        letters.order_by()
        .values_list("state")
        .annotate(Count("pk"), Max("finished_at"))
    )
    by_state = {state: number for state, number, _last in counted}
    finished = [last for _state, _number, last in counted if last is not None]
    answers = Delivery.objects.filter(notice=notice, asked=True).aggregate(
        asked=Count("pk"), answered=Count("decision")
    )
    return NoticeProgress(
        addressed=notice.addressed or 0,
        accepted=by_state.get(State.ACCEPTED, 0),
        waiting=sum(by_state.get(state, 0) for state in Letter.WAITING),
        failed=by_state.get(State.FAILED, 0),
        uncertain=by_state.get(State.UNCERTAIN, 0),
        cancelled=by_state.get(State.CANCELLED, 0),
        suppressed=by_state.get(State.SUPPRESSED, 0),
        batch_state=notice.batch.state if notice.batch else "",
        has_left=any(state in by_state for state in HAVE_LEFT),
        last_at=max(finished, default=None),
        asked=answers["asked"],
        answered=answers["answered"],
        reminders=list(
            notice.reminders.select_related("batch").order_by("due_at", "pk")
        ),
    )


def ledger(notice: Notice, *, text: str = "", state: str = "") -> QuerySet[Delivery]:
    """Return one row per person and channel, with the mail server's words.

    `text` is part of a name, an address or a registration number; `state` one of a
    letter, or "waiting" for all that have not ended.
    """
    rows = Delivery.objects.filter(notice=notice)
    if state == WAITING:
        rows = rows.filter(letter__state__in=Letter.WAITING)
    elif state:
        rows = rows.filter(letter__state=state)
    for word in text.replace("\x00", "").split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(address__icontains=word)
            | Q(registration__number__icontains=word)
        )
    return rows.select_related(
        "letter", "category", "decision", "registration"
    ).order_by("pk")


def tally(notice: Notice, by: str = "category") -> list[TallyRow]:
    """Return the answers by "category", "country" or "language", most people first."""
    counted = list(_asked(notice).order_by().values_list(by).annotate(**_ANSWERS))
    names = _category_names([row[0] for row in counted]) if by == "category" else {}
    rows = [
        TallyRow(str(code or ""), _label(by, code, names), *numbers)
        for code, *numbers in counted
    ]
    return sorted(rows, key=lambda row: (-row.asked, row.label))


def tally_total(notice: Notice) -> TallyRow:
    """Return the answers of everybody asked."""
    return TallyRow("", _("All"), **_asked(notice).aggregate(**_ANSWERS))


_WITHDREW: Final = Q(decision__choice=Choice.WITHDRAW)
_HAS_ENDED: Final = ~Q(registration__state__in=LIVE)
# A missing answer is no answer to SQL either, so it is asked for by name.
_ENDED: Final = _HAS_ENDED & (Q(decision=None) | ~_WITHDREW)
_ANSWERS: Final = {
    "asked": Count("pk"),
    "keep": Count("pk", filter=Q(decision__choice=Choice.KEEP) & ~_HAS_ENDED),
    "remote": Count("pk", filter=Q(decision__choice=Choice.REMOTE) & ~_HAS_ENDED),
    "withdraw": Count("pk", filter=_WITHDREW),
    "ended": Count("pk", filter=_ENDED),
}


def _asked(notice: Notice) -> QuerySet[Delivery]:
    return Delivery.objects.filter(notice=notice, asked=True)


def _category_names(ids: list[int]) -> dict[int, str]:
    found = ParticipantCategory.objects.filter(pk__in=[pk for pk in ids if pk])
    return {category.pk: str(category.name) for category in found}


def _label(by: str, code: object, names: dict[int, str]) -> str:
    if by == "country":
        return country_label(str(code or ""))
    if by == "language":
        return language_label(str(code))
    return names.get(code, _("Not chosen yet")) if isinstance(code, int) else ""
