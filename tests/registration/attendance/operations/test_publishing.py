"""Releases that give a session more seats, fewer, or other people."""

from datetime import timedelta

import pytest

from conference.mailroom.models import Letter
from conference.programme.models import Session, SessionVersion
from conference.programme.operations import releasing
from registration.attendance.models import Registration, Seat
from registration.attendance.operations import publishing, seating
from tests.factories.attendance import RegistrationFactory
from tests.factories.programme import ProgrammeFactory, RoomFactory
from tests.registration.attendance.operations.offered import (
    offered,
    plan,
    seats_in,
    taken_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return lambda number: RegistrationFactory.create_batch(number, approved=True)


@pytest.fixture
def filled(people, now):
    """A session of so many seats with people in it and in its line."""

    def made(seats, coming, **fields):
        session = offered(seats=seats, **fields)
        ProgrammeFactory(edition=session.edition, last_release_number=1000)
        mine = people(coming)
        for person in mine:
            seating.join_line(person.pk, session.pk, by=person.account, now=now)
        Letter.objects.all().delete()
        return session, mine

    return made


@pytest.fixture
def publish(organiser, now):
    return lambda session, at=now, **more: publishing.publish(
        session.edition_id, by=organiser, now=at, **more
    )


def capacity_of(session):
    return Session.objects.values_list("capacity", flat=True).get(pk=session.pk)


def test_fewer_seats_than_people_are_refused_with_the_rows(filled, publish):
    session, _people = filled(seats=3, coming=4)
    plan(session, seats=1)

    with pytest.raises(publishing.SeatsWouldBeLost) as refused:
        publish(session)

    found = [
        (row.session.code, row.seats, row.taken, row.to_line)
        for row in refused.value.rows
    ]
    assert found == [(session.code, 1, 3, 2)]
    assert str(refused.value).startswith(
        f"In {session.code} there are fewer seats than people who have one, too few by "
        "2. Give"
    )
    assert [state for _pk, state in seats_in(session)] == [
        "taken",
        "taken",
        "taken",
        "waiting",
    ]
    assert capacity_of(session) == 3


def test_by_the_rule_who_came_last_stands_in_line_first_and_is_told(
    filled, publish, letters
):
    session, people = filled(seats=3, coming=4)
    plan(session, seats=1)

    publish(session, make_room=True)

    assert seats_in(session) == [
        (people[0].pk, "taken"),
        (people[1].pk, "waiting"),
        (people[2].pk, "waiting"),
        (people[3].pk, "waiting"),
    ]
    assert (capacity_of(session), taken_in(session)) == (1, 1)
    assert letters() == [
        (people[1].account.email, "seat_moved_to_line"),
        (people[2].account.email, "seat_moved_to_line"),
    ]
    places = Letter.objects.order_by("pk").values_list("context__place", flat=True)
    assert list(places) == [1, 2]


def test_a_smaller_room_takes_seats_by_the_rule_and_a_larger_one_gives_them_back(
    filled, publish
):
    session, (first, second, third) = filled(seats=3, coming=3)
    hall, small = session.room, RoomFactory(edition=session.edition, seats=2)
    plan(session, room=small)

    with pytest.raises(publishing.SeatsWouldBeLost):
        publish(session)
    publish(session, make_room=True)
    in_the_small_one = capacity_of(session), seats_in(session)
    plan(session, room=hall)
    publish(session)

    assert in_the_small_one == (
        2,
        [(first.pk, "taken"), (second.pk, "taken"), (third.pk, "waiting")],
    )
    assert (capacity_of(session), taken_in(session)) == (3, 3)


@pytest.mark.parametrize(
    ("seats", "session_format", "capacity"),
    [(9, "on_site", 5), (9, "both", 5), (9, "online", 9), (4, "on_site", 4)],
)
def test_a_session_has_no_more_seats_than_its_room(
    filled, publish, seats, session_format, capacity
):
    session, _people = filled(seats=None, coming=0)
    room = RoomFactory(edition=session.edition, seats=5)

    plan(session, seats=seats, room=room, session_format=session_format)
    publish(session)

    assert capacity_of(session) == capacity


def test_who_had_to_stand_in_line_is_the_first_to_have_a_seat_again(
    filled, publish, now
):
    session, people = filled(seats=2, coming=3)
    plan(session, seats=1)
    publish(session, make_room=True)

    first = people[0]
    seating.give_back(first.pk, session.pk, by=first.account, now=now)

    assert seats_in(session) == [
        (people[0].pk, "given_back"),
        (people[1].pk, "taken"),
        (people[2].pk, "waiting"),
    ]


def test_who_is_moved_to_the_line_still_hears_that_the_session_moved(filled, publish):
    session, _people = filled(seats=2, coming=2)
    plan(session, seats=1, room=RoomFactory(edition=session.edition))

    publish(session, make_room=True)

    told = Seat.objects.order_by("arrival_number").values_list("told", flat=True)
    assert list(told) == [session.released_id, session.released_id]


def test_more_seats_go_to_the_line(filled, publish, letters):
    session, people = filled(seats=1, coming=3)
    plan(session, seats=2)

    publish(session)

    assert [state for _pk, state in seats_in(session)] == ["taken", "taken", "waiting"]
    assert letters() == [(people[1].account.email, "seat_promoted")]


def test_a_limit_taken_away_lets_everyone_in(filled, publish):
    session, _people = filled(seats=1, coming=3)
    plan(session, seats=None)

    publish(session)

    assert [state for _pk, state in seats_in(session)] == ["taken"] * 3


def test_a_session_that_comes_back_gives_its_free_seats_to_the_line(
    filled, publish, now
):
    session, people = filled(seats=1, coming=2)
    plan(session, state="cancelled")
    publish(session)
    first = people[0]
    seating.give_back(first.pk, session.pk, by=first.account, now=now)
    before = seats_in(session)
    plan(session, state="published")

    publish(session)

    assert before == [(people[0].pk, "given_back"), (people[1].pk, "waiting")]
    assert seats_in(session) == [(people[0].pk, "given_back"), (people[1].pk, "taken")]


def test_an_offer_ends_in_time_when_the_session_begins_earlier(filled, publish, now):
    session, people = filled(seats=1, coming=2)
    Seat.objects.filter(registration=people[0]).update(
        state="held", held_until=now + timedelta(hours=12)
    )
    start = now + timedelta(hours=6)
    plan(session, starts_at=start, ends_at=start + timedelta(hours=1))

    publish(session)

    seat = Seat.objects.get(registration=people[0])
    assert (seat.state, seat.held_until) == ("held", start - timedelta(hours=2))


@pytest.mark.parametrize(
    ("starts_in", "held_for"),
    [(90, 25), (20, 20), (10, 10), (-10, 0)],
)
def test_an_offer_outlasts_the_letter_about_the_earlier_time(
    filled, publish, now, starts_in, held_for
):
    session, people = filled(seats=1, coming=1)
    Seat.objects.filter(registration=people[0]).update(
        state="held", held_until=now + timedelta(hours=12)
    )
    start = now + timedelta(minutes=starts_in)
    plan(session, starts_at=start, ends_at=start + timedelta(hours=1))

    publish(session)

    seat = Seat.objects.get(registration=people[0])
    assert seat.held_until == now + timedelta(minutes=held_for)


def test_new_words_shorten_no_offer(filled, publish, now):
    session, people = filled(seats=1, coming=1)
    start = now + timedelta(minutes=10)
    plan(session, starts_at=start, ends_at=start + timedelta(hours=1))
    publish(session)
    Seat.objects.filter(registration=people[0]).update(state="held", held_until=start)
    plan(session, title="Other words")

    publish(session)

    assert Seat.objects.get(registration=people[0]).held_until == start


def test_a_session_that_goes_online_too_frees_the_chairs_of_those_online(
    filled, publish
):
    session, people = filled(seats=2, coming=3)
    Registration.objects.filter(pk=people[0].pk).update(attendance_mode="remote")
    plan(session, session_format="both")

    publish(session)

    assert [state for _pk, state in seats_in(session)] == ["taken"] * 3
    assert taken_in(session) == 2


def test_a_session_that_leaves_the_screens_needs_chairs_for_everyone(filled, publish):
    session, people = filled(seats=1, coming=1, session_format="both")
    online = RegistrationFactory(approved=True, attendance_mode="remote")
    seating.take(online.pk, session.pk, by=online.account, now=session.changed_at)
    plan(session, session_format="on_site")

    with pytest.raises(publishing.SeatsWouldBeLost):
        publish(session)
    publish(session, make_room=True)

    assert seats_in(session) == [(people[0].pk, "taken"), (online.pk, "waiting")]
    assert taken_in(session) == 1


def test_with_enough_chairs_everyone_keeps_the_seat(filled, publish):
    session, people = filled(seats=1, coming=1, session_format="both")
    online = RegistrationFactory(approved=True, attendance_mode="remote")
    seating.take(online.pk, session.pk, by=online.account, now=session.changed_at)
    plan(session, session_format="on_site", seats=2)

    publish(session)

    assert seats_in(session) == [(people[0].pk, "taken"), (online.pk, "taken")]
    assert (capacity_of(session), taken_in(session)) == (2, 2)


def test_only_the_chosen_sessions_are_asked_for_seats(filled, publish):
    session, _people = filled(seats=2, coming=2)
    other, _others = filled(seats=1, coming=1)
    plan(session, seats=1)
    plan(other, seats=5)

    publish(session, session_ids=[other.pk])

    assert (capacity_of(session), capacity_of(other)) == (2, 5)


def test_what_the_programme_refuses_leaves_everyone_seated(filled, publish):
    session, _people = filled(seats=2, coming=2)
    blocked = offered()
    plan(blocked, room=RoomFactory(edition=session.edition))
    plan(session, seats=1, room=blocked.room)

    with pytest.raises(releasing.PublicRoomTaken):
        publish(session, session_ids=[session.pk], make_room=True)

    assert [state for _pk, state in seats_in(session)] == ["taken", "taken"]
    assert SessionVersion.objects.current().filter(session=session).count() == 1


def test_a_seat_given_back_leaves_alone_what_a_notice_told_meanwhile(
    filled, publish, now, monkeypatch
):
    session, people = filled(seats=2, coming=2)
    plan(session, room=RoomFactory(edition=session.edition))
    publish(session)
    newest = SessionVersion.objects.current().get(session=session)
    first = people[0]
    save = Seat.save

    def save_after_the_notice(seat, **fields):
        Seat.objects.filter(pk=seat.pk).update(told=newest)
        save(seat, **fields)

    monkeypatch.setattr(Seat, "save", save_after_the_notice)
    seating.give_back(first.pk, session.pk, by=first.account, now=now)

    assert Seat.objects.get(registration=first).told == newest
