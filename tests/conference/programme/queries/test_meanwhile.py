import pytest
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from conference.programme.models import Session
from conference.programme.queries import meanwhile
from conference.programme.queries.meanwhile import Line
from tests.factories.people import UserFactory
from tests.factories.programme import HOUR, MAY, RoomFactory, SessionFactory

pytestmark = pytest.mark.django_db


def change(session, by, **facts):
    for name, value in facts.items():
        setattr(session, name, value)
    session.version += 1
    session.changed_by = by
    session.changed_at = MAY
    session.save()
    return Session.objects.get(pk=session.pk)


def test_the_second_organiser_reads_who_changed_what_from_what_to_what():
    an = UserFactory()
    session = SessionFactory(room=RoomFactory(name={"en": "Hall A"}))
    there = RoomFactory(name={"en": "Room 2"})
    change(session, an, room=there, has_captions=True)
    session = change(
        session,
        an,
        starts_at=session.starts_at + HOUR,
        ends_at=session.ends_at + HOUR,
        interpretation=["fr"],
    )

    found = meanwhile.changes_since(session, 1)

    assert (found.by, found.at) == (str(an), MAY)
    assert found.lines == (
        Line("room", "Room", "Hall A", "Room 2"),
        Line(
            "day",
            "Time",
            "7 Sep 2020, 09:00 to 10:00",
            "7 Sep 2020, 10:00 to 11:00",
        ),
        Line("interpretation", "Interpretation into", "–", "Français"),
        Line("has_captions", "With captions", "No", "Yes"),
    )


def test_words_that_others_changed_are_read_in_the_language_of_the_reader():
    session = SessionFactory(title={"en": "Spectrum"}, abstract={"en": "Why", "vi": ""})
    session = change(
        session,
        UserFactory(),
        title=LazyI18nString({"en": "Spectrum for all"}),
        abstract=LazyI18nString({"en": "Why", "vi": "Vì sao"}),
        session_type=Session.Type.PITCHING,
    )

    assert meanwhile.changes_since(session, 1).lines == (
        Line("title", "Title", "Spectrum", "Spectrum for all"),
        Line("abstract", "Abstract", "", "changed in other languages"),
        Line("session_type", "Type", "Forum session", "Pitching"),
    )


@pytest.mark.parametrize(("language", "word"), [("vi", "Tên phiên"), ("ar", "العنوان")])
def test_the_title_of_a_session_is_not_that_of_a_person(language, word):
    with override(language):
        assert meanwhile.what("title") == word


def test_who_saw_the_newest_version_missed_nothing():
    assert meanwhile.changes_since(SessionFactory(), 1) is None


def test_a_version_that_never_was_tells_of_no_line():
    session = change(SessionFactory(), UserFactory(), seats=3)

    assert meanwhile.changes_since(session, 0).lines == ()
