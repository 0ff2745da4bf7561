"""What people type finds what they mean."""

import time

import pytest
from i18nfield.strings import LazyI18nString

from conference.programme import standing
from conference.programme.queries import search
from tests.factories.editions import EditionFactory
from tests.factories.programme import (
    ProgrammeFactory,
    SessionFactory,
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


def shown(edition, *, by=None, abstract="", **facts):
    session = SessionFactory(edition=edition, published=True, **facts)
    version = SessionVersionFactory(session=session, abstract=abstract)
    if by:
        speaker = SpeakerFactory(edition=edition, name=by)
        VersionRoleFactory(version=version, speaker=speaker)
    return session


def found(text):
    snapshot = standing.snapshot()
    worth = search.find(snapshot, text)
    order = sorted(worth, key=lambda pk: -worth[pk])
    return [snapshot.by_pk[pk].code for pk in order]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dang", "Đặng Thị Hồng"),
        ("ĐẶNG", "Dang Thi Hong"),
        ("thi dang", "Đặng Thị Hồng"),
        ("hon", "Đặng Thị Hồng"),
        ("muller", "Jürgen Müller"),
        ("ozturk", "Ayşe Öztürk"),
        ("соловьев", "Соловьёв"),
        ("احمد", "أَحْمَد"),
        ("李", "李明"),
        ("o brien", "Seán O’Brien"),
    ],
)
def test_a_name_is_found_as_people_type_it(edition, typed, meant):
    session = shown(edition, by=meant)
    shown(edition, by="Somebody Else")

    assert found(typed) == [session.code]


def test_titles_abstracts_and_codes_are_found_in_every_language(edition):
    title = LazyI18nString({"en": "Open networks", "vi": "Mạng mở", "ar": "شبكات"})
    session = shown(
        edition,
        title=title,
        abstract=LazyI18nString({"fr": "Câbles sous-marins"}),
        code="C-00010155",
    )
    shown(edition, title="Something else")

    for typed in ("mang mo", "cables", "شبكات", "10155", "c-00010155", "OPEN net"):
        assert found(typed) == [session.code], typed


def test_what_stands_in_the_title_comes_first(edition):
    mentioned = shown(edition, title="Money", abstract="About spectrum.")
    titled = shown(edition, title="Spectrum for schools")

    assert found("spectrum") == [titled.code, mentioned.code]


def test_each_word_must_be_somewhere(edition):
    shown(edition, title="Open networks")

    assert found("open spectrum") == []


@pytest.mark.parametrize("typed", ["", "   ", "-", "?!"])
def test_who_typed_nothing_is_shown_everything(edition, typed):
    assert search.find(standing.snapshot() or shown(edition), typed) is None


def test_a_person_being_typed_is_offered(edition):
    shown(edition, by="Đặng Thị Hồng")
    shown(edition, by="Somebody Else")

    people = search.people(standing.snapshot(), "dan")

    assert [person.name for person in people] == ["Đặng Thị Hồng"]


def test_a_search_through_three_hundred_sessions_takes_milliseconds(edition):
    for number in range(30):
        shown(edition, by=f"Đặng {number}", abstract="Words " * 300)
    snapshot = standing.snapshot()
    search.find(snapshot, "warm")

    began = time.perf_counter()
    for _ in range(10):
        search.find(snapshot, "dang words")

    assert time.perf_counter() - began < 0.5
