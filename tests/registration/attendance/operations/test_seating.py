"""Seats: taken, waited for, held, given back."""

from datetime import timedelta

import pytest

from conference.mailroom.models import Letter
from conference.programme.models import Session
from registration.attendance.models import Seat
from registration.attendance.operations import seating
from tests.factories.attendance import RegistrationFactory, SeatFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    SessionFactory,
    SessionVersionFactory,
    VersionRoleFactory,
)

pytestmark = pytest.mark.django_db


def offered(seats=None, **fields):
    """A session the public reads, with its version in force."""
    session = SessionFactory(published=True, seats=seats, capacity=seats, **fields)
    session.released = SessionVersionFactory(session=session, seats=seats)
    session.save(update_fields=["released"])
    return session


@pytest.fixture
def people():
    """Approved people, as many as asked for."""
    return lambda number: RegistrationFactory.create_batch(number, approved=True)


@pytest.fixture
def take(now):
    return lambda person, session, **more: seating.take(
        person.pk, session.pk, by=person.account, now=now, **more
    )


@pytest.fixture
def wait(now):
    return lambda person, session: seating.join_line(
        person.pk, session.pk, by=person.account, now=now
    )


@pytest.fixture
def leave(now):
    return lambda person, session: seating.give_back(
        person.pk, session.pk, by=person.account, now=now
    )


def seats_in(session):
    """Who has what, in order of arrival."""
    rows = Seat.objects.filter(session=session).order_by("arrival_number")
    return list(rows.values_list("registration_id", "state"))


def taken_in(session):
    return Session.objects.values_list("seats_taken", flat=True).get(pk=session.pk)


def test_a_free_seat_is_taken_and_told(people, take, letters):
    session = offered(seats=2)
    [linh] = people(1)

    seat = take(linh, session)

    assert (seat.state, seat.arrival_number, seat.told) == (
        "taken",
        1,
        session.released,
    )
    assert taken_in(session) == 1
    assert letters() == [(linh.account.email, "seat_taken")]


def test_a_seat_taken_twice_is_one_seat_and_one_letter(people, take, letters):
    session = offered(seats=2)
    [linh] = people(1)

    take(linh, session)
    take(linh, session)

    assert (seats_in(session), taken_in(session)) == ([(linh.pk, "taken")], 1)
    assert letters() == [(linh.account.email, "seat_taken")]


def test_a_full_session_refuses_and_says_how_many_wait(people, take, wait):
    session = offered(seats=1)
    linh, binh, chi = people(3)
    take(linh, session)
    wait(binh, session)

    with pytest.raises(seating.SessionFull) as refused:
        take(chi, session)

    assert refused.value.facts == {"waiting": 1}
    assert seats_in(session) == [(linh.pk, "taken"), (binh.pk, "waiting")]


def test_a_seat_given_back_goes_to_who_came_first(people, take, wait, leave, letters):
    session = offered(seats=1)
    linh, binh, chi = people(3)
    take(linh, session)
    wait(binh, session)
    wait(chi, session)
    Letter.objects.all().delete()

    leave(linh, session)

    assert seats_in(session) == [
        (linh.pk, "given_back"),
        (binh.pk, "taken"),
        (chi.pk, "waiting"),
    ]
    assert taken_in(session) == 1
    assert letters() == [
        (linh.account.email, "seat_given_back"),
        (binh.account.email, "seat_promoted"),
    ]


def test_who_is_next_but_busy_is_asked_first(people, take, wait, leave, now, letters):
    session, other = offered(seats=1), offered()
    linh, binh = people(2)
    take(linh, session)
    wait(binh, session)
    take(binh, other)
    Letter.objects.all().delete()

    leave(linh, session)

    seat = Seat.objects.get(registration=binh, session=session)
    assert (seat.state, seat.held_until) == ("held", now + timedelta(hours=12))
    assert letters() == [
        (linh.account.email, "seat_given_back"),
        (binh.account.email, "seat_held"),
    ]
