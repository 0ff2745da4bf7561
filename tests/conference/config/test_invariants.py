from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from conference.config import invariants
from conference.core import clock
from conference.mailroom.models import Batch, Letter
from conference.programme.models import Session
from registration.accounts.operations import leaving
from registration.attendance.models import ParticipantCategory, Registration
from tests.factories.attendance import (
    ParticipantCategoryFactory,
    RegistrationFactory,
    SeatFactory,
)
from tests.factories.editions import EditionFactory, ScheduleRevisionFactory
from tests.factories.moving import (
    ScheduleDeliveryFactory,
    ScheduleNoticeFactory,
    public_session,
)
from tests.factories.people import UserFactory
from tests.factories.programme import (
    SessionFactory,
    SessionVersionFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db
NOW = clock.now()
DAY = timedelta(days=1)


def letter(**changes):
    number = Letter.objects.count()
    return Letter.objects.create(
        **{
            "idempotency_key": f"letter {number}",
            "template": "x",
            "language": "en",
            "to_address": "an@example.org",
            "posted_at": NOW - DAY,
            "send_after": NOW - DAY,
            "give_up_at": NOW + DAY,
        }
        | changes
    )


def without_triggers(statement):
    with connection.cursor() as cursor:
        # A table that rules still wait for is not altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def test_nothing_is_broken_in_a_small_true_world():
    category = ParticipantCategoryFactory(quota=1)
    RegistrationFactory(approved=True, category=category)
    RegistrationFactory(waiting=True, category=category)
    ParticipantCategory.objects.update(last_waiting_number=1_000_000)
    letter()
    other = ParticipantCategoryFactory(code="media")
    seat(registration=RegistrationFactory(approved=True, category=other))

    assert list(invariants.broken(now=NOW)) == []


def miscount():
    RegistrationFactory(approved=True)
    without_triggers("UPDATE attendance_participantcategory SET places_taken = 0")


def leave_a_free_place():
    category = ParticipantCategoryFactory(quota=1, last_waiting_number=1_000_000)
    RegistrationFactory(waiting=True, category=category)


def invent_a_number_in_line():
    category = ParticipantCategoryFactory(quota=0)
    RegistrationFactory(waiting=True, category=category, waiting_number=7)


def approve_the_unverified():
    one = RegistrationFactory(approved=True)
    one.account.emailaddress_set.update(verified=False)


def test_a_closed_account_keeps_its_place_and_breaks_no_rule():
    one = RegistrationFactory(approved=True)

    leaving.close_account(one.account_id, by=UserFactory())

    one.refresh_from_db()
    assert one.state == Registration.State.APPROVED
    assert list(invariants.broken(now=NOW)) == []


def put_a_proposal_in_force():
    edition = EditionFactory()
    edition.in_force = ScheduleRevisionFactory(edition=edition)
    edition.save()


def forget_the_sequence():
    ScheduleRevisionFactory(edition=EditionFactory(), announced=True, number=1)


def seat(**changes):
    """A seat in a session that takes place in two days, all as it must be."""
    session = SessionFactory(published=True, starts_at=NOW + 2 * DAY, last_arrival=1)
    version = SessionVersionFactory(session=session)
    Session.objects.filter(pk=session.pk).update(released=version)
    return SeatFactory(session=session, **{"arrival_number": 1} | changes)


def overfill():
    seat()
    without_triggers(
        "ALTER TABLE programme_session"
        " DROP CONSTRAINT session_seats_are_never_exceeded;"
        "UPDATE programme_session SET capacity = 0;"
        "UPDATE programme_sessionversion SET seats = 0"
    )


def miscount_seats():
    seat()
    without_triggers("UPDATE programme_session SET seats_taken = 2")


def sit_twice():
    one = seat()
    another = EditionFactory(slug="another", ical_uid="another", is_current=False)
    twin = RegistrationFactory(
        approved=True, account=one.registration.account, edition=another
    )
    SeatFactory(
        registration=twin, session=one.session, is_counted=False, arrival_number=0
    )


def stay_without_a_place():
    one = seat()
    Registration.objects.filter(pk=one.registration_id).update(
        state="withdrawn", ended_at=NOW
    )


def wait_beside_a_free_seat():
    seat(state="waiting")


def invent_an_arrival():
    seat(arrival_number=9)


def hold_too_long():
    seat(state="held", held_until=NOW - DAY)


def show_another_number_of_seats():
    seat()
    without_triggers("UPDATE programme_session SET capacity = 5")


def show_two_in_one_room():
    first, second = seat().session, seat().session
    without_triggers(
        "ALTER TABLE programme_sessionversion"
        " DROP CONSTRAINT version_room_is_not_double_booked;"
        f"UPDATE programme_sessionversion SET room_id = {first.room_id}"
        f" WHERE session_id = {second.pk}"
    )


def plan_two_in_one_room():
    first, second = seat().session, seat().session
    without_triggers(
        "ALTER TABLE programme_session"
        " DROP CONSTRAINT session_room_is_not_double_booked;"
        f"UPDATE programme_session SET room_id = {first.room_id}"
        f" WHERE id = {second.pk}"
    )


def show_somebody_twice():
    speaker = SpeakerFactory()
    for session in (seat().session, seat().session):
        version = session.versions.get()
        without_triggers(
            "INSERT INTO programme_versionrole"
            ' (version_id, speaker_id, role, "order")'
            f" VALUES ({version.pk}, {speaker.pk}, 'panellist', 1)"
        )


def address_nobody():
    ScheduleNoticeFactory(addressed=1)


def post_outside_the_round():
    batch = Batch.objects.create(title="x", created_at=NOW)
    ScheduleDeliveryFactory(letter=letter(batch=batch))


def tell_of_another_session():
    seat(told=public_session().released)


def hold_for_ever():
    letter(state="claimed", lease_holder="gone", lease_until=NOW - DAY)


def wait_past_the_end():
    letter(give_up_at=NOW - timedelta(hours=1))


def stop_by_halves():
    batch = Batch.objects.create(
        title="x", state="stopped", created_at=NOW - DAY, stopped_at=NOW
    )
    letter(batch=batch)


BREAKS = {
    address_nobody: (
        "A round of moved sessions has as many rows as people were addressed."
    ),
    post_outside_the_round: (
        "Each row of a round has its own letter, in the mailing of its round."
    ),
    tell_of_another_session: (
        "Whoever was told of a session was told of a version of that session."
    ),
    miscount: "Each category counts its approved registrations right.",
    leave_a_free_place: "Nobody waits where a place is free.",
    invent_a_number_in_line: (
        "The waiting list hands out its numbers once and in order."
    ),
    approve_the_unverified: "Everyone approved has an address that was verified.",
    put_a_proposal_in_force: (
        "The decision in force was announced, and was not taken back."
    ),
    forget_the_sequence: (
        "The calendar's sequence grew with every change people could see."
    ),
    overfill: "No session has more seats taken than it has.",
    miscount_seats: "Each session counts its taken seats right.",
    sit_twice: "A person has at most one seat in a session.",
    stay_without_a_place: "Seats belong to people who have a place.",
    wait_beside_a_free_seat: "Nobody waits where a seat is free.",
    invent_an_arrival: "The line of a session hands out its numbers once and in order.",
    hold_too_long: "No seat is held past the time to answer.",
    show_another_number_of_seats: (
        "The public reads one version of each session, and its seats are in force."
    ),
    show_two_in_one_room: "No room has two sessions at once, as the public reads it.",
    plan_two_in_one_room: "No room has two sessions at once, as they are planned.",
    show_somebody_twice: "Nobody is on two stages at once, as the public reads it.",
    hold_for_ever: "No letter is held longer than twice its lease.",
    wait_past_the_end: "No letter that may leave waits past its end.",
    stop_by_halves: "A mailing that was stopped has no letter waiting.",
}


@pytest.mark.parametrize("damage", BREAKS)
def test_each_broken_rule_is_named(damage):
    damage()

    found = [rule.sentence for rule in invariants.broken(now=NOW)]
    assert found == [BREAKS[damage]]


def test_a_letter_of_a_held_mailing_waits_as_long_as_it_must():
    batch = Batch.objects.create(title="x", created_at=NOW - DAY)
    letter(batch=batch, give_up_at=NOW - timedelta(hours=1))

    assert list(invariants.broken(now=NOW)) == []


def test_the_command_states_every_rule_and_ends_well():
    told = StringIO()

    call_command("check_invariants", stdout=told)

    lines = [f"holds   {rule.sentence}" for rule in invariants.RULES]
    assert told.getvalue().splitlines() == lines


def test_the_command_names_what_is_broken_and_ends_with_1():
    told = StringIO()
    hold_for_ever()

    with pytest.raises(SystemExit) as ended:
        call_command("check_invariants", verbosity=0, stdout=told)

    assert ended.value.code == 1
    key = Letter.objects.get().pk
    assert told.getvalue() == (
        "BROKEN  No letter is held longer than twice its lease. "
        f"1: letter {key} by gone\n"
    )
    assert Registration.objects.count() == 0
