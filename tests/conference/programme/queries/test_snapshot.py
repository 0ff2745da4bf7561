"""What everyone reads, as one picture in memory."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from conference.programme import standing
from conference.programme.models import Programme, SessionChange, SessionRole
from conference.programme.queries.snapshot import PublicRole, Slot, availability_of
from tests.factories.editions import EditionFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    ProgrammeFactory,
    ReleaseFactory,
    RoomFactory,
    SessionChangeFactory,
    SessionFactory,
    SessionRoleFactory,
    SessionVersionFactory,
    SpeakerFactory,
    VersionRoleFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    edition = EditionFactory(is_current=True)
    ProgrammeFactory(edition=edition)
    return edition


def shown(edition, **facts):
    """Return a session of the edition that the public reads."""
    session = SessionFactory(edition=edition, published=True, **facts)
    SessionVersionFactory(session=session)
    return session


def test_nothing_is_public_without_a_programme():
    EditionFactory(is_current=True)

    assert standing.snapshot() is None


def test_a_draft_stays_unknown_with_everyone_in_it(edition):
    draft = SessionFactory(edition=edition)
    SessionRoleFactory(session=draft)

    found = standing.snapshot()

    assert (found.sessions, found.speakers, found.days) == ((), (), ())


def test_sessions_stand_by_time_and_are_found_by_code_and_day(edition):
    second = shown(edition, starts_at=MONDAY_9 + HOUR)
    first = shown(edition)
    # 17:00 UTC is midnight in Ha Noi: the next day.
    night = shown(edition, starts_at=MONDAY_9 + timedelta(hours=15))

    found = standing.snapshot()

    assert [s.pk for s in found.sessions] == [first.pk, second.pk, night.pk]
    assert found.by_code[first.code].pk == first.pk
    assert found.days == (date(2020, 9, 7), date(2020, 9, 8))
    assert [s.pk for s in found.of_day(date(2020, 9, 8))] == [night.pk]


def test_plans_after_the_release_stay_unknown(edition):
    session = shown(edition)
    session.starts_at += HOUR
    session.ends_at += HOUR
    session.save()

    assert standing.snapshot().by_pk[session.pk].starts_at == MONDAY_9


def test_who_declined_is_shown_no_more_and_the_others_with_their_answer(edition):
    session = SessionFactory(edition=edition, published=True)
    version = SessionVersionFactory(session=session)
    people = [SpeakerFactory(edition=edition, sort_key=key) for key in "abc"]
    for person, said in zip(
        people, ["confirmed", "to_reconfirm", "declined"], strict=True
    ):
        SessionRoleFactory(session=session, speaker=person, confirmation=said)
        VersionRoleFactory(version=version, speaker=person)

    found = standing.snapshot()
    told = found.by_pk[session.pk].people

    assert [(r.speaker.pk, r.confirmation) for r in told] == [
        (people[0].pk, SessionRole.Confirmation.CONFIRMED),
        (people[1].pk, SessionRole.Confirmation.TO_RECONFIRM),
    ]
    assert [r.is_confirmed for r in told] == [True, False]


def test_a_moved_session_remembers_where_it_was(edition):
    old, new = RoomFactory(edition=edition), RoomFactory(edition=edition)
    first, second = ReleaseFactory(edition=edition), ReleaseFactory(edition=edition)
    session = SessionFactory(edition=edition, published=True, room=new)
    before = SessionVersionFactory(
        session=session, release=first, room=old, replaced_in=second
    )
    after = SessionVersionFactory(
        session=session,
        release=second,
        starts_at=MONDAY_9 + HOUR,
        ends_at=MONDAY_9 + 2 * HOUR,
    )
    SessionChangeFactory(
        before=before, after=after, kind=SessionChange.Kind.MOVED, concerns=True
    )

    found = standing.snapshot()
    told = found.by_pk[session.pk]

    assert told.before == Slot(MONDAY_9, MONDAY_9 + HOUR, found.room(old.code))
    assert told.starts_at == MONDAY_9 + HOUR
    assert found.release.number == second.number


def test_it_is_drawn_again_only_when_its_number_grew(
    edition, django_assert_num_queries
):
    room = RoomFactory(edition=edition)
    first = standing.snapshot()

    with django_assert_num_queries(1):
        assert standing.snapshot() is first

    room.place = "Second floor"
    room.save()

    assert str(standing.snapshot().room(room.code).place) == "Second floor"


def test_for_a_second_not_even_the_number_is_asked(
    edition, settings, django_assert_num_queries
):
    settings.EDITION_KEPT_SECONDS = 3600
    standing.forget()
    first = standing.snapshot()
    Programme.objects.update(public_number=999)

    with django_assert_num_queries(0):
        assert standing.snapshot() is first

    standing.forget()
    assert standing.snapshot().number == 999


@pytest.mark.parametrize("sessions", [1, 4])
def test_it_costs_the_same_for_any_number(edition, sessions, django_assert_num_queries):
    for _ in range(sessions):
        session = shown(edition)
        VersionRoleFactory(version=session.versions.get())
    standing.forget()

    with django_assert_num_queries(10):
        assert len(standing.snapshot().sessions) == sessions


@pytest.mark.parametrize(
    ("capacity", "taken", "said"),
    [
        (None, 9999, "open"),
        (10, 8, "open"),
        (10, 9, "few"),
        (10, 10, "full"),
        (0, 0, "full"),
    ],
)
def test_seats_are_told_in_three_words(capacity, taken, said):
    assert availability_of(capacity, taken) == said


def test_a_picture_holds_plain_facts_only(edition):
    version = SessionVersionFactory(
        session=SessionFactory(edition=edition, published=True)
    )
    VersionRoleFactory(version=version)

    role = standing.snapshot().sessions[0].people[0]

    assert role == replace(role)
    assert isinstance(role, PublicRole)
    assert not hasattr(role.speaker, "address")
