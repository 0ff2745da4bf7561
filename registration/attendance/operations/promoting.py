"""Seats under their locks, and the line: who is next, and who is asked first.

Everyone locks sessions first, by key, and registrations after them, by key; whoever
needs a category locks it before both. The locks leave keys alone (`no_key`), so that
rows which only point at these are written meanwhile.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from conference.programme.models import Session, SessionVersion
from registration.attendance.models import Registration, Seat
from registration.attendance.models.seat import SeatQuerySet
from registration.attendance.queries.clashes import Clash, clashes

State = Seat.State
HOLD: Final = timedelta(hours=12)
# Whoever is asked late leaves time for the next one.
SPARE: Final = timedelta(hours=2)
SHORTEST_HOLD: Final = timedelta(minutes=15)
TELLS_ALL: Final = frozenset(
    {"seat_taken", "seat_waiting", "seat_promoted", "seat_held"}
)
SEAT_FIELDS: Final = (
    "state",
    "arrival_number",
    "is_counted",
    "held_until",
    "calendar_step",
    "changed_at",
)


@dataclass
class Told:
    """What became of one seat: the last of it is what the person reads."""

    seat: Seat
    template: str
    left: bool
    before_id: int | None
    clashes: list[Clash]


@dataclass
class Floor:
    """Sessions and people under lock, and what became of seats meanwhile.

    `without_line` are sessions for whose seats nobody waits, seen under their lock.
    """

    now: datetime
    sessions: dict[int, Session]
    versions: dict[int, SessionVersion]
    people: dict[int, Registration]
    without_line: set[int] = field(default_factory=set)
    told: dict[int, Told] = field(default_factory=dict)

    def is_offered(self, session_id: int) -> bool:
        """Whether the public can have seats: published, and not over."""
        version = self.versions.get(session_id)
        return (
            version is not None
            and version.state == SessionVersion.State.PUBLISHED
            and version.ends_at is not None
            and version.ends_at > self.now
        )


def lock(
    session_ids: Iterable[int | None],
    people: Collection[int] = (),
    *,
    freeing: Collection[int | None] = (),
    now: datetime,
) -> Floor:
    """Lock sessions, then these people and whoever is next in their lines.

    `freeing` are sessions in which one seat may become free. Sessions that are not
    there are left out.
    """
    sessions = lock_sessions(session_ids)
    floor = Floor(now=now, sessions=sessions, versions=_versions(sessions), people={})
    lock_people(floor, {*people, *_next_people(floor, set(freeing))})
    return floor


def lock_sessions(session_ids: Iterable[int | None]) -> dict[int, Session]:
    """Lock sessions in the one order, and return them by key."""
    rows = Session.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in={pk for pk in session_ids if pk is not None}
    )
    return {session.pk: session for session in rows.order_by("pk")}


def sessions_of(registration_ids: Collection[int]) -> list[int]:
    """Return the sessions in which these people have a seat or stand in line."""
    own = Seat.objects.live().filter(registration_id__in=registration_ids)
    return list(own.values_list("session_id", flat=True).distinct())


def lock_people(floor: Floor, registration_ids: Collection[int]) -> None:
    """Lock registrations in the one order, with what letters tell of."""
    missing = set(registration_ids) - floor.people.keys()
    if not missing:
        return
    rows = (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=missing)
        .select_related("account", "category", "edition__in_force")
        .order_by("pk")
    )
    floor.people |= {registration.pk: registration for registration in rows}


def counts(registration: Registration, version: SessionVersion) -> bool:
    """Return whether this person needs one of the seats that are limited.

    Who joins online a session that is also on site needs no chair.
    """
    return not (
        registration.attendance_mode == Registration.Mode.REMOTE
        and version.session_format == Session.Format.BOTH
    )


def next_in_line(floor: Floor, session_id: int) -> list[tuple[Seat, list[Clash]]]:
    """Return who gets the free seats of a session, first come first, with clashes.

    Whoever would have to be asked when there is no time left to answer is passed over
    and keeps the place in line.
    """
    left = floor.sessions[session_id].seats_left
    is_full = left is not None and left <= 0
    if is_full or session_id in floor.without_line:
        return []
    if not floor.is_offered(session_id):
        return []
    version = floor.versions[session_id]
    may_ask = held_until(version, floor.now) is not None
    line = list(_line(session_id, left if may_ask else None))
    lock_people(floor, {seat.registration_id for seat in line})
    clashing = clashes([floor.people[seat.registration_id] for seat in line], version)
    promoted = [
        (seat, clashing[seat.registration_id])
        for seat in line
        if may_ask or not clashing[seat.registration_id]
    ]
    return promoted[:left]


def promote(floor: Floor, session_ids: Iterable[int]) -> None:
    """Give free seats to the line, first come first; ask who has something else then.

    The sessions must be locked.
    """
    for session_id in sorted(set(session_ids) & floor.sessions.keys()):
        for seat, clashing in next_in_line(floor, session_id):
            _give(floor, seat, clashing)


def offer(floor: Floor, seat: Seat) -> None:
    """Give a seat to somebody who needs no chair, whoever else waits for one."""
    version = floor.versions[seat.session_id]
    person = floor.people[seat.registration_id]
    clashing = clashes([person], version)[person.pk]
    if not clashing or held_until(version, floor.now):
        _give(floor, seat, clashing)


def _give(floor: Floor, seat: Seat, clashing: list[Clash]) -> None:
    if clashing:
        seat.held_until = held_until(floor.versions[seat.session_id], floor.now)
        become(floor, seat, State.HELD, "seat_held", clashing)
    else:
        become(floor, seat, State.TAKEN, "seat_promoted")


def recount(floor: Floor, seat: Seat) -> None:
    """Let a live seat need a chair, or none, as its person now attends.

    Whoever needs a chair and finds none comes to the end of the line.
    """
    version = floor.versions.get(seat.session_id)
    if version is None:
        return
    needs_chair = counts(floor.people[seat.registration_id], version)
    if needs_chair == seat.is_counted:
        return
    if not seat.is_occupied:
        _count(floor, seat, needs_chair=needs_chair)
        if not needs_chair and floor.is_offered(seat.session_id):
            offer(floor, seat)
    elif needs_chair and not _has_chair(floor, seat.session_id):
        seat.arrival_number = arrive(floor, seat.session_id)
        become(floor, seat, State.WAITING, "seat_needs_chair")
    else:
        floor.sessions[seat.session_id].seats_taken += 1 if needs_chair else -1
        _count(floor, seat, needs_chair=needs_chair)


def _has_chair(floor: Floor, session_id: int) -> bool:
    left = floor.sessions[session_id].seats_left
    return left is None or left > len(next_in_line(floor, session_id))


def _count(floor: Floor, seat: Seat, *, needs_chair: bool) -> None:
    seat.is_counted = needs_chair
    seat.changed_at = floor.now
    seat.save(update_fields=["is_counted", "changed_at"])


def held_until(version: SessionVersion, now: datetime) -> datetime | None:
    """Return until when a seat waits for an answer, or None when it is too late."""
    if version.starts_at is None:
        return None
    until = max(min(now + HOLD, version.starts_at - SPARE), now + SHORTEST_HOLD)
    return until if until <= version.starts_at else None


def become(
    floor: Floor,
    seat: Seat,
    state: str,
    template: str,
    clashing: list[Clash] | None = None,
) -> None:
    """Let a seat become something else, keep count, and remember whom to tell.

    Each change raises the step, so that no calendar ignores it. Whoever is told of a
    seat reads when and where the session is; whoever has to leave one may have missed
    a move, so for them the notice of it goes on.
    """
    session = floor.sessions[seat.session_id]
    version = floor.versions.get(seat.session_id)
    had, before_id = seat.is_occupied, seat.told_id
    counted = had and seat.is_counted
    seat.state = state
    if state != State.HELD:
        seat.held_until = None
    if version is not None:
        seat.is_counted = counts(floor.people[seat.registration_id], version)
    seat.calendar_step += 1
    seat.changed_at = floor.now
    save(seat, version if template in TELLS_ALL else None, floor.now)
    # The row itself is counted by the database.
    session.seats_taken += (seat.is_occupied and seat.is_counted) - counted
    if state == State.WAITING:
        floor.without_line.discard(seat.session_id)
    left = had and not seat.is_occupied
    floor.told[seat.pk] = Told(seat, template, left, before_id, clashing or [])


def save(seat: Seat, told: SessionVersion | None, now: datetime) -> None:
    """Save a seat, new or changed, and what its person is told of, when that is new.

    Notices write `told` meanwhile, so it is left alone otherwise.
    """
    if told is not None:
        seat.told = told
    if seat.pk is None:
        seat.created_at = now
        seat.save()
        return
    seat.save(update_fields=[*SEAT_FIELDS, *(["told"] if told else [])])


def renew(floor: Floor) -> None:
    """Read the sessions again after a release, still under their locks."""
    floor.sessions = lock_sessions(floor.sessions)
    floor.versions = _versions(floor.sessions)


def arrive(floor: Floor, session_id: int) -> int:
    """Return the next number of those who come for a session."""
    session = floor.sessions[session_id]
    session.last_arrival += 1
    session.save(update_fields=["last_arrival"])
    return session.last_arrival


def _versions(sessions: dict[int, Session]) -> dict[int, SessionVersion]:
    # Read after the lock: a release that was waited for has new ones.
    current = SessionVersion.objects.current().filter(session_id__in=sessions)
    versions = {}
    for version in current.select_related("room", "release"):
        version.session = sessions[version.session_id]
        versions[version.session_id] = version
    return versions


def _next_people(floor: Floor, freeing: set[int | None]) -> set[int]:
    """Return who may be promoted by what the caller is about to do."""
    found: set[int] = set()
    for session_id, session in floor.sessions.items():
        left = session.seats_left
        if left is not None:
            left += session_id in freeing
        if left != 0 and floor.is_offered(session_id):
            line = {seat.registration_id for seat in _line(session_id, left)}
            found |= line
            if not line:
                floor.without_line.add(session_id)
    return found


def _line(session_id: int, first: int | None) -> SeatQuerySet:
    line = Seat.objects.in_line().filter(session_id=session_id)
    return line.order_by("arrival_number")[:first]
