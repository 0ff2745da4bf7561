"""What the database keeps of seats, whoever writes and through whatever door."""

import pytest
from django.db import IntegrityError, connection, transaction

from conference.programme.models import Session
from registration.attendance.models import Seat
from tests.factories.attendance import (
    MARCH,
    RegistrationFactory,
    SeatFactory,
    StarFactory,
)
from tests.factories.programme import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def full():
    """A session with two seats, both taken."""
    session = SessionFactory(published=True, seats=2, capacity=2)
    SeatFactory.create_batch(2, session=session)
    return session


def one_more_by_page(session):
    SeatFactory(session=session)


def one_more_in_bulk(session):
    Seat.objects.bulk_create(
        Seat(
            registration=RegistrationFactory(approved=True),
            session=session,
            state="taken",
            arrival_number=100 + number,
            created_at=MARCH,
            changed_at=MARCH,
        )
        for number in range(2)
    )


def one_more_by_hand(session):
    person = RegistrationFactory(approved=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO attendance_seat (registration_id, session_id, state,"
            " arrival_number, is_counted, calendar_step, created_at, changed_at)"
            " VALUES (%s, %s, 'taken', 99, true, 0, now(), now())",
            [person.pk, session.pk],
        )


def out_of_the_line(session):
    waiting = SeatFactory(session=session, state="waiting")
    Seat.objects.filter(pk=waiting.pk).update(state="held", held_until=MARCH)


def from_another_session(session):
    elsewhere = SeatFactory()
    Seat.objects.filter(pk=elsewhere.pk).update(session=session)


def into_the_chairs(session):
    online = SeatFactory(session=session, is_counted=False)
    Seat.objects.filter(pk=online.pk).update(is_counted=True)


def with_fewer_seats(session):
    Session.objects.filter(pk=session.pk).update(capacity=1)


def with_another_count(session):
    Session.objects.filter(pk=session.pk).update(seats_taken=3)


@pytest.mark.parametrize(
    "door",
    [
        one_more_by_page,
        one_more_in_bulk,
        one_more_by_hand,
        out_of_the_line,
        from_another_session,
        into_the_chairs,
        with_fewer_seats,
        with_another_count,
    ],
)
def test_no_door_leads_past_the_last_seat(full, door):
    with (
        pytest.raises(IntegrityError, match="session_seats_are_never_exceeded"),
        transaction.atomic(),
    ):
        door(full)

    full.refresh_from_db()
    assert (full.capacity, full.seats_taken) == (2, 2)


def test_the_count_follows_whatever_is_done_to_seats(full):
    def taken():
        return Session.objects.values_list("seats_taken", flat=True).get(pk=full.pk)

    first, second = Seat.objects.order_by("pk")
    counted = [taken()]
    Seat.objects.filter(pk=first.pk).update(state="given_back")
    counted.append(taken())
    Seat.objects.filter(pk=first.pk).update(state="held", held_until=MARCH)
    counted.append(taken())
    Seat.objects.filter(pk=second.pk).update(is_counted=False)
    counted.append(taken())
    first.delete()
    counted.append(taken())

    assert counted == [2, 1, 2, 1, 0]


def test_a_person_has_one_row_in_a_session():
    seat = SeatFactory()

    with pytest.raises(
        IntegrityError, match="seat_is_one_per_registration_and_session"
    ):
        SeatFactory(session=seat.session, registration=seat.registration)


def test_an_arrival_number_is_one_persons():
    seat = SeatFactory()

    with pytest.raises(IntegrityError, match="seat_arrival_number_is_one_persons"):
        SeatFactory(session=seat.session, arrival_number=seat.arrival_number)


@pytest.mark.parametrize(
    ("state", "until"), [("held", None), ("taken", MARCH), ("waiting", MARCH)]
)
def test_a_held_seat_and_no_other_has_its_end(state, until):
    with pytest.raises(IntegrityError, match="seat_held_has_its_end"):
        SeatFactory(state=state, held_until=until)


def test_a_session_is_starred_once_by_a_person():
    star = StarFactory()

    with pytest.raises(IntegrityError, match="star_is_one_per_person_and_session"):
        StarFactory(account=star.account, session=star.session)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("taken", {"given_back", "waiting"}),
        ("held", {"taken", "given_back", "lapsed", "waiting"}),
        ("waiting", {"taken", "held", "given_back"}),
        ("given_back", {"taken", "waiting"}),
        ("lapsed", {"taken", "waiting"}),
    ],
)
def test_only_the_moves_of_the_table_are_possible(state, may):
    seat = Seat(state=state)

    assert {to for to in Seat.State.values if seat.may_become(to)} == may
