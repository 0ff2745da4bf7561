"""Several organisers press at once: each on a connection of their own."""

import threading

import pytest
from django.db import connection
from i18nfield.strings import LazyI18nString

from conference.programme.models import (
    Release,
    Session,
    SessionChange,
    SessionRole,
    SessionVersion,
)
from conference.programme.operations import casting, releasing, scheduling
from tests.factories.editions import EditionFactory
from tests.factories.programme import (
    HOUR,
    MAY,
    MONDAY_9,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
TEN = MONDAY_9 + HOUR


def at_once(*deeds):
    """Run the deeds together and return what each raised, by name, sorted."""
    barrier = threading.Barrier(len(deeds))
    raised = [""] * len(deeds)

    def run(at, deed):
        barrier.wait()
        try:
            deed()
        except Exception as error:
            raised[at] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(raised)


def mover(session, room, starts_at, version=None):
    def deed():
        scheduling.move(
            session.pk,
            room_id=room.pk,
            starts_at=starts_at,
            ends_at=starts_at + HOUR,
            version=version,
            by=None,
            now=MAY,
        )

    return deed


def publisher(edition):
    return lambda: releasing.publish(edition.pk, by=None, now=MAY)


def test_of_those_who_move_into_one_room_at_once_one_gets_it():
    sessions = [SessionFactory()]
    edition = sessions[0].edition
    sessions += [SessionFactory(edition=edition) for _ in range(3)]
    room = RoomFactory(edition=edition)

    raised = at_once(*(mover(session, room, TEN) for session in sessions))

    assert raised == ["", "RoomTaken", "RoomTaken", "RoomTaken"]
    assert Session.objects.filter(room=room, starts_at=TEN).count() == 1


def test_of_those_who_save_the_same_page_at_once_one_is_told_to_look_again():
    session = SessionFactory()

    raised = at_once(
        mover(session, session.room, TEN, version=1),
        mover(session, session.room, TEN + HOUR, version=1),
    )

    session.refresh_from_db()
    assert raised == ["", "ChangedMeanwhile"]
    assert session.version == 2


def test_two_sessions_swapped_from_both_sides_at_once_are_where_they_were():
    one = SessionFactory()
    other = SessionFactory(edition=one.edition, starts_at=TEN)

    raised = at_once(
        lambda: scheduling.swap(one.pk, other.pk, by=None, now=MAY),
        lambda: scheduling.swap(other.pk, one.pk, by=None, now=MAY),
    )

    assert raised == ["", ""]
    assert list(
        Session.objects.order_by("pk").values_list("room", "starts_at", "version")
    ) == [(one.room_id, MONDAY_9, 3), (other.room_id, TEN, 3)]


def test_a_person_cast_on_two_stages_at_once_stands_on_one():
    one = SessionFactory()
    other = SessionFactory(edition=one.edition)
    speaker = SpeakerFactory(edition=one.edition)

    raised = at_once(
        *(
            lambda pk=session.pk: casting.cast(
                pk, speaker.pk, "chair", by=None, now=MAY
            )
            for session in (one, other)
        )
    )

    assert raised == ["", "OnTwoStages"]
    assert SessionRole.objects.count() == 1


def test_a_person_cast_in_one_session_while_the_other_moves_there_stands_on_one():
    one = SessionFactory()
    other = SessionFactory(edition=one.edition, starts_at=TEN)
    speaker = SpeakerFactory(edition=one.edition)
    casting.cast(other.pk, speaker.pk, "chair", by=None, now=MAY)

    raised = at_once(
        lambda: casting.cast(one.pk, speaker.pk, "chair", by=None, now=MAY),
        mover(other, other.room, MONDAY_9),
    )

    assert raised == ["", "OnTwoStages"]


def test_of_those_who_publish_at_once_one_makes_the_release():
    sessions = [SessionFactory(published=True)]
    edition = sessions[0].edition
    sessions += [SessionFactory(edition=edition, published=True) for _ in range(5)]

    raised = at_once(*(publisher(edition) for _ in range(3)))

    assert raised == ["", "NothingToPublish", "NothingToPublish"]
    assert Release.objects.count() == 1
    assert SessionVersion.objects.count() == SessionChange.objects.count() == 6


def test_a_move_beside_a_release_is_in_it_or_waits_for_the_next():
    session = SessionFactory(published=True)
    edition = session.edition
    other = SessionFactory(edition=edition, published=True)

    raised = at_once(publisher(edition), mover(session, session.room, TEN))

    session.refresh_from_db()
    other.refresh_from_db()
    is_in = session.released.starts_at == TEN
    assert raised == ["", ""]
    assert session.starts_at == TEN
    assert session.has_unreleased_changes is not is_in
    assert other.has_unreleased_changes is False


def test_sessions_made_at_once_have_a_code_each():
    edition = EditionFactory()
    facts = {"title": LazyI18nString({"en": "Opening"}), "session_type": "ceremony"}

    def maker():
        scheduling.create(edition.pk, facts=facts, by=None, now=MAY)

    assert at_once(maker, maker, maker) == ["", "", ""]
    assert sorted(Session.objects.values_list("code", flat=True)) == [
        "C-00000001",
        "C-00000002",
        "C-00000003",
    ]
