"""Seats, lines and stars of the demo, so that a move has someone to tell."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from conference.config.demo.seeding_accounts import ATTENDEES
from conference.config.demo.seeding_people import SEED
from conference.config.demo.seeding_programme import (
    FIRST_RELEASE_AT,
    MOVED,
    SECOND_RELEASE_AT,
)
from conference.core import clock
from conference.editions.models import Edition
from conference.programme.models import Session, SessionVersion
from registration.accounts.models import User
from registration.attendance.models import Registration, Seat, Star
from registration.attendance.operations.promoting import counts

# More people than that would only make the seeding longer.
MOST_PEOPLE: Final = 400
SEATS_EACH: Final = (3, 7)
STARS_EACH: Final = (0, 4)
LAST_SEAT_AT: Final = clock.DEMO_START - timedelta(hours=2)
# Whom the tour moves: each named attendee has a seat there.
FAVOURITE: Final = "C-00010121"
Slot = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who comes for a seat, at some moment."""

    at: datetime
    registration: Registration
    session: Session


@dataclass(slots=True)
class Room:
    """What is left of a session while people come."""

    taken: int = 0
    arrivals: int = 0


@dataclass(slots=True)
class _Offer:
    """Everything people can choose from, and when it takes place or took place."""

    sessions: list[Session]
    slots: dict[int, list[Slot]]
    stages: dict[int, list[Slot]]

    @classmethod
    def of(cls, edition: Edition) -> "_Offer":
        sessions = edition.sessions.released().select_related("released")
        slots: dict[int, list[Slot]] = defaultdict(list)
        stages: dict[int, list[Slot]] = defaultdict(list)
        versions = SessionVersion.objects.filter(session__edition=edition)
        for version in versions.exclude(starts_at=None).prefetch_related(
            "roles__speaker"
        ):
            slot = cast("Slot", (version.starts_at, version.ends_at))
            slots[version.session_id].append(slot)
            for role in version.roles.all():
                stages[role.speaker.account_id or 0].append(slot)
        return cls(list(sessions.order_by("code")), slots, stages)


def make_seats(edition: Edition) -> None:
    """Give approved people seats and stars in the order in which they came."""
    offer = _Offer.of(edition)
    people = list(_people(edition))
    wishes = [wish for person in people for wish in _wishes(person, offer)]
    wishes.sort(key=lambda wish: (wish.at, wish.registration.pk, wish.session.pk))
    rooms: dict[int, Room] = defaultdict(Room)
    Seat.objects.bulk_create([_seat(wish, rooms) for wish in wishes], batch_size=1000)
    for session in offer.sessions:
        session.last_arrival = rooms[session.pk].arrivals
    Session.objects.bulk_update(offer.sessions, ["last_arrival"])
    kofi = User.objects.filter(email="kofi@example.org")
    accounts = [*(person.account for person in people), *kofi]
    Star.objects.bulk_create(
        star for account in accounts for star in _stars(account, offer)
    )


def _people(edition: Edition) -> Iterator[Registration]:
    approved = edition.registrations.filter(state=Registration.State.APPROVED)
    approved = approved.select_related("account", "category").order_by("pk")
    named = {attendee.person.address for attendee in ATTENDEES}
    yield from approved.filter(account__email__in=named)
    yield from approved.exclude(account__email__in=named)[:MOST_PEOPLE]


def _wishes(person: Registration, offer: _Offer) -> Iterator[Wish]:
    """Yield what one person comes for: nothing twice, nothing at the same time."""
    lot = random.Random(f"{SEED} seats {person.account.email}")  # noqa: S311  invented, not secret
    first = max(FIRST_RELEASE_AT, person.decided_at or FIRST_RELEASE_AT)
    at = first + (LAST_SEAT_AT - first) * lot.random()
    busy = list(offer.stages.get(person.account_id, []))
    open_to = [each for each in offer.sessions if _may(person, each, at)]
    chosen = _favourites(person, open_to)
    chosen += lot.choices(open_to, [_weight(each) for each in open_to], k=20)
    left = lot.randint(*SEATS_EACH)
    for session in dict.fromkeys(chosen):
        slots = offer.slots[session.pk]
        if left and not any(_overlap(slot, other) for slot in slots for other in busy):
            busy += slots
            left -= 1
            yield Wish(at + timedelta(seconds=20 * left), person, session)


def _favourites(person: Registration, open_to: Sequence[Session]) -> list[Session]:
    named = {attendee.person.address for attendee in ATTENDEES}
    if person.account.email not in named:
        return []
    return [each for each in open_to if each.code in {FAVOURITE, MOVED}]


def _may(person: Registration, session: Session, at: datetime) -> bool:
    version = _public(session)
    category = person.category.code if person.category else ""
    if version.open_to and category not in version.open_to:
        return False
    if version.state != SessionVersion.State.PUBLISHED and at > SECOND_RELEASE_AT:
        return False
    remote = person.attendance_mode == Registration.Mode.REMOTE
    return not remote or version.session_format != Session.Format.ON_SITE


def _public(session: Session) -> SessionVersion:
    return cast("SessionVersion", session.released)


def _weight(session: Session) -> int:
    """Return how much people want a session: what is done by hand, what was real."""
    if session.capacity is not None and session.capacity < 20:  # noqa: PLR2004  a small room
        return 9
    return 4 if session.code < "C-00020000" else 1


def _overlap(one: Slot, other: Slot) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _seat(wish: Wish, rooms: dict[int, Room]) -> Seat:
    session, room = wish.session, rooms[wish.session.pk]
    counted = counts(wish.registration, _public(session))
    room.arrivals += 1
    full = counted and session.capacity is not None and room.taken >= session.capacity
    room.taken += counted and not full
    return Seat(
        registration=wish.registration,
        session=session,
        state=Seat.State.WAITING if full else Seat.State.TAKEN,
        arrival_number=room.arrivals,
        is_counted=counted,
        told=session.released,
        calendar_step=1,
        created_at=wish.at,
        changed_at=wish.at,
    )


def _stars(account: User, offer: _Offer) -> Iterator[Star]:
    lot = random.Random(f"{SEED} stars {account.email}")  # noqa: S311  invented, not secret
    count = lot.randint(*STARS_EACH)
    for session in lot.sample(offer.sessions, count):
        at = FIRST_RELEASE_AT + (LAST_SEAT_AT - FIRST_RELEASE_AT) * lot.random()
        yield Star(
            account=account, session=session, told=session.released, starred_at=at
        )
