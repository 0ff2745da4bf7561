"""The schedule board: one day of the plan, and what stands in the way of a place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib.postgres.fields import DateTimeRangeField
from django.db.models import Count, F, Func, Q, QuerySet
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.editions.models import Edition
from conference.programme.models import Room, Session, SessionRole, SessionVersion
from conference.programme.queries import changes

# The smallest step of the board; its stylesheet has a class for each of a day's.
CELL: Final = timedelta(minutes=5)
CELLS_OF_HOUR: Final = 12
CELLS_OF_DAY: Final = 24 * CELLS_OF_HOUR
USUAL_HOURS: Final = (8, 19)
Confirmation = SessionRole.Confirmation


@dataclass(frozen=True, slots=True)
class Block:
    """A session on the board or in its tray; `at` and `span` count cells."""

    pk: int
    code: str
    title: str
    state: str
    state_text: str
    type_text: str
    version: int
    at: int
    span: int
    minutes: int
    begins: str
    time_text: str
    people: int
    unanswered: int
    is_changed: bool
    changed_by: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class Ghost:
    """Where the public still sees a session that was moved away in the plan."""

    title: str
    at: int
    span: int
    time_text: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A room through the day."""

    pk: int
    name: str
    facts: str
    blocks: tuple[Block, ...]
    ghosts: tuple[Ghost, ...]


@dataclass(frozen=True, slots=True)
class Hour:
    """A line of the time axis."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class BoardDay:
    """A day that can be planned, and how much is on it."""

    day: date
    sessions: int


@dataclass(frozen=True, slots=True)
class Board:
    """One day of the plan, the tray, and the days beside it."""

    day: date
    days: tuple[BoardDay, ...]
    lanes: tuple[Lane, ...]
    tray: tuple[Block, ...]
    hours: tuple[Hour, ...]
    first_hour: int
    cells: int
    unreleased: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that speaks against a place; what `stops` cannot be saved."""

    kind: str
    text: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A room and a time."""

    room_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(slots=True)
class _Window:
    """The hours that are shown: the usual ones, and more when something is earlier."""

    day: date
    first: int = USUAL_HOURS[0]
    last: int = USUAL_HOURS[1]

    def widen(self, starts_at: datetime, ends_at: datetime) -> None:
        begins, ends = minute_of(starts_at, self.day), minute_of(ends_at, self.day)
        self.first = min(self.first, begins // 60)
        self.last = max(self.last, min(24, -(-ends // 60)))

    def cell(self, at: datetime) -> int:
        return (minute_of(at, self.day) - 60 * self.first) // 5 + 1


def first_day(edition: Edition, *, today: date) -> date:
    """Return the day a board opens with: the first of the event, or of the plan."""
    days = event_days(edition)
    if days:
        return days[0]
    first = (
        Session.objects.filter(edition=edition, starts_at__isnull=False)
        .order_by("starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    if first is not None:
        return clock.in_event_zone(first).date()
    revision = edition.in_force
    return (revision and revision.starts_on) or today


def event_days(edition: Edition) -> tuple[date, ...]:
    """Return the days of the event, or none while only its month is known."""
    revision = edition.in_force
    if revision is None or not _has_days(edition):
        return ()
    if revision.starts_on is None or revision.ends_on is None:
        return ()
    length = (revision.ends_on - revision.starts_on).days
    return tuple(revision.starts_on + timedelta(days=n) for n in range(length + 1))


def board_of(edition: Edition, day: date) -> Board:
    """Return one day of the plan in six statements."""
    rooms = list(Room.objects.filter(edition=edition).order_by("order", "code", "pk"))
    sessions = list(_sessions(edition, day))
    placed = [s for s in sessions if s.is_placed]
    shown = list(_public_places(edition, day))
    window = _Window(day=day)
    slots = [(s.starts_at, s.ends_at) for s in placed]
    slots += [(v.starts_at, v.ends_at) for v in shown]
    for starts_at, ends_at in slots:
        window.widen(_sure(starts_at), _sure(ends_at))
    blocks, ghosts = defaultdict(list), defaultdict(list)
    for session in placed:
        blocks[session.room_id].append(_block(session, window))
    for version in shown:
        ghosts[version.room_id].append(_ghost(version, window))
    return Board(
        day=day,
        days=_days(edition, day),
        lanes=tuple(
            Lane(
                room.pk,
                str(room.name),
                room_facts(room),
                tuple(blocks[room.pk]),
                tuple(ghosts[room.pk]),
            )
            for room in rooms
        ),
        tray=tuple(_block(s, window) for s in sessions if not s.is_placed),
        hours=tuple(
            Hour((hour - window.first) * CELLS_OF_HOUR + 1, _hour_text(hour))
            for hour in range(window.first, window.last)
        ),
        first_hour=window.first,
        cells=(window.last - window.first) * CELLS_OF_HOUR,
        unreleased=Session.objects.filter(edition=edition)
        .changed_since_release()
        .count(),
    )


def board_facts(edition: Edition, day: date) -> tuple[object, ...]:
    """Return what a board depends on, in two statements: for the tag of its poll."""
    rooms = Room.objects.filter(edition=edition).order_by("pk")
    sessions = Session.objects.filter(edition=edition).order_by("pk")
    return (
        day,
        edition.in_force_id,
        *(
            (str(name.data), *more)
            for name, *more in rooms.values_list(
                "name", "pk", "order", "seats", "online_places", "interpretation_booths"
            )
        ),
        *sessions.values_list(
            "pk", "version", "changed_at", "released_id", "seats_taken"
        ),
    )


def conflicts(session: Session, place: Place, *, edition: Edition) -> list[Conflict]:
    """Return what speaks against a place for a session, in three statements."""
    room = Room.objects.get(pk=place.room_id, edition=edition)
    found = [*_room_taken(session, place, room), *_people_taken(session, place)]
    holds = changes.held_by(room, session)
    if holds is not None and session.seats_taken > holds:
        found.append(Conflict("seats", _too_small(session, room, holds)))
    if len(session.interpretation) > room.interpretation_booths:
        found.append(Conflict("booths", _too_few_booths(session, room)))
    days = event_days(edition)
    if days and clock.in_event_zone(place.starts_at).date() not in days:
        found.append(Conflict("day", _("This is not a day of the event.")))
    return found


def place_of(day: date, begins: time, minutes: int, room_id: int) -> Place:
    """Return a place as organisers name it, on the clocks of Ha Noi."""
    starts_at = datetime.combine(day, begins, tzinfo=clock.EVENT_ZONE)
    return Place(room_id, starts_at, starts_at + timedelta(minutes=minutes))


def minute_of(at: datetime, day: date) -> int:
    """Return the minutes from the day's beginning in Ha Noi."""
    dawn = datetime.combine(day, time(), tzinfo=clock.EVENT_ZONE)
    return int((at - dawn).total_seconds() // 60)


def span_text(starts_at: datetime, ends_at: datetime) -> str:
    """Return "09:00 to 10:30", on the clocks of Ha Noi."""
    return _("%(start)s to %(end)s") % {
        "start": date_format(clock.in_event_zone(starts_at), "TIME_FORMAT"),
        "end": date_format(clock.in_event_zone(ends_at), "TIME_FORMAT"),
    }


def room_facts(room: Room) -> str:
    """Return what a room offers: "120 seats, 2 booths"."""
    facts = []
    if room.seats is not None:
        facts.append(ngettext("%(n)d seat", "%(n)d seats", room.seats))
        facts[-1] %= {"n": room.seats}
    if room.online_places is not None:
        told = ngettext("%(n)d place online", "%(n)d places online", room.online_places)
        facts.append(told % {"n": room.online_places})
    booths = room.interpretation_booths
    if booths:
        told = ngettext(
            "%(n)d interpretation booth", "%(n)d interpretation booths", booths
        )
        facts.append(told % {"n": booths})
    return _(", ").join(facts)


def _has_days(edition: Edition) -> bool:
    revision = edition.in_force
    return revision is not None and revision.date_precision == "day"


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return when a day begins and ends in Ha Noi."""
    dawn = datetime.combine(day, time(), tzinfo=clock.EVENT_ZONE)
    return dawn, dawn + timedelta(days=1)


def _sessions(edition: Edition, day: date) -> QuerySet[Session]:
    """Narrow to the live sessions of a day and those without a place, with people."""
    dawn, dusk = bounds(day)
    still_on = ~Q(roles__confirmation__in=SessionRole.GONE)
    not_yet = Q(
        roles__confirmation__in=[Confirmation.INVITED, Confirmation.TO_RECONFIRM]
    )
    return (
        Session.objects.live()
        .filter(edition=edition)
        .filter(
            Q(room=None)
            | Q(starts_at=None)
            | Q(starts_at__gte=dawn, starts_at__lt=dusk)
        )
        .select_related("changed_by")
        .annotate(
            people=Count("roles", filter=still_on & Q(roles__isnull=False)),
            unanswered=Count("roles", filter=not_yet),
        )
        .order_by("starts_at", "code")
    )


def _public_places(edition: Edition, day: date) -> Iterable[SessionVersion]:
    """Narrow to what the public sees on a day elsewhere than it is planned by now."""
    dawn, dusk = bounds(day)
    here = Q(
        session__room_id=F("room_id"),
        session__starts_at=F("starts_at"),
        session__ends_at=F("ends_at"),
    ) & ~Q(session__state=Session.State.CANCELLED)
    return (
        SessionVersion.objects.current()
        .filter(
            session__edition=edition,
            state=SessionVersion.State.PUBLISHED,
            starts_at__gte=dawn,
            starts_at__lt=dusk,
        )
        .exclude(here)
        .order_by("starts_at", "pk")
    )


def _days(edition: Edition, shown: date) -> tuple[BoardDay, ...]:
    """Return the event's days and every other one with sessions, each counted."""
    count = dict.fromkeys((*event_days(edition), shown), 0)
    for at in (
        Session.objects.live()
        .filter(edition=edition, starts_at__isnull=False)
        .values_list("starts_at", flat=True)
    ):
        day = clock.in_event_zone(_sure(at)).date()
        count[day] = count.get(day, 0) + 1
    return tuple(BoardDay(day, count[day]) for day in sorted(count))


def _block(session: Session, window: _Window) -> Block:
    starts_at, ends_at = session.starts_at, session.ends_at
    has_time = starts_at is not None and ends_at is not None
    minutes = int((ends_at - starts_at).total_seconds() // 60) if has_time else 60  # type: ignore[operator]  # both or none
    at = window.cell(starts_at) if starts_at else 0
    most = (window.last - window.first) * CELLS_OF_HOUR + 1 - at
    changed = clock.in_event_zone(session.changed_at)
    return Block(
        pk=session.pk,
        code=session.code,
        title=str(session.title),
        state=session.state,
        state_text=session.get_state_display(),
        type_text=session.get_session_type_display(),
        version=session.version,
        at=at,
        span=max(1, min(-(-minutes // 5), most)) if has_time else 0,
        minutes=minutes,
        begins=f"{clock.in_event_zone(starts_at):%H:%M}" if starts_at else "",
        time_text=span_text(starts_at, ends_at) if starts_at and ends_at else "",
        people=session.people,  # type: ignore[attr-defined]  # annotated
        unanswered=session.unanswered,  # type: ignore[attr-defined]  # annotated
        is_changed=session.has_unreleased_changes and session.released_id is not None,
        changed_by=str(session.changed_by or ""),
        changed_at=date_format(changed, "TIME_FORMAT"),
    )


def _ghost(version: SessionVersion, window: _Window) -> Ghost:
    starts_at, ends_at = _sure(version.starts_at), _sure(version.ends_at)
    at = window.cell(starts_at)
    return Ghost(
        title=str(version.title),
        at=at,
        span=max(1, window.cell(ends_at) - at),
        time_text=span_text(starts_at, ends_at),
    )


def _hour_text(hour: int) -> str:
    return time_format(time(hour), "TIME_FORMAT")


def _sure(at: datetime | None) -> datetime:
    """Return an instant that the statement has asked to be there."""
    if at is None:
        message = "A placed session has a time."
        raise ValueError(message)
    return at


def _room_taken(session: Session, place: Place, room: Room) -> list[Conflict]:
    others = (
        Session.objects.live()
        .filter(
            room_id=place.room_id,
            starts_at__lt=place.ends_at,
            ends_at__gt=place.starts_at,
        )
        .exclude(pk=session.pk)
        .order_by("starts_at")
    )
    return [
        Conflict(
            "room",
            _("%(room)s is taken by “%(title)s”, %(when)s.")
            % {
                "room": room.name,
                "title": other.title,
                "when": span_text(_sure(other.starts_at), _sure(other.ends_at)),
            },
            stops=True,
        )
        for other in others
    ]


def _people_taken(session: Session, place: Place) -> list[Conflict]:
    mine = SessionRole.objects.filter(session=session).exclude(
        confirmation__in=SessionRole.GONE
    )
    slot = Func(
        place.starts_at,
        place.ends_at,
        function="TSTZRANGE",
        output_field=DateTimeRangeField(),
    )
    elsewhere = (
        SessionRole.objects.filter(
            speaker__in=mine.values("speaker"), busy__overlap=slot
        )
        .exclude(session=session)
        .select_related("speaker", "session")
        .order_by("speaker__sort_key", "session__starts_at")
        .distinct()
    )
    told = dict.fromkeys(
        (
            role.speaker.name,
            str(role.session.title),
            role.session.starts_at,
            role.session.ends_at,
        )
        for role in elsewhere
    )
    return [
        Conflict(
            "person",
            _("%(name)s is on stage in “%(title)s”, %(when)s.")
            % {
                "name": name,
                "title": title,
                "when": span_text(_sure(starts_at), _sure(ends_at)),
            },
            stops=True,
        )
        for name, title, starts_at, ends_at in told
    ]


def _too_small(session: Session, room: Room, holds: int) -> str:
    told = _(
        "%(taken)d people have a seat, and %(room)s holds %(seats)d. A release asks "
        "what to do."
    )
    if session.seats is None:
        # Nobody loses a seat where seats have no limit, so no release asks.
        told = _("%(taken)d people have a seat, and %(room)s holds %(seats)d.")
    return told % {"taken": session.seats_taken, "room": room.name, "seats": holds}


def _too_few_booths(session: Session, room: Room) -> str:
    languages = len(session.interpretation)
    told = ngettext(
        "%(n)d language is interpreted; booths in %(room)s: %(booths)d.",
        "%(n)d languages are interpreted; booths in %(room)s: %(booths)d.",
        languages,
    )
    return told % {
        "n": languages,
        "room": room.name,
        "booths": room.interpretation_booths,
    }


def stopping(found: Sequence[Conflict]) -> bool:
    """Whether any of these cannot be saved."""
    return any(conflict.stops for conflict in found)
