"""What a person sees of the seats in one session."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q

from conference.programme.mine import HELD, TAKEN, WAITING, Mine
from conference.programme.models import Session
from conference.programme.queries.portraits import join_of
from conference.programme.queries.snapshot import PublicSession, Snapshot
from registration.attendance.models import Registration, Seat
from registration.attendance.queries.agenda import PAST, Item, item_of
from registration.attendance.queries.registrations import latest_registration
from registration.attendance.queries.ties import Tie, Ties, clashes_of, ties

Account = AbstractBaseUser | AnonymousUser


class Standing(StrEnum):
    """Where a person stands with a session; the first that is true."""

    CANCELLED = "cancelled"
    OVER = "over"
    TAKEN = "taken"
    HELD = "held"
    WAITING = "waiting"
    TO_BE_CONFIRMED = "tbc"
    ON_STAGE = "on stage"
    NO_REGISTRATION = "no registration"
    UNDECIDED = "undecided"
    NOT_FOR_THEM = "not for them"
    FULL = "full"
    CLASH = "clash"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Choice:
    """A session at the same time; who stands on its stage cannot give that back."""

    session: PublicSession
    on_stage: bool


@dataclass(frozen=True, slots=True)
class SeatPage:
    """Everything the page about one's seat in a session says.

    `seats_left` is empty without a limit; those in line have the first claim on them.
    `join_url` is empty for who may not join online.
    """

    item: Item
    registration: Registration | None
    standing: Standing
    seats: int | None
    seats_left: int | None
    waiting: int
    clashes: list[Choice]
    join_url: str

    @property
    def is_approved(self) -> bool:
        return _is_approved(self.registration)

    @property
    def free(self) -> int | None:
        """Seats that nobody has, and nobody in line has the first claim on."""
        return (
            None if self.seats_left is None else max(0, self.seats_left - self.waiting)
        )

    @property
    def swap(self) -> Choice | None:
        """The one session that can be given up for this one in the same press."""
        only = self.clashes[0] if len(self.clashes) == 1 else None
        return None if only is None or only.on_stage else only

    @property
    def next_place(self) -> int:
        """The place in line of who joins now."""
        return self.waiting + 1


def seat_page(
    account: Account, session: PublicSession, snapshot: Snapshot, *, now: datetime
) -> SeatPage:
    """Return what a person sees of the seats in a session, in three statements."""
    mine = ties(account)
    registration = latest_registration(account)
    capacity, left, waiting = _seats(session)
    clashes = clashes_of(mine, snapshot)
    tie = mine.by_session.get(session.pk, Tie(session.pk))
    item = item_of(session, tie, clashes, now)
    has_room = left is None or left > waiting or _needs_no_chair(registration, session)
    choices = _choices(clashes.get(session.pk, ()), mine)
    standing = next(
        standing
        for standing, is_so in (
            *_standings(item, registration),
            (Standing.FULL, not has_room),
            (Standing.CLASH, bool(choices)),
            (Standing.FREE, True),
        )
        if is_so
    )
    own = Mine(state=tie.seat, on_stage=tie.is_on_stage)
    join_url, _note = join_of(session, own, mine.category)
    return SeatPage(
        item, registration, standing, capacity, left, waiting, choices, join_url
    )


def _standings(
    item: Item, registration: Registration | None
) -> tuple[tuple[Standing, bool], ...]:
    """Return what may keep the person from a free seat, the first true one counting."""
    session, tie = item.session, item.tie
    is_sent = (
        registration is not None
        and registration.is_live
        and registration.state != Registration.State.DRAFT
    )
    category = registration.category if registration else None
    is_for_them = category is not None and category.code in session.open_to
    return (
        (Standing.CANCELLED, item.is_cancelled),
        (Standing.OVER, item.stands == PAST),
        (Standing.TAKEN, tie.seat == TAKEN),
        (Standing.HELD, tie.seat == HELD),
        (Standing.WAITING, tie.seat == WAITING),
        (Standing.TO_BE_CONFIRMED, item.is_open),
        (Standing.ON_STAGE, tie.is_on_stage),
        (Standing.NO_REGISTRATION, not is_sent),
        (Standing.UNDECIDED, not _is_approved(registration)),
        (Standing.NOT_FOR_THEM, bool(session.open_to) and not is_for_them),
    )


def _is_approved(registration: Registration | None) -> bool:
    return (
        registration is not None and registration.state == Registration.State.APPROVED
    )


def _needs_no_chair(registration: Registration | None, session: PublicSession) -> bool:
    return (
        registration is not None
        and registration.attendance_mode == Registration.Mode.REMOTE
        and session.session_format == Session.Format.BOTH
    )


def _choices(clashes: tuple[PublicSession, ...], mine: Ties) -> list[Choice]:
    return [
        Choice(other, on_stage=mine.by_session[other.pk].is_on_stage)
        for other in clashes
    ]


def _seats(session: PublicSession) -> tuple[int | None, int | None, int]:
    """Return the seats there are, those that are free, and how many people wait."""
    row = (
        Session.objects.filter(pk=session.pk)
        .annotate(
            waiting=Count(
                "seats_given", filter=Q(seats_given__state=Seat.State.WAITING)
            )
        )
        .get()
    )
    waiting: int = row.waiting  # type: ignore[attr-defined]  # counted by the query
    return row.capacity, row.seats_left, waiting
