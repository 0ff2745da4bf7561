"""Who came on stage lately, or by another door, hears of a move once as well."""

import pytest

from conference.mailroom.models import Letter
from conference.programme.models import SessionRole
from registration.notices.models import ScheduleDelivery
from registration.notices.operations import moving
from tests.factories.attendance import RegistrationFactory, SeatFactory
from tests.factories.moving import TUESDAY_14, change, public_session
from tests.factories.programme import (
    HOUR,
    MAY,
    MONDAY_9,
    SessionRoleFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db
QUIET = moving.QUIET
INVITED = SessionRole.Confirmation.INVITED


def announce(*, now=MAY + QUIET):
    return moving.announce_changes(now=now)


def items():
    return ScheduleDelivery.objects.latest("pk").items


def test_a_yes_that_no_release_had_shown_yet_is_asked_for_again():
    session = public_session()
    role = SessionRoleFactory(session=session)

    change(session, starts_at=TUESDAY_14, now=MAY)

    assert announce() == 1
    role.refresh_from_db()
    assert role.asked_at == MAY + QUIET
    assert (items()[0]["label"], items()[0]["was"][:10]) == ("Answer", "Mon 7 Sep ")


def test_who_is_only_invited_hears_of_the_next_move():
    session = public_session()
    SessionRoleFactory(session=session, confirmation=INVITED)
    change(session, starts_at=TUESDAY_14, now=MAY)
    assert announce() == 0

    change(session, starts_at=TUESDAY_14 + HOUR, now=MAY + HOUR)

    assert announce(now=MAY + HOUR + QUIET) == 1
    assert items()[0]["was"].startswith("Tue 8 Sep 2020, 14:00")


def test_who_came_on_stage_between_two_moves_hears_of_the_second():
    session = public_session()
    change(session, starts_at=TUESDAY_14, now=MAY)
    SessionRoleFactory(session=session, confirmation=INVITED)
    change(session, title="With a new guest", now=MAY)

    change(session, starts_at=TUESDAY_14 + HOUR, now=MAY)

    assert announce() == 1
    assert items()[0]["was"].startswith("Tue 8 Sep 2020, 14:00")


def test_one_mailbox_has_one_letter_and_one_sequence_though_nobody_linked_it():
    session, other = public_session(), public_session()
    seat = SeatFactory(
        session=session,
        registration=RegistrationFactory(edition=session.edition, approved=True),
        told=session.released,
        calendar_step=3,
    )
    address = seat.registration.account.email
    for one in (session, other):
        speaker = SpeakerFactory(edition=one.edition, address=address.upper())
        SessionRoleFactory(session=one, speaker=speaker, told=one.released)

    change(session, starts_at=TUESDAY_14, now=MAY)
    change(other, starts_at=TUESDAY_14, now=MAY)

    assert announce() == 1
    letter = Letter.objects.get()
    assert letter.to_address == address
    assert [item["relation"] for item in items()] == ["stage", "stage"]
    assert [
        f"SEQUENCE:{one.ical_sequence + step}" in calendar
        for one, step, calendar in zip(
            (session, other), (3, 0), letter.context["_calendar"], strict=True
        )
    ] == [True, True]


@pytest.mark.parametrize("moved", [1, 9])
def test_a_round_costs_the_same_statements_for_any_number_of_sessions(
    moved, django_assert_num_queries
):
    there = public_session()
    for _ in range(moved):
        session = public_session(edition=there.edition)
        registration = RegistrationFactory(edition=there.edition, approved=True)
        for one in (there, session):
            SeatFactory(session=one, registration=registration, told=one.released)
        change(session, starts_at=MONDAY_9 + HOUR / 2, now=MAY)

    with django_assert_num_queries(39):
        announce()

    clashes = ScheduleDelivery.objects.values_list("items__0__clash", flat=True)
    assert set(clashes) == {str(there.title)}
