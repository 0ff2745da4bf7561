"""A release for people who have seats: nobody loses one unseen.

The rule where a session has fewer seats than people: those who came last stand in
line, ahead of everyone who waited before, and are told at once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Q
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.core.transactions import retry_once_on_deadlock
from conference.programme.models import Release, Session
from conference.programme.operations import releasing
from conference.programme.operations.turns import take_turn
from conference.programme.queries import changes
from conference.programme.queries.changes import Pending
from registration.attendance.models import Registration, Seat
from registration.attendance.operations import promoting, seat_letters
from registration.attendance.operations.promoting import Floor

State = Seat.State
REMOTE = Registration.Mode.REMOTE
# The news of an earlier start leaves within ten minutes, and is to be answered then.
TIME_TO_READ: Final = timedelta(minutes=10) + promoting.SHORTEST_HOLD


@dataclass(frozen=True, slots=True)
class LostSeats:
    """A session whose next version has fewer seats than people who have one."""

    session: Session
    seats: int
    taken: int

    @property
    def to_line(self) -> int:
        """How many people would stand in line."""
        return self.taken - self.seats


class SeatsWouldBeLost(Refusal):
    """Some people would lose their seats, and nobody said by which rule."""

    sentence = _(
        "In %(sessions)s there are fewer seats than people who have one, too few by "
        "%(people)s. Give them more seats or a larger room, or publish by the rule: "
        "who came last stands in line first, and is told."
    )

    def __init__(self, rows: list[LostSeats]) -> None:
        super().__init__(
            sessions=", ".join(row.session.code for row in rows),
            people=sum(row.to_line for row in rows),
        )
        self.rows = rows


@retry_once_on_deadlock
@atomic
def publish(
    edition_id: int,
    *,
    session_ids: Collection[int] | None = None,
    note: str = "",
    make_room: bool = False,
    by: AbstractBaseUser | None,
    now: datetime,
) -> Release:
    """Make the next release, and let seats follow: fewer by the rule, more to the line.

    Takes the turn of those who plan, then locks the sessions, then the people. Refused:
    SeatsWouldBeLost unless `make_room`; whatever `releasing.publish` refuses.
    """
    take_turn(edition_id)
    floor = promoting.lock(_to_publish(edition_id, session_ids), now=now)
    pending = changes.pending(edition_id, session_ids)
    lost = lost_seats(pending)
    if lost and not make_room:
        raise SeatsWouldBeLost(lost)
    _need_no_chair(pending)
    for row in lost:
        _move_to_line(floor, row, pending)
    release = releasing.publish(
        edition_id, session_ids=session_ids, note=note, by=by, now=now
    )
    promoting.renew(floor)
    _need_chairs(pending)
    promoting.renew(floor)
    _ask_in_time(floor, pending)
    promoting.promote(floor, [change.session.pk for change in pending])
    seat_letters.post(floor, by=by)
    return release


def lost_seats(pending: Iterable[Pending]) -> list[LostSeats]:
    """Return the sessions that have fewer seats than people who need one, by code."""
    limited = {
        change.session.pk: change
        for change in pending
        if change.after.seats is not None
    }
    taken = (
        Seat.objects.occupied()
        .filter(session_id__in=limited)
        .values("session_id")
        .annotate(
            everyone=Count("pk"),
            online=Count("pk", filter=Q(registration__attendance_mode=REMOTE)),
        )
    )
    needed = {
        row["session_id"]: row["everyone"]
        - (row["online"] if _is_both(limited[row["session_id"]]) else 0)
        for row in taken
    }
    return [
        LostSeats(change.session, seats, needed[pk])
        for pk, change in limited.items()
        if (seats := change.after.seats) is not None and needed.get(pk, 0) > seats
    ]


def _to_publish(edition_id: int, session_ids: Collection[int] | None) -> list[int]:
    sessions = Session.objects.filter(edition_id=edition_id).changed_since_release()
    if session_ids is not None:
        sessions = sessions.filter(pk__in=session_ids)
    return list(sessions.values_list("pk", flat=True))


def _is_both(change: Pending) -> bool:
    return change.after.session_format == Session.Format.BOTH


def _need_no_chair(pending: Iterable[Pending]) -> None:
    """Count no chairs for those online where a session is on site and online now."""
    both = [change.session.pk for change in pending if _is_both(change)]
    Seat.objects.live().filter(
        session_id__in=both, registration__attendance_mode=REMOTE, is_counted=True
    ).update(is_counted=False)


def _need_chairs(pending: Iterable[Pending]) -> None:
    """Count everybody where a session is in one place now; there is room by now."""
    others = [change.session.pk for change in pending if not _is_both(change)]
    Seat.objects.live().filter(session_id__in=others, is_counted=False).update(
        is_counted=True
    )


def _move_to_line(floor: Floor, lost: LostSeats, pending: Iterable[Pending]) -> None:
    """Let those who came last stand in line; they keep their number."""
    both = {change.session.pk for change in pending if _is_both(change)}
    seats = Seat.objects.occupied().filter(session=lost.session)
    if lost.session.pk in both:
        seats = seats.exclude(registration__attendance_mode=REMOTE)
    last = list(seats.order_by("-arrival_number")[: lost.to_line])
    promoting.lock_people(floor, {seat.registration_id for seat in last})
    for seat in reversed(last):
        promoting.become(floor, seat, State.WAITING, "seat_moved_to_line")


def _ask_in_time(floor: Floor, pending: Iterable[Pending]) -> None:
    """Let offers end in time where the session begins earlier now."""
    for change in pending:
        start = change.after.starts_at
        if start is None or not floor.is_offered(change.session.pk):
            continue
        until = max(
            promoting.held_until(change.after, floor.now) or floor.now,
            min(floor.now + TIME_TO_READ, start),
        )
        Seat.objects.filter(
            session=change.session, state=State.HELD, held_until__gt=until
        ).update(held_until=until, changed_at=floor.now)
