"""What a release does: the plan beside what the public reads, line by line."""

import pytest
from django.utils import translation
from i18nfield.strings import LazyI18nString

from conference.programme.operations import casting, releasing, scheduling
from conference.programme.queries import changes
from conference.programme.queries.changes import Line
from tests.factories.programme import (
    HOUR,
    MAY,
    MONDAY_9,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    SpeakerFactory,
    StrandFactory,
)

pytestmark = pytest.mark.django_db
TUESDAY_14 = MONDAY_9 + 29 * HOUR


def publish(edition):
    return releasing.publish(edition.pk, by=None, now=MAY)


def plan(session, **facts):
    scheduling.change(session.pk, version=None, facts=facts, by=None, now=MAY)


def pending(session):
    (change,) = changes.pending(session.edition_id)
    return change


def published(**facts):
    session = SessionFactory(published=True, **facts)
    publish(session.edition)
    return session


def test_a_move_reads_as_where_it_was_and_where_it_is_now():
    session = published(room__name=LazyI18nString({"en": "Hall A"}))
    hall_b = RoomFactory(
        edition=session.edition, name=LazyI18nString({"en": "Hall B", "vi": "Sảnh B"})
    )
    plan(
        session,
        room_id=hall_b.pk,
        starts_at=TUESDAY_14,
        ends_at=TUESDAY_14 + HOUR,
    )

    lines = pending(session).lines

    assert lines == [
        Line(
            "Time",
            "Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi",
            "Tue 8 Sep 2020, 14:00 to 15:00 Ha Noi",
        ),
        Line("Room", "Hall A", "Hall B"),
    ]
    with translation.override("vi"):
        assert pending(session).lines[1].now == "Sảnh B"


def test_every_fact_has_its_line():
    session = published(seats=20)
    plan(
        session,
        title=LazyI18nString({"en": "Closed networks"}),
        abstract=LazyI18nString({"en": "Why " * 100}),
        label=LazyI18nString({"en": "By invitation"}),
        session_type="awards",
        strand_id=StrandFactory(
            edition=session.edition, code="sme", name=LazyI18nString({"en": "SME"})
        ).pk,
        language="fr",
        interpretation=["en", "ar"],
        has_captions=True,
        session_format="both",
        join_url="https://meet.example.org/secret",
        seats=None,
        open_to=["member_state"],
    )
    title = str(session.title)

    assert pending(session).lines == [
        Line("On site or online", "On site", "On site and online"),
        Line("Title", title, "Closed networks"),
        Line("Abstract", "", "new text"),
        Line("Label", "", "By invitation"),
        Line("Type", "Forum session", "Awards"),
        Line("Strand", "Forum", "SME"),
        Line("Language on the floor", "English", "French"),
        Line("Interpretation into", "", "Arabic, English"),
        Line("Captions", "no", "yes"),
        Line("Link to join", "", "a new link"),
        Line("Seats", "20", "no limit"),
        Line("Open to", "everyone", "member state"),
    ]


def test_the_stage_reads_as_who_left_and_who_came():
    session = SessionFactory(published=True)
    role = SessionRoleFactory(session=session, speaker__name="Ana Sample")
    SessionRoleFactory(session=session, speaker__name="Binh Sample", role="moderator")
    publish(session.edition)
    other = SpeakerFactory(edition=session.edition, name="Chi Sample")
    casting.replace(role.pk, other.pk, by=None, now=MAY)

    assert pending(session).lines == [
        Line("On stage", "Panellist: Ana Sample", "Panellist: Chi Sample")
    ]


def test_another_order_on_stage_is_a_line_too():
    session = SessionFactory(published=True)
    SessionRoleFactory(session=session, speaker__name="Ana Sample", order=1)
    role = SessionRoleFactory(session=session, speaker__name="Binh Sample", order=2)
    publish(session.edition)
    casting.place(role.pk, 0, by=None, now=MAY)

    assert pending(session).lines == [
        Line("Order on stage", "Ana Sample, Binh Sample", "Binh Sample, Ana Sample")
    ]


def test_words_of_another_language_are_named_as_such():
    session = published()
    plan(session, title=LazyI18nString(session.title.data | {"vi": "Mạng mở"}))

    assert pending(session).lines == [Line("Title", "", "changed in other languages")]


@pytest.mark.parametrize(("language", "word"), [("fr", "Titre"), ("ar", "العنوان")])
def test_the_title_of_a_session_is_not_that_of_a_person(language, word):
    session = published()
    plan(session, title=LazyI18nString({"en": "Closed networks"}))

    with translation.override(language):
        assert [line.what for line in pending(session).lines] == [word]


def test_a_new_session_reads_as_all_that_it_has():
    session = SessionFactory(published=True, strand=None)

    change = pending(session)

    assert (change.before, change.kind, change.concerns) == (None, "added", False)
    assert [(line.what, line.was) for line in change.lines] == [
        ("State", ""),
        ("Time", ""),
        ("Room", ""),
        ("On site or online", ""),
        ("Title", ""),
        ("Type", ""),
        ("Language on the floor", ""),
        ("Captions", ""),
        ("Seats", ""),
        ("Open to", ""),
    ]


def test_a_session_that_lost_its_time_says_what_to_wait_for():
    session = published()
    name = str(session.room.name)
    scheduling.unplace(session.pk, by=None, now=MAY)

    assert pending(session).lines == [
        Line("State", "Published", "Time to be confirmed"),
        Line("Time", "Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi", "Time to be confirmed"),
        Line("Room", name, "Room to be confirmed"),
    ]


def test_the_log_of_a_release_stays_as_it_was_whatever_follows():
    session = published()
    plan(session, title=LazyI18nString({"en": "Closed networks"}))
    second = publish(session.edition)
    plan(session, title=LazyI18nString({"en": "No networks"}))
    publish(session.edition)

    (row,) = changes.release_log(session.edition_id, second.number)

    assert (row.code, row.title, row.kind_name, row.lines) == (
        session.code,
        "Closed networks",
        "Other details",
        [Line("Title", str(session.title), "Closed networks")],
    )


def test_equal_words_are_equal_however_they_are_kept():
    assert changes.plain(LazyI18nString("Open")) == changes.plain(
        LazyI18nString({"en": "Open", "vi": ""})
    )
    assert changes.plain(LazyI18nString("")) == changes.plain(LazyI18nString({}))
    assert changes.plain(["fr", "ar"]) == changes.plain(["ar", "fr"])


def test_reading_costs_the_same_for_one_session_and_for_many(
    django_assert_num_queries,
):
    edition = published().edition
    for _ in range(9):
        session = SessionFactory(edition=edition, published=True)
        SessionRoleFactory(session=session)
        SessionRoleFactory(session=session)
    publish(edition)
    for session in edition.sessions.all():
        plan(session, seats=7)

    with django_assert_num_queries(3):
        assert [len(change.lines) for change in changes.pending(edition.pk)] == [1] * 10
    publish(edition)
    with django_assert_num_queries(3):
        assert [len(row.lines) for row in changes.release_log(edition.pk, 3)] == (
            [1] * 10
        )
