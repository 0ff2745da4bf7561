"""Planning sessions: make, change, move, swap, cancel."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from i18nfield.strings import LazyI18nString

from conference.programme.models import Session
from conference.programme.operations import releasing, scheduling
from conference.programme.operations.scheduling import State
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MAY,
    MONDAY_9,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    SessionVersionFactory,
    StrandFactory,
)

pytestmark = pytest.mark.django_db
TEN = MONDAY_9 + HOUR
ELEVEN = TEN + HOUR


def place(session):
    session.refresh_from_db()
    return session.room_id, session.starts_at, session.ends_at


def move(session, **changes):
    where = {"room_id": session.room_id, "starts_at": TEN, "ends_at": ELEVEN}
    return scheduling.move(session.pk, **(where | changes), by=None, now=MAY)


def published(**facts):
    """Return a session that the public reads as it is planned."""
    session = SessionFactory(published=True, **facts)
    releasing.publish(session.edition_id, by=None, now=MAY)
    session.refresh_from_db()
    return session


def test_a_new_session_gets_the_next_free_code_and_a_uid_for_life():
    edition = EditionFactory()
    SessionFactory(edition=edition, code="C-00000001")
    organiser = UserFactory()

    session = scheduling.create(
        edition.pk,
        facts={"title": LazyI18nString({"en": "Opening"}), "session_type": "ceremony"},
        by=organiser,
        now=MAY,
    )

    session.refresh_from_db()
    assert (
        session.code,
        session.state,
        session.version,
        session.changed_at,
        session.changed_by,
        session.has_unreleased_changes,
    ) == ("C-00000002", State.DRAFT, 1, MAY, organiser, False)
    assert session.ical_uid.endswith("@127.0.0.1")


def test_a_code_that_is_taken_or_unlike_itus_is_refused():
    one = SessionFactory()
    facts = {"title": LazyI18nString({"en": "Opening"}), "session_type": "ceremony"}

    with pytest.raises(scheduling.CodeTaken, match=one.code):
        scheduling.create(
            one.edition_id, facts=facts | {"code": one.code}, by=None, now=MAY
        )
    with pytest.raises(scheduling.CodeUnknown):
        scheduling.create(
            one.edition_id, facts=facts | {"code": "C-1"}, by=None, now=MAY
        )
    assert list(Session.objects.all()) == [one]


def test_a_move_is_saved_with_who_and_when():
    session = SessionFactory()
    room = RoomFactory(edition=session.edition)
    organiser = UserFactory()

    scheduling.move(
        session.pk,
        room_id=room.pk,
        starts_at=TEN,
        ends_at=ELEVEN,
        version=1,
        by=organiser,
        now=MAY,
    )

    assert place(session) == (room.pk, TEN, ELEVEN)
    assert (session.version, session.changed_by) == (2, organiser)


def test_who_saves_an_older_page_is_refused_and_sees_the_newer_one():
    session = SessionFactory()
    move(session)

    with pytest.raises(scheduling.ChangedMeanwhile) as refused:
        move(session, starts_at=MONDAY_9, version=1)

    assert refused.value.session.starts_at == TEN
    assert place(session)[1] == TEN


def test_saving_what_is_planned_already_changes_nothing():
    session = SessionFactory()

    scheduling.change(
        session.pk,
        version=1,
        facts={"title": session.title, "seats": None, "room_id": session.room_id},
        by=None,
        now=TEN,
    )

    session.refresh_from_db()
    assert (session.version, session.changed_at) == (1, MAY)


def test_a_taken_room_is_refused_with_who_is_there():
    session = SessionFactory()
    other = SessionFactory(edition=session.edition, starts_at=TEN)

    with pytest.raises(scheduling.RoomTaken) as refused:
        move(session, room_id=other.room_id)

    assert str(refused.value) == (
        f"{other.code} {other.title} is in this room from 10:00 to 11:00. Choose "
        "another time or another room, or swap the two."
    )
    assert place(session) == (session.room_id, MONDAY_9, TEN)


def test_nobody_is_put_on_two_stages_by_a_move():
    role = SessionRoleFactory(session__starts_at=TEN)
    session = SessionRoleFactory(
        speaker=role.speaker, session__edition=role.session.edition
    ).session

    with pytest.raises(scheduling.OnTwoStages) as refused:
        move(session)

    assert str(refused.value) == (
        f"{role.speaker.name} is on stage in {role.session} from 10:00 to 11:00. "
        "Choose another time, or another person."
    )


def test_a_cancelled_session_gives_its_room_free_and_must_ask_for_it_again():
    session = SessionFactory(published=True)
    scheduling.set_state(session.pk, State.CANCELLED, by=None, now=MAY)
    SessionFactory(edition=session.edition, room=session.room)

    with pytest.raises(scheduling.RoomTaken):
        scheduling.set_state(session.pk, State.PUBLISHED, by=None, now=MAY)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "refusal"),
    [
        (TEN, TEN, scheduling.EndBeforeStart),
        (TEN, MONDAY_9, scheduling.EndBeforeStart),
        (TEN, None, scheduling.EndBeforeStart),
        (TEN, TEN + 25 * HOUR, scheduling.LastsTooLong),
        (TEN.replace(year=1970), TEN, scheduling.LastsTooLong),
        (TEN.replace(year=2101), ELEVEN.replace(year=2101), scheduling.LastsTooLong),
    ],
)
def test_no_session_has_a_time_that_is_none(starts_at, ends_at, refusal):
    session = SessionFactory()

    with pytest.raises(refusal):
        move(session, starts_at=starts_at, ends_at=ends_at)


def test_two_sessions_change_places_and_keep_their_lengths():
    long = SessionFactory(ends_at=TEN)
    short = SessionFactory(
        edition=long.edition,
        room=long.room,
        starts_at=ELEVEN,
        ends_at=ELEVEN + HOUR / 2,
    )

    scheduling.swap(short.pk, long.pk, by=None, now=MAY)

    assert place(long) == (long.room_id, ELEVEN, ELEVEN + HOUR)
    assert place(short) == (long.room_id, MONDAY_9, MONDAY_9 + HOUR / 2)


def test_a_swap_that_would_meet_a_third_session_names_the_third():
    long = SessionFactory()
    short = SessionFactory(edition=long.edition, starts_at=TEN, ends_at=TEN + HOUR / 2)
    third = SessionFactory(
        edition=long.edition, room=short.room, starts_at=TEN + HOUR / 2
    )

    with pytest.raises(scheduling.RoomTaken) as refused:
        scheduling.swap(long.pk, short.pk, by=None, now=MAY)

    assert refused.value.other == third
    assert place(long) == (long.room_id, MONDAY_9, TEN)


def test_two_that_would_meet_each_other_by_swapping_are_told_so():
    short = SessionFactory(ends_at=MONDAY_9 + HOUR / 2)
    long = SessionFactory(
        edition=short.edition, room=short.room, starts_at=MONDAY_9 + HOUR / 2
    )

    with pytest.raises(scheduling.RoomTaken) as refused:
        scheduling.swap(short.pk, long.pk, by=None, now=MAY)

    assert {refused.value.session, refused.value.other} == {short, long}
    assert place(long) == (long.room_id, MONDAY_9 + HOUR / 2, MONDAY_9 + HOUR * 1.5)


def test_one_person_on_two_stages_that_are_saved_together_is_named():
    role = SessionRoleFactory()
    other = SessionRoleFactory(
        speaker=role.speaker,
        session__edition=role.session.edition,
        session__starts_at=ELEVEN,
    ).session
    facts = {"starts_at": TEN, "ends_at": ELEVEN}

    with pytest.raises(scheduling.OnTwoStages, match=role.speaker.name):
        scheduling.plan_all(
            other.edition_id,
            [(role.session_id, facts), (other.pk, facts)],
            by=None,
            now=MAY,
        )


@pytest.mark.parametrize("rows", [2, 40])
def test_many_new_sessions_cost_the_same_as_two(rows, django_assert_max_num_queries):
    room, edition = RoomFactory(), EditionFactory()
    strand = StrandFactory(edition=edition)
    planned = [
        (
            None,
            {
                "code": f"C-{number + 100:08d}",
                "title": LazyI18nString({"en": "Opening"}),
                "session_type": "ceremony",
                "room_id": room.pk,
                "strand_id": strand.pk,
                "starts_at": MONDAY_9 + number * HOUR,
                "ends_at": TEN + number * HOUR,
                "state": State.PUBLISHED,
            },
        )
        for number in range(rows)
    ]

    with django_assert_max_num_queries(12):
        scheduling.plan_all(edition.pk, planned, by=None, now=MAY)

    made = Session.objects.filter(room=room, strand=strand, version=1)
    assert made.filter(has_unreleased_changes=True).count() == rows


@pytest.mark.parametrize("rows", [2, 40])
def test_many_that_move_cost_one_statement_each(rows, django_assert_max_num_queries):
    sessions = [SessionFactory() for _ in range(rows)]
    edition, strand = sessions[0].edition, StrandFactory(code="other")
    rooms = RoomFactory.create_batch(rows, edition=edition)
    planned = [
        (session.pk, {"room_id": room.pk, "strand_id": strand.pk})
        for session, room in zip(sessions, rooms, strict=True)
    ]

    with django_assert_max_num_queries(12 + rows):
        scheduling.plan_all(edition.pk, planned, by=None, now=MAY)

    assert Session.objects.filter(strand=strand, room__in=rooms).count() == rows


@pytest.mark.parametrize("fact", ["room_id", "strand_id"])
def test_a_room_or_strand_of_another_edition_is_none(fact):
    session = SessionFactory(
        edition__slug="last-year",
        edition__ical_uid="last-year",
        edition__is_current=False,
    )
    elsewhere = {"room_id": RoomFactory(), "strand_id": StrandFactory(code="other")}
    facts = {fact: elsewhere[fact].pk}
    assert elsewhere[fact].edition != session.edition

    with pytest.raises(ObjectDoesNotExist):
        scheduling.change(session.pk, version=None, facts=facts, by=None, now=MAY)


def test_who_has_no_place_cannot_swap():
    session = SessionFactory()
    other = SessionFactory(edition=session.edition, unplaced=True)

    with pytest.raises(scheduling.NotPlaced, match=other.code):
        scheduling.swap(session.pk, other.pk, by=None, now=MAY)


def test_a_published_session_without_a_time_waits_for_one_and_a_time_confirms_it():
    session = SessionFactory(published=True)

    scheduling.unplace(session.pk, by=None, now=MAY)
    session.refresh_from_db()
    assert (session.state, place(session)) == (
        State.TO_BE_CONFIRMED,
        (None, None, None),
    )

    move(session, room_id=RoomFactory(edition=session.edition).pk)
    session.refresh_from_db()
    assert session.state == State.PUBLISHED


def test_a_session_is_published_with_a_room_and_a_time_only():
    session = SessionFactory(unplaced=True)

    with pytest.raises(scheduling.NotPlaced):
        scheduling.set_state(session.pk, State.PUBLISHED, by=None, now=MAY)


def test_a_session_to_be_confirmed_loses_its_time_and_keeps_its_room():
    session = SessionFactory(published=True)

    scheduling.set_state(session.pk, State.TO_BE_CONFIRMED, by=None, now=MAY)

    assert place(session) == (session.room_id, None, None)


def test_the_table_of_moves_holds():
    session = SessionFactory(published=True)

    with pytest.raises(scheduling.NotPossibleNow, match="Published"):
        scheduling.set_state(session.pk, State.DRAFT, by=None, now=MAY)


def test_what_readers_take_for_held_is_never_a_draft_again():
    session = SessionVersionFactory().session
    Session.objects.filter(pk=session.pk).update(released=session.versions.get())
    scheduling.set_state(session.pk, State.CANCELLED, by=None, now=MAY)

    with pytest.raises(scheduling.NotPossibleNow, match="Cancelled"):
        scheduling.set_state(session.pk, State.DRAFT, by=None, now=MAY)


def test_a_cancelled_session_stays_where_it_was():
    session = SessionFactory(cancelled=True)

    with pytest.raises(scheduling.NotPossibleNow, match="Cancelled"):
        move(session)


def test_changed_and_changed_back_leaves_nothing_to_publish():
    session = published()

    move(session)
    session.refresh_from_db()
    assert session.has_unreleased_changes

    move(session, starts_at=MONDAY_9, ends_at=TEN)
    session.refresh_from_db()
    assert not session.has_unreleased_changes


def test_only_what_nobody_saw_is_deleted():
    draft = SessionRoleFactory().session
    known = published()

    scheduling.delete_draft(draft.pk, by=None, now=MAY)
    with pytest.raises(scheduling.KnownToThePublic):
        scheduling.delete_draft(known.pk, by=None, now=MAY)

    assert list(Session.objects.all()) == [known]


def test_the_code_of_a_public_session_stays():
    session = published()

    with pytest.raises(scheduling.KnownToThePublic):
        scheduling.change(
            session.pk, version=1, facts={"code": "C-99999999"}, by=None, now=MAY
        )
