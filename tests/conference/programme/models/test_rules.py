"""What the database keeps, whoever writes: rooms, stages, times, seats."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from psycopg.types.range import Range

from conference.programme.models import Programme, Session, SessionRole
from tests.factories.attendance import SeatFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    ProgrammeFactory,
    SessionFactory,
    SessionRoleFactory,
    SessionVersionFactory,
    SpeakerFactory,
    VersionRoleFactory,
)

pytestmark = pytest.mark.django_db


def settle():
    """Ask the rules that wait for the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_room_is_not_double_booked():
    one = SessionFactory()
    SessionFactory(room=one.room, starts_at=MONDAY_9 + HOUR / 2)

    with pytest.raises(IntegrityError, match="session_room_is_not_double_booked"):
        settle()


def test_back_to_back_is_no_overlap_and_a_cancelled_session_leaves_its_room():
    one = SessionFactory()
    SessionFactory(room=one.room, starts_at=MONDAY_9 + HOUR)
    SessionFactory(room=one.room, cancelled=True)

    settle()


def test_two_sessions_change_places_in_one_save():
    one = SessionFactory()
    other = SessionFactory(room=one.room, starts_at=MONDAY_9 + HOUR)

    with transaction.atomic():
        Session.objects.filter(pk=one.pk).update(
            starts_at=other.starts_at, ends_at=other.ends_at
        )
        Session.objects.filter(pk=other.pk).update(
            starts_at=one.starts_at, ends_at=one.ends_at
        )
        settle()


def test_reviving_a_cancelled_session_asks_for_its_room_again():
    one = SessionFactory(cancelled=True)
    SessionFactory(room=one.room)
    settle()
    Session.objects.filter(pk=one.pk).update(state="draft")

    with pytest.raises(IntegrityError, match="session_room_is_not_double_booked"):
        settle()


def test_nobody_is_on_two_stages_at_once():
    role = SessionRoleFactory()
    SessionRoleFactory(speaker=role.speaker)

    with pytest.raises(IntegrityError, match="role_person_is_on_one_stage"):
        settle()


def test_the_stage_follows_the_session_by_any_door():
    role = SessionRoleFactory()
    later = SessionFactory(starts_at=MONDAY_9 + 2 * HOUR)
    SessionRoleFactory(speaker=role.speaker, session=later)
    settle()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE programme_session SET starts_at = %s, ends_at = %s WHERE id = %s",
            [MONDAY_9, MONDAY_9 + HOUR, later.pk],
        )

    with pytest.raises(IntegrityError, match="role_person_is_on_one_stage"):
        settle()


def test_two_roles_in_one_session_are_no_conflict_and_who_declined_is_free():
    role = SessionRoleFactory()
    SessionRoleFactory(session=role.session, speaker=role.speaker, role="moderator")
    SessionRoleFactory(
        speaker=role.speaker, confirmation=SessionRole.Confirmation.DECLINED
    )

    settle()

    role.refresh_from_db()
    assert role.busy == Range(MONDAY_9, MONDAY_9 + HOUR, "[)")


def test_nobody_has_the_same_role_twice_in_a_session():
    role = SessionRoleFactory()
    with pytest.raises(IntegrityError, match="role_is_one_per_session_and_person"):
        SessionRoleFactory(session=role.session, speaker=role.speaker)


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"code": "C-1"}, "session_code_is_as_itu_writes_it"),
        ({"ends_at": None}, "session_has_both_times_or_none"),
        ({"ends_at": MONDAY_9}, "session_ends_after_it_starts"),
        ({"ends_at": MONDAY_9 - HOUR}, "session_ends_after_it_starts"),
        ({"ends_at": MONDAY_9 + 25 * HOUR}, "session_lasts_a_day_at_most"),
        (
            {"starts_at": MONDAY_9 - timedelta(days=20000)},
            "session_times_are_finite",
        ),
        ({"state": "published", "room": None}, "session_published_is_placed"),
        (
            {"state": "published", "starts_at": None, "ends_at": None},
            "session_published_is_placed",
        ),
        ({"state": "tbc"}, "session_to_be_confirmed_has_no_time"),
        ({"capacity": 2, "seats_taken": 3}, "session_seats_are_never_exceeded"),
    ],
)
def test_what_no_session_may_be(broken, rule):
    with pytest.raises(IntegrityError, match=rule):
        SessionFactory(**broken)


@pytest.mark.parametrize("end", ["infinity", "-infinity"])
def test_a_session_has_an_end_in_time(end):
    session = SessionFactory()
    column = "ends_at" if end == "infinity" else "starts_at"
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE programme_session SET {column} = %s WHERE id = %s",
            [end, session.pk],
        )


def test_a_code_names_one_session_of_an_edition():
    one = SessionFactory()
    with pytest.raises(IntegrityError, match="session_code_is_one_per_edition"):
        SessionFactory(code=one.code, ical_uid="another")


def test_a_release_shows_no_room_twice():
    one = SessionVersionFactory()
    elsewhere = SessionFactory(published=True)
    SessionVersionFactory(session=elsewhere, room=one.room)

    with pytest.raises(IntegrityError, match="version_room_is_not_double_booked"):
        settle()


def test_a_release_shows_nobody_on_two_stages():
    role = VersionRoleFactory()
    VersionRoleFactory(speaker=role.speaker)
    with pytest.raises(IntegrityError, match="version_person_is_on_one_stage"):
        settle()


def test_a_version_that_was_replaced_stands_in_nobodys_way():
    role = VersionRoleFactory()
    role.version.replaced_in = role.version.release
    role.version.save()
    VersionRoleFactory(speaker=role.speaker, version__room=role.version.room)

    settle()

    role.refresh_from_db()
    assert role.busy is None


def test_versions_keep_the_same_rules():
    one = SessionVersionFactory()
    for broken, rule in [
        ({"session": one.session}, "version_current_is_one_per_session"),
        (
            {
                "session": one.session,
                "release": one.release,
                "replaced_in": one.release,
            },
            "version_is_one_per_session_and_release",
        ),
        ({"room": None}, "version_published_is_placed"),
        ({"ends_at": MONDAY_9}, "version_ends_after_it_starts"),
    ]:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            SessionVersionFactory(**broken)


def test_a_seat_is_counted_by_any_door_and_never_beyond_the_capacity():
    session = SessionFactory(published=True, capacity=1)
    seat = SeatFactory(session=session)
    session.refresh_from_db()
    assert session.seats_taken == 1

    with (
        pytest.raises(IntegrityError, match="session_seats_are_never_exceeded"),
        transaction.atomic(),
    ):
        SeatFactory(session=session)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE attendance_seat SET state = 'given_back'")
    session.refresh_from_db()
    assert session.seats_taken == 0

    SeatFactory(session=session, is_counted=False)
    seat.delete()
    session.refresh_from_db()
    assert session.seats_taken == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda session: SpeakerFactory(),
        lambda session: session.room.save(),
        lambda session: session.strand.save(),
        lambda session: SeatFactory(session=session),
    ],
)
def test_what_the_public_sees_raises_its_number(change):
    programme = ProgrammeFactory()
    session = SessionFactory(edition=programme.edition, published=True, capacity=1)
    before = Programme.objects.get().public_number

    change(session)

    assert Programme.objects.get().public_number > before
