"""Releases as organisers look after them: what is out, who was told, who is silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, Q, QuerySet

from conference.mailroom.models import Letter
from conference.programme.models import Release, Session, SessionRole
from conference.programme.queries.changes import Pending
from registration.notices.models import ScheduleDelivery, ScheduleNotice
from registration.notices.queries.ledger import (
    HAVE_LEFT,
    WAITING,
    NoticeProgress,
    State,
)
from registration.notices.queries.schedule import ASKED, RELATIONS, Effect

_WAITING: Final = Q(changes__concerns=True, changes__announced_at=None)


@dataclass(frozen=True, slots=True)
class Silence:
    """A session and those on its stage who have not said that they come."""

    session: Session
    roles: list[SessionRole]


def releases(edition_id: int) -> QuerySet[Release]:
    """Return the releases, the newest first, with how much each changed and told."""
    return (
        Release.objects.filter(edition_id=edition_id)
        .select_related("published_by")
        .annotate(
            sessions=Count("changes"),
            concerning=Count("changes", filter=Q(changes__concerns=True)),
            untold=Count("changes", filter=_WAITING),
        )
        .order_by("-number")
    )


def rounds(edition_id: int) -> QuerySet[ScheduleNotice]:
    """Return the rounds of letters, the newest first."""
    return (
        ScheduleNotice.objects.filter(edition_id=edition_id)
        .select_related("asked_by")
        .annotate(sessions=Count("changes__session", distinct=True))
        .order_by("-number")
    )


def reach(notice: ScheduleNotice) -> NoticeProgress:
    """Return how far the letters of a round got; the parts sum to `addressed`."""
    letters = Letter.objects.filter(schedule_delivery__notice=notice)
    counted = (
        letters.order_by()
        .values_list("state")
        .annotate(Count("pk"), Max("finished_at"))
    )
    by_state = {state: number for state, number, _last in counted}
    finished = [last for _state, _number, last in counted if last is not None]
    return NoticeProgress(
        addressed=notice.addressed,
        accepted=by_state.get(State.ACCEPTED, 0),
        waiting=sum(by_state.get(state, 0) for state in Letter.WAITING),
        failed=by_state.get(State.FAILED, 0),
        uncertain=by_state.get(State.UNCERTAIN, 0),
        cancelled=by_state.get(State.CANCELLED, 0),
        suppressed=by_state.get(State.SUPPRESSED, 0),
        batch_state=notice.batch.state if notice.batch else "",
        has_left=any(state in by_state for state in HAVE_LEFT),
        last_at=max(finished, default=None),
        asked=0,
        answered=0,
        reminders=[],
    )


def letters_of_round(
    notice: ScheduleNotice, *, text: str = "", state: str = ""
) -> QuerySet[ScheduleDelivery]:
    """Return one row per person; `state` is one of a letter, or "waiting" for all."""
    rows = ScheduleDelivery.objects.filter(notice=notice)
    if state == WAITING:
        rows = rows.filter(letter__state__in=Letter.WAITING)
    elif state:
        rows = rows.filter(letter__state=state)
    for word in text.split():
        rows = rows.filter(Q(name__icontains=word) | Q(address__icontains=word))
    return rows.select_related("letter").order_by("pk")


def silent(edition_id: int) -> list[Silence]:
    """Return the public sessions whose stage is not sure, by time."""
    roles = (
        SessionRole.objects.filter(
            session__edition_id=edition_id,
            session__released__state="published",
            confirmation__in=ASKED,
        )
        .select_related("session__released__room", "speaker")
        .order_by("session__released__starts_at", "session_id", "order", "pk")
    )
    return list(_by_session(roles))


def _by_session(roles: Iterable[SessionRole]) -> Iterable[Silence]:
    found: dict[int, Silence] = {}
    for role in roles:
        one = found.setdefault(role.session_id, Silence(role.session, []))
        one.roles.append(role)
    return found.values()


@dataclass(frozen=True, slots=True)
class Planned:
    """What can be published: all of it, and the part that is looked at."""

    every: list[Pending]
    chosen: list[Pending]
    is_part: bool

    @property
    def is_gone(self) -> bool:
        """Whether what was chosen is public by now, and something else is not."""
        return self.is_part and not self.chosen

    @property
    def told(self) -> list[Pending]:
        """Return the changes of which people are told."""
        return [change for change in self.chosen if change.concerns]

    @property
    def quiet(self) -> list[Pending]:
        """Return the changes that stand in the log and trouble nobody."""
        return [change for change in self.chosen if not change.concerns]

    @property
    def session_ids(self) -> list[int] | None:
        """Return the sessions of a part, or None for all that is planned."""
        return [c.session.pk for c in self.chosen] if self.is_part else None


def planned(every: Sequence[Pending], chosen_ids: Iterable[int]) -> Planned:
    """Return what is looked at: those chosen that still wait, or everything."""
    ids = set(chosen_ids)
    chosen = [change for change in every if change.session.pk in ids]
    if not ids or len(chosen) == len(every):
        return Planned(list(every), list(every), is_part=False)
    return Planned(list(every), chosen, is_part=True)


def relations_of(effect: Effect) -> list[tuple[str, int]]:
    """Return how many hear as what, the strongest first, without those of nobody."""
    return [
        (relation, effect.by_relation[relation])
        for relation in RELATIONS
        if effect.by_relation.get(relation)
    ]
