"""Publishing: what is planned becomes what everyone reads, all at once."""

import pytest
from i18nfield.strings import LazyI18nString

from conference.programme.models import (
    Programme,
    Release,
    Session,
    SessionChange,
    SessionRole,
    SessionVersion,
)
from conference.programme.operations import casting, releasing, scheduling
from conference.programme.operations.scheduling import State
from tests.factories.attendance import SeatFactory
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MAY,
    MONDAY_9,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
)

pytestmark = pytest.mark.django_db
TEN = MONDAY_9 + HOUR
ELEVEN = TEN + HOUR
Confirmation = SessionRole.Confirmation
STATEMENTS = 17


def publish(edition, *sessions, now=MAY):
    ids = [session.pk for session in sessions] or None
    return releasing.publish(edition.pk, session_ids=ids, by=None, now=now)


def published(**facts):
    """Return a session that the public reads as it is planned."""
    session = SessionFactory(published=True, **facts)
    publish(session.edition)
    session.refresh_from_db()
    return session


def plan(session, **facts):
    scheduling.change(session.pk, version=None, facts=facts, by=None, now=MAY)


def move(session, starts_at=TEN, room=None):
    plan(
        session,
        room_id=(room or session.room).pk,
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
    )


def public(edition):
    """Return what readers see: code, state, room and start."""
    return sorted(
        SessionVersion.objects.current()
        .filter(session__edition=edition)
        .values_list("session__code", "state", "room", "starts_at")
    )


def log(release):
    return list(
        release.changes.order_by("session__code").values_list(
            "session__code", "kind", "concerns"
        )
    )


def test_the_first_release_shows_what_is_published_and_leaves_drafts():
    session = SessionFactory(published=True, seats=30)
    role = SessionRoleFactory(session=session)
    SessionFactory(edition=session.edition)
    SessionFactory(edition=session.edition, cancelled=True)
    organiser = UserFactory()

    release = releasing.publish(session.edition_id, by=organiser, now=MAY)

    session.refresh_from_db()
    assert list(
        SessionVersion.objects.values_list(
            "session", "release__number", "replaced_in", "seats", "roles__speaker"
        )
    ) == [(session.pk, 1, None, 30, role.speaker_id)]
    assert (release.number, release.published_by_id, release.is_urgent) == (
        1,
        organiser.pk,
        False,
    )
    assert (
        session.released.release_id,
        session.capacity,
        session.ical_sequence,
        session.has_unreleased_changes,
    ) == (release.pk, 30, 0, False)
    assert list(
        SessionChange.objects.values_list("session", "kind", "concerns", "made_at")
    ) == [(session.pk, "added", False, MAY)]


def test_what_is_public_already_is_not_published_again():
    session = published()
    Session.objects.update(has_unreleased_changes=True)

    with pytest.raises(releasing.NothingToPublish):
        publish(session.edition)

    assert Release.objects.count() == 1


def test_readers_see_the_old_place_until_the_release_and_the_new_one_after():
    session = published()
    move(session)
    before = public(session.edition)

    release = publish(session.edition)

    session.refresh_from_db()
    old, new = session.versions.order_by("pk")
    assert before == [(session.code, "published", session.room_id, MONDAY_9)]
    assert public(session.edition) == [
        (session.code, "published", session.room_id, TEN)
    ]
    assert (old.replaced_in, new.release, session.released) == (release, release, new)
    assert log(release) == [(session.code, "moved", True)]


@pytest.mark.parametrize(
    ("facts", "kind", "concerns", "sequence"),
    [
        ({"starts_at": TEN, "ends_at": ELEVEN}, "moved", True, 1),
        ({"ends_at": ELEVEN}, "moved", True, 1),
        ({"state": State.CANCELLED}, "cancelled", True, 1),
        ({"state": State.TO_BE_CONFIRMED}, "tbc", True, 1),
        ({"session_format": "online"}, "format", True, 1),
        ({"abstract": LazyI18nString({"vi": "Mới"})}, "details", False, 0),
        ({"title": LazyI18nString({"en": "New"})}, "details", False, 0),
        ({"join_url": "https://meet.example.org/1"}, "details", False, 0),
        ({"interpretation": ["fr"]}, "details", False, 0),
        ({"seats": 5}, "details", False, 0),
    ],
)
def test_each_change_has_its_kind_and_only_some_concern_people(
    facts, kind, concerns, sequence
):
    session = published()
    plan(session, **facts)

    release = publish(session.edition)

    session.refresh_from_db()
    assert log(release) == [(session.code, kind, concerns)]
    assert (session.ical_sequence, session.released.sequence) == (sequence, sequence)


def test_another_room_concerns_people_and_a_revived_session_does():
    session = published()
    move(session, MONDAY_9, RoomFactory(edition=session.edition))
    moved = publish(session.edition)
    plan(session, state=State.CANCELLED)
    publish(session.edition)
    plan(session, state=State.PUBLISHED)
    revived = publish(session.edition)

    session.refresh_from_db()
    assert log(moved) == [(session.code, "moved", True)]
    assert log(revived) == [(session.code, "revived", True)]
    assert session.ical_sequence == 3


def test_a_session_back_in_the_drafts_stays_cancelled_for_readers():
    session = published()
    plan(session, state=State.CANCELLED)
    publish(session.edition)
    plan(session, state=State.DRAFT)

    with pytest.raises(releasing.NothingToPublish):
        publish(session.edition)
    assert public(session.edition) == [
        (session.code, "cancelled", session.room_id, MONDAY_9)
    ]


def test_an_urgent_release_leaves_everything_else_as_it_was():
    one = published()
    other = SessionFactory(edition=one.edition, published=True)
    publish(one.edition)
    move(one)
    move(other)

    release = publish(one.edition, one)

    other.refresh_from_db()
    assert (release.is_urgent, log(release)) == (True, [(one.code, "moved", True)])
    assert public(one.edition) == sorted(
        [
            (one.code, "published", one.room_id, TEN),
            (other.code, "published", other.room_id, MONDAY_9),
        ]
    )
    assert other.has_unreleased_changes


def test_two_that_swapped_rooms_are_published_together_or_not_at_all():
    one = published()
    other = SessionFactory(edition=one.edition, published=True)
    publish(one.edition)
    scheduling.swap(one.pk, other.pk, by=None, now=MAY)

    with pytest.raises(releasing.PublicRoomTaken) as refused:
        publish(one.edition, one)

    assert (refused.value.session, refused.value.others) == (one, [other])
    assert str(refused.value) == (
        f"Readers would see {one.code} in the room where {other.code} still stands. "
        "Publish them together."
    )
    assert log(publish(one.edition, one, other)) == [
        (code, "moved", True) for code in sorted([one.code, other.code])
    ]


def test_nobody_is_shown_on_two_stages():
    one = published()
    role = SessionRoleFactory(
        session__edition=one.edition, session__published=True, session__starts_at=TEN
    )
    publish(one.edition)
    casting.uncast(role.pk, by=None, now=MAY)
    move(one)
    casting.cast(one.pk, role.speaker_id, "chair", by=None, now=MAY)

    with pytest.raises(releasing.PublicOnTwoStages) as refused:
        publish(one.edition, one)

    assert (refused.value.session, refused.value.others) == (one, [role.session])
    assert role.speaker.name in str(refused.value)
    publish(one.edition)


def test_seats_in_force_are_those_of_the_release():
    session = published(seats=30)
    plan(session, seats=20)
    session.refresh_from_db()
    assert session.capacity == 30

    publish(session.edition)

    session.refresh_from_db()
    assert session.capacity == 20


def test_fewer_seats_than_people_are_refused_and_nothing_is_published():
    session = published(seats=2)
    SeatFactory(session=session)
    SeatFactory(session=session)
    plan(session, seats=1)

    with pytest.raises(releasing.SeatsInTheWay) as refused:
        publish(session.edition)

    assert str(refused.value).startswith(
        f"2 people have a seat in {session.code} and the plan has 1."
    )
    assert Release.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"starts_at": TEN, "ends_at": ELEVEN}, "to_reconfirm"),
        ({"state": State.TO_BE_CONFIRMED}, "confirmed"),
        ({"state": State.CANCELLED}, "confirmed"),
        ({"title": LazyI18nString({"en": "New"})}, "confirmed"),
    ],
)
def test_who_said_yes_is_asked_again_when_the_time_is_another(facts, answer):
    session = SessionFactory(published=True)
    role = SessionRoleFactory(session=session, asked_at=MAY, answered_at=MAY)
    publish(session.edition)
    plan(session, **facts)

    publish(session.edition)

    role.refresh_from_db()
    asked = None if answer == "to_reconfirm" else MAY
    assert (role.confirmation, role.asked_at, role.answered_at) == (
        answer,
        asked,
        asked,
    )


def test_who_is_asked_again_stays_on_the_public_stage():
    session = SessionFactory(published=True)
    role = SessionRoleFactory(session=session)
    publish(session.edition)
    move(session)
    publish(session.edition)

    session.refresh_from_db()
    assert list(session.released.roles.values_list("speaker", flat=True)) == [
        role.speaker_id
    ]
    assert not session.has_unreleased_changes
    with pytest.raises(releasing.NothingToPublish):
        publish(session.edition)


def test_who_declined_leaves_the_public_stage_with_the_next_release():
    session = SessionFactory(published=True)
    role = SessionRoleFactory(session=session)
    publish(session.edition)
    casting.answer(role.pk, Confirmation.DECLINED, by=None, now=MAY)

    release = publish(session.edition)

    session.refresh_from_db()
    assert log(release) == [(session.code, "details", False)]
    assert not session.released.roles.exists()


def test_each_release_raises_the_number_of_the_public_pages():
    session = published()
    programme = Programme.objects.get(edition=session.edition)
    move(session)

    publish(session.edition)

    after = Programme.objects.get(edition=session.edition)
    assert after.public_number > programme.public_number
    assert (programme.last_release_number, after.last_release_number) == (1, 2)


def test_each_edition_counts_its_own_releases():
    one = published()
    other = SessionFactory(
        edition=EditionFactory(slug="2022", ical_uid="2022", is_current=False),
        published=True,
    )

    assert publish(other.edition).number == 1
    assert public(one.edition) == [(one.code, "published", one.room_id, MONDAY_9)]


def test_publishing_costs_the_same_for_one_session_and_for_many(
    django_assert_num_queries,
):
    edition = published().edition
    for many in (1, 30):
        for _ in range(many):
            SessionRoleFactory(session__edition=edition, session__published=True)

        with django_assert_num_queries(STATEMENTS):
            publish(edition)
