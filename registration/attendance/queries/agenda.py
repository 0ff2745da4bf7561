"""A person's agenda: one day at a time, with the time that is free between."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from conference.core import clock
from conference.programme.models import Session, SessionRole, SessionVersion
from conference.programme.queries.chooser import short_day
from conference.programme.queries.snapshot import PublicRoom, PublicSession, Snapshot
from registration.attendance.models import Agenda
from registration.attendance.queries.ties import Tie, Ties, clashes_of

Answer = SessionRole.Confirmation
State = SessionVersion.State
SHORTEST_SPACE: Final = timedelta(minutes=15)
HOUR: Final = timedelta(hours=1)
# How long a move stays news.
NEWS: Final = timedelta(days=7)
NOW: Final = "now"
PAST: Final = "past"


@dataclass(frozen=True, slots=True)
class Item:
    """A session in somebody's agenda.

    `stands` is now, past or empty; `clashes` are sessions the person is bound to at
    the same time, empty unless they are bound to this one, or in its line.
    """

    session: PublicSession
    tie: Tie
    clashes: tuple[PublicSession, ...]
    stands: str
    is_news: bool

    @property
    def starts_at(self) -> datetime | None:
        """When it begins; of a cancelled session, when it would have begun."""
        return self._slot[0]

    @property
    def ends_at(self) -> datetime | None:
        return self._slot[1]

    @property
    def room(self) -> PublicRoom | None:
        before = self.session.before
        return self.session.room or (before.room if before else None)

    @property
    def day(self) -> date | None:
        """The day in Ha Noi it stands on."""
        start = self.starts_at
        return clock.in_event_zone(start).date() if start else None

    @property
    def type_text(self) -> str:
        """The kind of session in the language of the reader."""
        return str(Session.Type(self.session.session_type).label)

    @property
    def is_cancelled(self) -> bool:
        return self.session.state == State.CANCELLED

    @property
    def is_open(self) -> bool:
        """Whether its time is to be confirmed."""
        return self.session.state == State.TO_BE_CONFIRMED

    @property
    def asks_stage(self) -> bool:
        """Whether the person has a part in it and has not answered to its time."""
        is_asked = self.tie.is_on_stage and self.tie.answer != Answer.CONFIRMED
        return is_asked and self.session.takes_place and self.stands != PAST

    @property
    def has_changed(self) -> bool:
        """Whether there is a change to tell of."""
        return self.is_news and (self.is_cancelled or self.is_open or self.is_moved)

    @property
    def is_moved(self) -> bool:
        """Whether it takes place elsewhere or at another time than before."""
        before = self.session.before
        return (
            self.is_news
            and self.session.takes_place
            and before is not None
            and (before.starts_at, before.ends_at, before.room)
            != (self.session.starts_at, self.session.ends_at, self.session.room)
        )

    @property
    def _slot(self) -> tuple[datetime | None, datetime | None]:
        session, before = self.session, self.session.before
        if session.starts_at is None and self.is_cancelled and before is not None:
            return before.starts_at, before.ends_at
        return session.starts_at, session.ends_at


@dataclass(frozen=True, slots=True)
class Space:
    """Free time between two sessions."""

    starts_at: datetime
    ends_at: datetime

    @property
    def hours(self) -> int:
        return (self.ends_at - self.starts_at) // HOUR

    @property
    def minutes(self) -> int:
        """What is left after the full hours."""
        return (self.ends_at - self.starts_at) % HOUR // timedelta(minutes=1)

    @property
    def size(self) -> str:
        """How much room it gets on the page."""
        return "s" if self.hours < 1 else "m" if self.hours < 3 else "l"  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the day: a session, or what is free until the next one."""

    item: Item | None = None
    space: Space | None = None


@dataclass(frozen=True, slots=True)
class DayTab:
    """A day of the programme, and how much of it is the person's."""

    day: date
    count: int
    is_shown: bool

    @property
    def label(self) -> str:
        """The day as the programme names it on its own tabs."""
        return short_day(self.day)


@dataclass(frozen=True, slots=True)
class MyAgenda:
    """What the agenda shows: one day, and what has no day yet.

    `running` and `following` are what is on now and next, on whichever day.
    """

    days: list[DayTab]
    shown: date | None
    rows: list[Row]
    without_time: list[Item]
    running: Item | None
    following: Item | None
    is_approved: bool
    is_empty: bool


def agenda(
    mine: Ties,
    snapshot: Snapshot | None,
    *,
    day: date | None = None,
    now: datetime,
) -> MyAgenda:
    """Return one day of a person's agenda.

    Without `day`: today, or the next day that has something, or the first one.
    """
    items = _items(mine, snapshot, now) if snapshot else []
    by_day: dict[date, list[Item]] = {each: [] for each in _days(items, snapshot)}
    for item in items:
        if item.day is not None:
            by_day[item.day].append(item)
    shown = day if day in by_day else _day_to_show(by_day, now)
    coming = [i for i in items if i.session.takes_place and i.stands != PAST]
    return MyAgenda(
        days=[DayTab(d, len(own), d == shown) for d, own in by_day.items()],
        shown=shown,
        rows=list(_with_spaces(by_day[shown])) if shown else [],
        without_time=[item for item in items if item.day is None],
        running=next((i for i in coming if i.stands == NOW), None),
        following=next((i for i in coming if i.stands != NOW), None),
        is_approved=bool(mine.category),
        is_empty=not items,
    )


def next_items(
    mine: Ties,
    snapshot: Snapshot | None,
    *,
    limit: int,
    now: datetime,
) -> list[Item]:
    """Return what comes next for a person, soonest first; stars are only interest.

    As many again that come later are shown when they have changed of late.
    """
    if snapshot is None:
        return []
    coming = [
        item
        for item in _items(mine, snapshot, now)
        if item.stands != PAST and (item.tie.seat or item.tie.is_on_stage)
    ]
    changed = (item for item in coming[limit:] if item.has_changed)
    return [*coming[:limit], *islice(changed, limit)]


def keeping(account: AbstractBaseUser | AnonymousUser) -> Agenda:
    """Return how the person carries their agenda; unsaved when they never chose."""
    return Agenda.objects.filter(account_id=account.pk).first() or Agenda()


def _items(mine: Ties, snapshot: Snapshot, now: datetime) -> list[Item]:
    clashes = clashes_of(mine, snapshot)
    items = [
        item_of(session, tie, clashes, now)
        for session in snapshot.sessions
        if (tie := mine.by_session.get(session.pk))
    ]
    last = now + timedelta(days=36_500)
    return sorted(items, key=lambda item: (item.starts_at or last, item.session.code))


def item_of(
    session: PublicSession,
    tie: Tie,
    clashes: Mapping[int, tuple[PublicSession, ...]],
    now: datetime,
) -> Item:
    """Return a session as it stands in the agenda of who is tied to it."""
    is_bound = tie.is_busy or bool(tie.seat)
    moved_at = session.moved_at
    item = Item(
        session=session,
        tie=tie,
        clashes=clashes.get(session.pk, ()) if is_bound else (),
        stands="",
        is_news=moved_at is not None and now - moved_at < NEWS,
    )
    start, end = item.starts_at, item.ends_at
    if start is None or end is None or now < start:
        return item
    stands = PAST if end <= now else NOW
    return Item(session, tie, item.clashes, stands, item.is_news)


def _days(items: Iterable[Item], snapshot: Snapshot | None) -> list[date]:
    own = {item.day for item in items if item.day is not None}
    return sorted(own.union(snapshot.days if snapshot else ()))


def _day_to_show(by_day: Mapping[date, Sequence[Item]], now: datetime) -> date | None:
    today = clock.in_event_zone(now).date()
    if today in by_day:
        return today
    full = [day for day, items in by_day.items() if items]
    coming = [day for day in full if day > today]
    return next(iter([*coming, *full, *by_day]), None)


def _with_spaces(items: Iterable[Item]) -> Iterator[Row]:
    """Yield the sessions of a day, and the time between them that nothing fills."""
    free_from: datetime | None = None
    for item in items:
        start, end = item.starts_at, item.ends_at
        if start is None or end is None:
            continue
        if free_from is not None and start - free_from >= SHORTEST_SPACE:
            yield Row(space=Space(free_from, start))
        yield Row(item=item)
        # A session that does not take place fills no time.
        fills_until = end if item.session.takes_place else start
        free_from = max(free_from or fills_until, fills_until)
