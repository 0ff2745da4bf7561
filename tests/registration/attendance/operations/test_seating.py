"""Seats: taken, waited for, held, given back."""

from datetime import timedelta

import pytest

from conference.mailroom.models import Letter
from conference.programme.models import SessionRole, SessionVersion
from registration.attendance.models import Registration, Seat
from registration.attendance.operations import (
    approving,
    changing,
    leaving,
    seating,
)
from tests.factories.attendance import RegistrationFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    SessionFactory,
    SessionRoleFactory,
    SpeakerFactory,
    VersionRoleFactory,
)
from tests.registration.attendance.operations.offered import (
    offered,
    seats_in,
    taken_in,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def people():
    """Approved people, as many as asked for."""
    return lambda number, **more: RegistrationFactory.create_batch(
        number, approved=True, **more
    )


@pytest.fixture
def take(now):
    return lambda person, session, at=now, **more: seating.take(
        person.pk, session.pk, by=person.account, now=at, **more
    )


@pytest.fixture
def wait(now):
    return lambda person, session: seating.join_line(
        person.pk, session.pk, by=person.account, now=now
    )


@pytest.fixture
def leave(now):
    return lambda person, session, at=now: seating.give_back(
        person.pk, session.pk, by=person.account, now=at
    )


@pytest.fixture
def accept(now):
    return lambda person, session, at=now, **more: seating.accept_held(
        person.pk, session.pk, by=person.account, now=at, **more
    )


@pytest.fixture
def held(people, take, wait, leave):
    """A seat held for somebody who has something else then: seat, other session."""
    session, other = offered(seats=1), offered()
    linh, binh = people(2)
    take(linh, session)
    wait(binh, session)
    take(binh, other)
    leave(linh, session)
    Letter.objects.all().delete()
    return Seat.objects.get(registration=binh, session=session), other


# -- taking ------------------------------------------------------------------------


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


def test_a_session_without_a_limit_takes_everyone(people, take):
    session = offered()
    mine = people(3)

    for person in mine:
        take(person, session)

    assert seats_in(session) == [(person.pk, "taken") for person in mine]


@pytest.mark.parametrize("state", ["draft", "submitted", "waiting", "withdrawn"])
def test_only_who_has_a_place_at_the_event_takes_a_seat(take, wait, state):
    session = offered()
    mine = RegistrationFactory(**({} if state == "submitted" else {state: True}))

    for act in (take, wait):
        with pytest.raises(seating.NotApproved):
            act(mine, session)

    assert seats_in(session) == []


def test_a_session_for_others_refuses(people, take, wait):
    session = offered()
    SessionVersion.objects.update(open_to=["media"])
    [linh] = people(1)

    for act in (take, wait):
        with pytest.raises(seating.NotOpenToYou):
            act(linh, session)

    assert seats_in(session) == []


@pytest.mark.parametrize("state", ["cancelled", "tbc"])
def test_a_session_that_does_not_take_place_refuses(people, take, wait, state):
    session = offered()
    SessionVersion.objects.update(state=state)
    [linh] = people(1)

    for act in (take, wait):
        with pytest.raises(seating.NotOffered):
            act(linh, session)

    assert seats_in(session) == []


def test_what_nobody_published_takes_no_seats(people, take):
    draft = SessionFactory()
    [linh] = people(1)

    with pytest.raises(seating.NotOffered):
        take(linh, draft)


def test_seats_are_taken_until_the_session_ends(people, take):
    session = offered()
    linh, binh = people(2)

    take(linh, session, at=session.ends_at - MINUTE)
    with pytest.raises(seating.NotOffered):
        take(binh, session, at=session.ends_at)

    assert seats_in(session) == [(linh.pk, "taken")]


# -- clashes -----------------------------------------------------------------------


def test_a_seat_at_the_same_time_is_refused_with_what_is_in_the_way(people, take):
    session, other = offered(), offered()
    [linh] = people(1)
    take(linh, other)

    with pytest.raises(seating.Clashes) as refused:
        take(linh, session)

    found = [(clash.session_id, clash.on_stage) for clash in refused.value.sessions]
    assert found == [(other.pk, False)]
    assert str(other.title) in str(refused.value)
    assert seats_in(session) == []


def test_back_to_back_is_no_clash(people, take):
    first, second = offered(), offered(starts_at=MONDAY_9 + HOUR)
    [linh] = people(1)

    take(linh, first)
    take(linh, second)

    assert seats_in(second) == [(linh.pk, "taken")]


def test_a_swap_gives_one_seat_for_the_other_in_one_letter(
    people, take, wait, letters, now
):
    session, other = offered(), offered(seats=1)
    linh, binh = people(2)
    take(linh, other)
    wait(binh, other)
    Letter.objects.all().delete()

    take(linh, session, instead_of=other.pk)

    assert seats_in(session) == [(linh.pk, "taken")]
    assert seats_in(other) == [(linh.pk, "given_back"), (binh.pk, "taken")]
    assert sorted(letters()) == sorted(
        [(linh.account.email, "seat_taken"), (binh.account.email, "seat_promoted")]
    )


def test_a_swap_into_a_full_session_keeps_the_seat_one_has(people, take):
    session, other = offered(seats=1), offered(seats=1)
    linh, binh = people(2)
    take(linh, other)
    take(binh, session)

    with pytest.raises(seating.SessionFull):
        take(linh, session, instead_of=other.pk)

    assert seats_in(other) == [(linh.pk, "taken")]


def test_who_stands_on_a_stage_takes_no_seat_elsewhere_then(people, take):
    session, stage = offered(), offered()
    [linh] = people(1)
    speaker = SpeakerFactory(account=linh.account, edition=linh.edition)
    SessionRoleFactory(session=stage, speaker=speaker)
    VersionRoleFactory(version=stage.released, speaker=speaker)

    with pytest.raises(seating.Clashes) as refused:
        take(linh, session, instead_of=stage.pk)

    found = [(clash.session_id, clash.on_stage) for clash in refused.value.sessions]
    assert found == [(stage.pk, True)]
    assert str(refused.value).startswith(
        f"At that time you are on stage in “{stage.title}”."
    )


def test_who_declined_the_stage_is_free(people, take):
    session, stage = offered(), offered()
    [linh] = people(1)
    speaker = SpeakerFactory(account=linh.account, edition=linh.edition)
    SessionRoleFactory(
        session=stage,
        speaker=speaker,
        confirmation=SessionRole.Confirmation.DECLINED,
    )
    VersionRoleFactory(version=stage.released, speaker=speaker)

    take(linh, session)

    assert seats_in(session) == [(linh.pk, "taken")]


# -- the line ----------------------------------------------------------------------


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
    assert sorted(letters()) == sorted(
        [(linh.account.email, "seat_given_back"), (binh.account.email, "seat_promoted")]
    )


def test_a_place_in_line_asked_for_twice_is_one(people, take, wait, letters):
    session = offered(seats=1)
    linh, binh = people(2)
    take(linh, session)
    Letter.objects.all().delete()

    wait(binh, session)
    wait(binh, session)

    assert seats_in(session) == [(linh.pk, "taken"), (binh.pk, "waiting")]
    assert letters() == [(binh.account.email, "seat_waiting")]


def test_a_seat_that_is_free_meanwhile_is_had_without_waiting(people, wait, letters):
    session = offered(seats=1)
    [linh] = people(1)

    seat = wait(linh, session)

    assert seat.state == "taken"
    assert letters() == [(linh.account.email, "seat_promoted")]


def test_who_leaves_the_line_frees_no_seat_and_gets_no_letter(
    people, take, wait, leave, letters
):
    session = offered(seats=1)
    linh, binh, chi = people(3)
    take(linh, session)
    wait(binh, session)
    wait(chi, session)
    Letter.objects.all().delete()

    leave(binh, session)

    assert seats_in(session) == [
        (linh.pk, "taken"),
        (binh.pk, "given_back"),
        (chi.pk, "waiting"),
    ]
    assert letters() == []


def test_a_seat_given_back_twice_is_given_back_once(people, take, leave, letters):
    session = offered(seats=1)
    [linh] = people(1)
    take(linh, session)
    Letter.objects.all().delete()

    leave(linh, session)
    leave(linh, session)

    assert (seats_in(session), taken_in(session)) == ([(linh.pk, "given_back")], 0)
    assert letters() == [(linh.account.email, "seat_given_back")]


def test_who_comes_back_stands_at_the_end(people, take, wait, leave):
    session = offered(seats=1)
    linh, binh = people(2)
    take(linh, session)
    wait(binh, session)
    leave(linh, session)

    wait(linh, session)

    assert seats_in(session) == [(binh.pk, "taken"), (linh.pk, "waiting")]


# -- held seats --------------------------------------------------------------------


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
    assert sorted(letters()) == sorted(
        [(linh.account.email, "seat_given_back"), (binh.account.email, "seat_held")]
    )


@pytest.mark.parametrize(
    ("before_start", "held_for"),
    [
        (timedelta(days=2), timedelta(hours=12)),
        (timedelta(hours=5), timedelta(hours=3)),
        (timedelta(hours=2), timedelta(minutes=15)),
        (timedelta(minutes=15), timedelta(minutes=15)),
    ],
)
def test_a_seat_is_held_so_long_that_the_next_one_has_time_too(
    people, take, wait, leave, before_start, held_for
):
    session, other = offered(seats=1), offered()
    linh, binh = people(2)
    take(linh, session)
    wait(binh, session)
    take(binh, other)
    at = session.starts_at - before_start

    leave(linh, session, at=at)

    seat = Seat.objects.get(registration=binh, session=session)
    assert (seat.state, seat.held_until) == ("held", at + held_for)


def test_right_before_the_start_who_is_busy_is_passed_over(people, take, wait, leave):
    session, other = offered(seats=1), offered()
    linh, binh, chi, dung = people(4)
    take(linh, session)
    wait(binh, session)
    wait(chi, session)
    take(binh, other)
    at = session.starts_at - 14 * MINUTE

    leave(linh, session, at=at)
    leave(chi, session, at=at)
    take(dung, session, at=at)

    assert seats_in(session) == [
        (linh.pk, "given_back"),
        (binh.pk, "waiting"),
        (chi.pk, "given_back"),
        (dung.pk, "taken"),
    ]


def test_a_held_seat_is_nobody_elses(people, take, held):
    seat, _other = held
    [chi] = people(1)

    with pytest.raises(seating.SessionFull):
        take(chi, seat.session)


def test_a_held_seat_is_taken_instead_of_the_other_one(accept, held, letters):
    seat, other = held
    binh = seat.registration

    with pytest.raises(seating.Clashes):
        accept(binh, seat.session)
    accept(binh, seat.session, instead_of=other.pk)
    accept(binh, seat.session)

    seat.refresh_from_db()
    assert (seat.state, seat.held_until) == ("taken", None)
    assert seats_in(other) == [(binh.pk, "given_back")]
    assert letters() == [(binh.account.email, "seat_taken")]


def test_a_held_seat_may_be_left_to_the_next(people, wait, held, now):
    seat, _other = held
    [chi] = people(1)
    wait(chi, seat.session)

    seating.decline_held(
        seat.registration_id,
        seat.session_id,
        by=seat.registration.account,
        now=now,
    )

    assert seats_in(seat.session)[-2:] == [
        (seat.registration_id, "given_back"),
        (chi.pk, "taken"),
    ]


def test_an_answer_after_the_time_is_refused(accept, held):
    seat, other = held

    with pytest.raises(seating.NothingHeld):
        accept(seat.registration, seat.session, at=seat.held_until, instead_of=other.pk)


def test_without_an_answer_the_seat_goes_to_the_next(people, wait, held, letters):
    seat, other = held
    [chi] = people(1)
    wait(chi, seat.session)
    Letter.objects.all().delete()

    early = seating.lapse_due(now=seat.held_until - MINUTE)
    due = seating.lapse_due(now=seat.held_until)
    again = seating.lapse_due(now=seat.held_until)

    binh = seat.registration
    assert (early, due, again) == (0, 1, 0)
    assert seats_in(seat.session)[-2:] == [(binh.pk, "lapsed"), (chi.pk, "taken")]
    assert seats_in(other) == [(binh.pk, "taken")]
    assert sorted(letters()) == sorted(
        [(binh.account.email, "seat_lapsed"), (chi.account.email, "seat_promoted")]
    )


def test_while_the_time_is_not_known_an_offer_turns_into_a_place_in_line(held, letters):
    seat, _other = held
    SessionVersion.objects.filter(session=seat.session).update(state="tbc")

    seating.lapse_due(now=seat.held_until)

    seat.refresh_from_db()
    assert (seat.state, seat.held_until, letters()) == ("waiting", None, [])


def test_a_seat_freed_by_another_door_goes_to_the_line(people, take, wait, now):
    session = offered(seats=1)
    linh, binh = people(2)
    take(linh, session)
    wait(binh, session)
    Seat.objects.filter(registration=linh).delete()

    seating.lapse_due(now=now)

    assert seats_in(session) == [(binh.pk, "taken")]


# -- people who change, and people who leave ------------------------------------------


def test_who_withdraws_gives_all_seats_back_in_one_letter(
    people, take, wait, now, letters
):
    first, second = offered(seats=1), offered(starts_at=MONDAY_9 + HOUR)
    linh, binh = people(2)
    take(linh, first)
    take(linh, second)
    wait(binh, first)
    Letter.objects.all().delete()

    leaving.withdraw(linh.pk, by=linh.account, now=now)

    assert seats_in(first) == [(linh.pk, "given_back"), (binh.pk, "taken")]
    assert seats_in(second) == [(linh.pk, "given_back")]
    assert sorted(letters()) == sorted(
        [(linh.account.email, "seats_released"), (binh.account.email, "seat_promoted")]
    )


def test_a_registration_that_is_cancelled_gives_its_seats_back(
    people, take, organiser, now
):
    session = offered(seats=1)
    [linh] = people(1)
    take(linh, session)

    approving.cancel(linh.pk, reason="Doubled.", by=organiser, now=now)

    assert seats_in(session) == [(linh.pk, "given_back")]


def test_who_is_online_needs_no_chair_where_both_is_possible(people, take):
    session = offered(seats=1, session_format="both")
    online, there = people(2)
    Registration.objects.filter(pk=online.pk).update(attendance_mode="remote")

    take(online, session)
    take(there, session)

    assert seats_in(session) == [(online.pk, "taken"), (there.pk, "taken")]
    assert taken_in(session) == 1


def test_who_goes_online_frees_the_chair(people, take, wait, now):
    session = offered(seats=1, session_format="both")
    linh, binh = people(2)
    take(linh, session)
    wait(binh, session)

    changing.attend_online(linh.pk, by=linh.account, now=now)

    assert seats_in(session) == [(linh.pk, "taken"), (binh.pk, "taken")]
    assert taken_in(session) == 1


def test_who_waits_for_a_chair_and_goes_online_waits_no_more(people, take, wait, now):
    session = offered(seats=1, session_format="both")
    linh, binh = people(2)
    take(linh, session)
    wait(binh, session)

    changing.attend_online(binh.pk, by=binh.account, now=now)

    assert seats_in(session) == [(linh.pk, "taken"), (binh.pk, "taken")]


def test_who_comes_after_all_needs_a_chair_or_stands_in_line(
    people, take, now, letters
):
    session = offered(seats=1, session_format="both")
    online, there = people(2)
    Registration.objects.filter(pk=online.pk).update(attendance_mode="remote")
    take(online, session)
    take(there, session)
    Letter.objects.all().delete()

    changing.attend_on_site(online.pk, by=online.account, now=now)

    assert seats_in(session) == [(there.pk, "taken"), (online.pk, "waiting")]
    assert letters() == [(online.account.email, "seat_needs_chair")]


# -- what it costs -----------------------------------------------------------------


@pytest.mark.parametrize("others", [1, 30])
def test_a_seat_costs_the_same_whoever_sits_and_waits(
    people, take, wait, leave, others, django_assert_num_queries
):
    session = offered(seats=others + 1)
    for person in people(others):
        take(person, session)
    linh, *line = people(others + 1)

    with django_assert_num_queries(10):
        take(linh, session)
    for person in line:
        wait(person, session)
    with django_assert_num_queries(12):
        leave(linh, session)
