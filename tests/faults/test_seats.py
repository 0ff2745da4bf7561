"""Many people at once: the last seat, the line, swaps, smaller rooms."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import IntegrityError
from django.test import Client

from conference.core import clock, repeat
from conference.mailroom.models import Letter
from conference.programme.models import Session
from registration.attendance.models import Registration, Seat
from registration.attendance.operations import (
    leaving,
    promoting,
    publishing,
    seating,
)
from registration.attendance.queries.clashes import clashes
from tests.factories.attendance import RegistrationFactory
from tests.factories.people import UserFactory
from tests.factories.programme import MAY, ProgrammeFactory
from tests.faults.crowd import errors_in, together
from tests.registration.attendance.operations.offered import (
    offered,
    plan,
    seats_in,
    taken_in,
)

pytestmark = pytest.mark.django_db(transaction=True)
HOURS_12 = timedelta(hours=12)


def people(number, **fields):
    return RegistrationFactory.create_batch(number, approved=True, **fields)


def take(person, session, **more):
    return lambda: seating.take(
        person.pk, session.pk, by=person.account, now=MAY, **more
    )


def wait(person, session):
    return lambda: seating.join_line(person.pk, session.pk, by=person.account, now=MAY)


def leave(person, session):
    return lambda: seating.give_back(person.pk, session.pk, by=person.account, now=MAY)


def fill(session, persons):
    for person in persons:
        wait(person, session)()


def states(session):
    return Counter(state for _person, state in seats_in(session))


def kinds(results):
    return Counter(type(result) for result in results)


def letters_of(template):
    return Letter.objects.filter(template=template).count()


# -- the last seat -----------------------------------------------------------------


def test_the_last_seat_goes_to_one_person():
    session = offered(seats=1)
    crowd = people(12)

    results = together([take(person, session) for person in crowd])

    assert kinds(results) == {Seat: 1, seating.SessionFull: 11}
    assert (states(session), taken_in(session)) == ({"taken": 1}, 1)
    assert letters_of("seat_taken") == 1


def test_without_the_lock_of_the_session_the_database_still_refuses(monkeypatch):
    """The race is real: taken away, the lock's work is left to the constraints."""

    def unlocked(session_ids):
        return Session.objects.in_bulk([pk for pk in session_ids if pk is not None])

    monkeypatch.setattr(promoting, "lock_sessions", unlocked)
    session = offered(seats=1)
    crowd = people(12)

    results = together([take(person, session) for person in crowd])

    assert any(isinstance(error, IntegrityError) for error in errors_in(results))
    assert (states(session), taken_in(session)) == ({"taken": 1}, 1)


def test_the_line_keeps_the_order_in_which_people_came():
    session = offered(seats=3)
    crowd = people(12)

    results = together([wait(person, session) for person in crowd])

    arrived = Seat.objects.order_by("arrival_number")
    assert errors_in(results) == []
    assert list(arrived.values_list("arrival_number", flat=True)) == [*range(1, 13)]
    assert [state for _pk, state in seats_in(session)] == ["taken"] * 3 + [
        "waiting"
    ] * 9


def test_one_press_that_arrives_five_times_takes_one_seat():
    start = clock.now() + timedelta(days=2)
    session = offered(seats=5, starts_at=start)
    ProgrammeFactory(edition=session.edition, last_release_number=1000)
    [linh] = people(1)
    form = {repeat.FIELD: repeat.fresh_token()}
    clients = [Client() for _time in range(5)]
    for client in clients:
        client.force_login(linh.account)

    results = together(
        [
            lambda c=client: c.post(f"/my/seats/{session.code}/take/", form)
            for client in clients
        ]
    )

    assert [answer.status_code for answer in results] == [302] * 5
    assert len({answer["Location"] for answer in results}) == 1
    assert (seats_in(session), letters_of("seat_taken")) == ([(linh.pk, "taken")], 1)


# -- one agenda --------------------------------------------------------------------


def test_two_windows_take_one_of_two_sessions_at_the_same_time():
    first, second = offered(), offered()
    crowd = people(6)

    results = together(
        [take(person, session) for person in crowd for session in (first, second)]
    )

    seats = Seat.objects.occupied().values_list("registration_id", flat=True)
    assert kinds(results) == {Seat: 6, seating.Clashes: 6}
    assert sorted(seats) == sorted(person.pk for person in crowd)


def unlocked_people(floor, registration_ids):
    rows = Registration.objects.filter(pk__in=registration_ids)
    rows = rows.select_related("account", "category", "edition__in_force")
    floor.people |= {row.pk: row for row in rows}


@pytest.mark.parametrize(
    ("lock", "seats"), [(promoting.lock_people, 1), (unlocked_people, 2)]
)
def test_only_the_lock_of_the_person_keeps_an_agenda_free_of_clashes(
    monkeypatch, lock, seats
):
    """The race is real: both windows look, find nothing, and take their seat."""
    both_looked = Barrier(2)

    def look_slowly(people, version):
        found = clashes(people, version)
        with suppress(BrokenBarrierError):
            both_looked.wait(timeout=1)
        return found

    monkeypatch.setattr(promoting, "lock_people", lock)
    monkeypatch.setattr(seating, "clashes", look_slowly)
    first, second = offered(), offered()
    [linh] = people(1)

    together([take(linh, first), take(linh, second)])

    assert Seat.objects.occupied().count() == seats


def test_who_is_promoted_while_taking_a_seat_elsewhere_never_has_both():
    pairs = []
    for _time in range(4):
        full, other = offered(seats=1), offered()
        holder, next_one = people(2)
        fill(full, [holder, next_one])
        pairs.append((full, other, holder, next_one))

    results = together(
        [leave(holder, full) for full, _other, holder, _next in pairs]
        + [take(next_one, other) for _full, other, _holder, next_one in pairs]
    )

    assert {type(error) for error in errors_in(results)} <= {seating.Clashes}
    for _full, _other, _holder, next_one in pairs:
        mine = Seat.objects.filter(registration=next_one).order_by("session_id")
        assert list(mine.values_list("state", flat=True)) in (
            ["taken"],
            ["held", "taken"],
        )


# -- swaps -------------------------------------------------------------------------


def test_people_who_swap_both_ways_at_once_all_get_their_seats():
    first, second = offered(seats=20), offered(seats=20)
    here, there = people(8), people(8)
    fill(first, here)
    fill(second, there)

    results = together(
        [take(person, second, instead_of=first.pk) for person in here]
        + [take(person, first, instead_of=second.pk) for person in there]
    )

    assert errors_in(results) == []
    assert (taken_in(first), taken_in(second)) == (8, 8)
    assert {pk for pk, state in seats_in(first) if state == "taken"} == {
        person.pk for person in there
    }


def test_swaps_of_full_sessions_are_refused_and_everyone_keeps_the_seat():
    first, second = offered(seats=1), offered(seats=1)
    linh, binh = people(2)
    take(linh, first)()
    take(binh, second)()

    results = together(
        [
            take(linh, second, instead_of=first.pk),
            take(binh, first, instead_of=second.pk),
        ]
    )

    assert kinds(results) == {seating.SessionFull: 2}
    assert (seats_in(first), seats_in(second)) == (
        [(linh.pk, "taken")],
        [(binh.pk, "taken")],
    )


# -- chains ------------------------------------------------------------------------


def test_offers_that_lapse_go_down_the_line_once_while_people_come_and_go():
    session, other = offered(seats=3), offered()
    crowd = people(9)
    fill(session, crowd)
    busy = crowd[3:6]
    for person in busy:
        take(person, other)()
    for person in crowd[:3]:
        leave(person, session)()
    late = MAY + HOURS_12
    newcomers = people(3)
    assert states(session) == {"given_back": 3, "held": 3, "waiting": 3}

    results = together(
        [lambda: seating.lapse_due(now=late)] * 3
        + [wait(person, session) for person in newcomers]
        + [leave(crowd[8], session)]
    )

    assert errors_in(results) == []
    assert sum(result for result in results[:3]) == 3
    assert states(session)["lapsed"] == 3
    assert taken_in(session) == 3
    promoted = [pk for pk, state in seats_in(session) if state == "taken"]
    assert promoted[:2] == [crowd[6].pk, crowd[7].pk]
    assert (letters_of("seat_lapsed"), letters_of("seat_held")) == (3, 3)


def test_who_leaves_the_event_while_promoted_ends_with_nothing():
    session = offered(seats=2)
    crowd = people(8)
    fill(session, crowd)

    results = together(
        [
            lambda p=person: leaving.withdraw(p.pk, by=p.account, now=MAY)
            for person in crowd[1:5]
        ]
        + [leave(crowd[0], session)]
    )

    assert errors_in(results) == []
    assert [pk for pk, state in seats_in(session) if state == "taken"] == [
        crowd[5].pk,
        crowd[6].pk,
    ]
    assert taken_in(session) == 2


# -- a smaller room ----------------------------------------------------------------


def test_a_room_that_shrinks_while_people_come_loses_nobody():
    session = offered(seats=6)
    ProgrammeFactory(edition=session.edition, last_release_number=1000)
    seated, newcomers = people(4), people(8)
    fill(session, seated)
    plan(session, seats=2)
    organiser = UserFactory(staff=True)

    def shrink():
        return publishing.publish(
            session.edition_id, make_room=True, by=organiser, now=MAY
        )

    results = together([shrink] + [take(person, session) for person in newcomers])

    assert set(kinds(errors_in(results))) <= {seating.SessionFull}
    assert taken_in(session) == 2
    live = seats_in(session)
    assert [state for _pk, state in live[:2]] == ["taken", "taken"]
    assert {state for _pk, state in live[2:]} == {"waiting"}
    assert {person.pk for person in seated} <= {pk for pk, _state in live}
    assert letters_of("seat_moved_to_line") == len(live) - 2


def test_two_releases_at_once_promote_each_free_seat_once():
    first, second = offered(seats=1), offered(seats=1)
    ProgrammeFactory(edition=first.edition, last_release_number=1000)
    crowd = people(8)
    fill(first, crowd[:4])
    fill(second, crowd[4:])
    plan(first, seats=3)
    plan(second, seats=3)
    organiser = UserFactory(staff=True)

    def release(session):
        return lambda: publishing.publish(
            first.edition_id, session_ids=[session.pk], by=organiser, now=MAY
        )

    results = together([release(first), release(second), leave(crowd[0], first)])

    assert errors_in(results) == []
    assert (taken_in(first), taken_in(second)) == (3, 3)
    assert letters_of("seat_promoted") == 2 + 5
