"""Who is taken off a public stage hears of it once, and their calendar forgets it."""

import pytest

from conference.mailroom.models import Letter
from conference.programme.models import SessionRole
from conference.programme.operations import casting, releasing
from conference.programme.queries import changes
from registration.notices.models import ScheduleDelivery
from registration.notices.operations import moving
from tests.factories.attendance import RegistrationFactory, SeatFactory
from tests.factories.moving import TUESDAY_14, change, public_session
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MAY,
    SessionRoleFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db
QUIET = moving.QUIET
LATER = MAY + HOUR
Confirmation = SessionRole.Confirmation


def announce(*, now):
    return moving.announce_changes(now=now)


def publish(session, *, now=LATER):
    releasing.publish(session.edition_id, session_ids=[session.pk], by=None, now=now)
    session.refresh_from_db()


def told_role(**person):
    """A person on a stage who has a letter about its new time."""
    session = public_session()
    role = SessionRoleFactory(
        session=session, speaker=SpeakerFactory(edition=session.edition, **person)
    )
    change(session, title="With a guest", now=MAY)
    change(session, starts_at=TUESDAY_14, now=MAY)
    assert announce(now=MAY + QUIET) == 1
    return role


def uncast(role):
    casting.uncast(role.pk, by=None, now=LATER)


def substitute(role):
    other = SpeakerFactory(edition=role.session.edition)
    casting.replace(role.pk, other.pk, by=None, now=LATER)


@pytest.mark.parametrize("taken_off", [uncast, substitute])
def test_who_is_taken_off_hears_of_it_once(taken_off):
    role = told_role()
    sequence = role.session.ical_sequence
    taken_off(role)
    publish(role.session)

    assert announce(now=LATER + QUIET) == 1
    assert announce(now=LATER + HOUR) == 0

    letter = Letter.objects.latest("pk")
    (calendar,) = letter.context["_calendar"]
    assert letter.to_address == role.speaker.address
    assert letter.context["subject"].startswith("You are no longer on stage in “")
    assert "METHOD:CANCEL" in calendar
    assert role.session.ical_sequence > sequence
    assert f"SEQUENCE:{role.session.ical_sequence}" in calendar
    (item,) = ScheduleDelivery.objects.latest("pk").items
    assert (item["relation"], item["now"]) == ("off", "No longer on stage")
    assert item["was"].startswith("Tue 8 Sep 2020, 14:00")


def test_moved_and_taken_off_is_one_letter():
    role = told_role()
    change(role.session, starts_at=TUESDAY_14 + HOUR, now=LATER)
    uncast(role)
    publish(role.session)

    assert announce(now=LATER + QUIET) == 1

    assert [i["relation"] for i in ScheduleDelivery.objects.latest("pk").items] == [
        "off"
    ]


def test_the_preview_counts_them():
    role = told_role()
    uncast(role)

    told = moving.effect(
        role.session.edition_id, changes.pending(role.session.edition_id)
    )

    assert (told.people, told.by_relation) == (1, {"off": 1})


def test_who_comes_back_before_the_round_hears_nothing():
    role = told_role()
    uncast(role)
    publish(role.session)
    casting.cast(role.session_id, role.speaker_id, role.role, by=None, now=LATER)
    publish(role.session)

    assert announce(now=LATER + QUIET) == 0


def test_who_keeps_a_seat_keeps_the_entry():
    user = UserFactory()
    role = told_role(account=user)
    SeatFactory(
        session=role.session,
        registration=RegistrationFactory(
            edition=role.session.edition, approved=True, account=user
        ),
        told=role.session.released,
    )
    uncast(role)
    publish(role.session)

    assert announce(now=LATER + QUIET) == 0


def test_who_was_only_noted_or_declined_hears_nothing():
    session = public_session()
    for confirmation in (Confirmation.INVITED, Confirmation.DECLINED):
        role = SessionRoleFactory(session=session, confirmation=Confirmation.INVITED)
        change(session, title=f"With {confirmation}", now=MAY)
        if confirmation == Confirmation.DECLINED:
            casting.answer(role.pk, confirmation, by=None, now=MAY)
        else:
            uncast(role)
        publish(session)

    assert announce(now=LATER + QUIET) == 0


@pytest.mark.parametrize("people", [1, 4])
def test_it_costs_the_same_for_any_number(people, django_assert_num_queries):
    session = public_session()
    roles = [SessionRoleFactory(session=session) for _ in range(people)]
    change(session, title="With guests", now=MAY)
    for role in roles:
        uncast(role)
    publish(session)

    with django_assert_num_queries(37):
        announce(now=LATER + QUIET)

    assert ScheduleDelivery.objects.count() == people
