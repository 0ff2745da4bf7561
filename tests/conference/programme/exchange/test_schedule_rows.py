"""schedule.xml read again: ours whole, others as far as they tell."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from i18nfield.strings import LazyI18nString

from conference.editions import standing as edition_standing
from conference.programme import standing
from conference.programme.exchange import applying, comparing, schedule_xml
from conference.programme.exchange.reading import (
    FileTooHeavy,
    NothingInside,
    TooManyRows,
)
from conference.programme.exchange.schedule import schedule_of
from conference.programme.exchange.schedule_rows import (
    Names,
    NoSchedule,
    is_schedule,
    read,
)
from conference.programme.models import Upload
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MAY,
    ProgrammeFactory,
    RoomFactory,
    SessionFactory,
    SessionVersionFactory,
)

NOBODYS = Names({}, {})


@pytest.fixture
def session():
    session = SessionFactory(
        code="C-00010155",
        published=True,
        title=LazyI18nString({"en": "Affordable access", "vi": "Giá cả hợp lý"}),
        room=RoomFactory(
            code="hall-a", name=LazyI18nString({"en": "Hall A", "vi": "Sảnh A"})
        ),
    )
    ProgrammeFactory(edition=session.edition)
    SessionVersionFactory(
        session=session,
        abstract=LazyI18nString({"en": "Cutting <the> cost\nand more"}),
        label=LazyI18nString({"en": "Fictional"}),
        session_type="masterclass",
        language="zh-hans",
        ends_at=session.starts_at + HOUR * 1.5,
    )
    return session


def written():
    schedule = schedule_of(standing.snapshot(), edition_standing.record())
    return schedule_xml.write(schedule).encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["Affordable access", "Fictional", "Cutting <the> cost\nand more"]),
        ("vi", ["Giá cả hợp lý", "Fictional", "Cutting <the> cost\nand more"]),
    ],
)
def test_our_own_file_comes_back_as_it_was(session, language, texts):
    with translation.override(language):
        content = written()

    sheet = read(content, Names.of(session.edition_id))

    assert sheet.header == [
        "code",
        *(f"{name}_{language}" for name in ("title", "label", "abstract")),
        "type",
        "strand",
        "room",
        "starts",
        "ends",
        "language",
    ]
    ((line, cells),) = sheet.rows
    assert content.decode().splitlines()[line - 1].strip().startswith("<event ")
    assert cells == [
        "C-00010155",
        *texts,
        "masterclass",
        "forum",
        "hall-a",
        "2020-09-07 09:00:00+07:00",
        "2020-09-07 10:30:00+07:00",
        "zh-hans",
    ]


def test_a_session_that_ends_after_the_last_year_is_told_as_it_is():
    event = foreign(date="9999-12-31T23:00:00+00:00", duration="99:00")

    ((_line, cells),) = read(event, NOBODYS).rows

    assert cells[7:9] == ["9999-12-31 23:00:00+00:00", "99:00"]


@pytest.mark.django_db
def test_names_are_read_in_two_statements(session, django_assert_num_queries):
    RoomFactory.create_batch(3, edition=session.edition)

    with django_assert_num_queries(2):
        Names.of(session.edition_id)


def foreign(event='id="7"', day='date="2020-09-07"', **more):
    facts = {
        "date": "2020-09-07T09:00:00+02:00",
        "start": "09:00",
        "duration": "00:45",
        "room": "Saal Ä",
        "title": "Open networks",
        "track": "Soft & Hardware".replace("&", "&amp;"),
        "type": "lecture",
        "language": "en-US",
        "description": "Only here.",
        **more,
    }
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in facts.items())
    return (
        f"<schedule><version>1</version><conference/><day {day}><room name='x'>"
        f"<event {event}>{inside}</event></room></day></schedule>"
    ).encode()


def cells_of(content):
    sheet = read(content, NOBODYS)
    ((_line, cells),) = sheet.rows
    return dict(zip(sheet.header, cells, strict=True))


def test_a_file_of_another_program_is_read_as_far_as_it_tells():
    assert cells_of(foreign()) == {
        "code": "C-00000007",
        "title_en": "Open networks",
        "label_en": "",
        "abstract_en": "Only here.",
        "type": "forum_panel",
        "strand": "soft-hardware",
        "room": "saal-a",
        "starts": "2020-09-07 09:00:00+02:00",
        "ends": "2020-09-07 09:45:00+02:00",
        "language": "en",
    }


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"event": 'id="x1"'}, {"code": "x1"}),
        ({"event": 'id="0"'}, {"code": "0"}),
        ({"event": 'id="9999999999999"'}, {"code": "9999999999999"}),
        ({"event": 'guid="x"'}, {"code": ""}),
        ({"event": 'id="100000000"'}, {"code": "C-00000000"}),
        (
            {"date": "7 Sept"},
            {"starts": "2020-09-07 09:00", "ends": "00:45"},
        ),
        ({"duration": "long"}, {"ends": "long"}),
        ({"duration": "26:00"}, {"ends": "2020-09-08 11:00:00+02:00"}),
        ({"language": ""}, {"language": "en"}),
        ({"language": "zh_CN"}, {"language": "zh-hans"}),
        ({"language": "de"}, {"language": "de"}),
        ({"title": "=1+1"}, {"title_en": "'=1+1"}),
        ({"type": "Pitching"}, {"type": "pitching"}),
        ({"track": ""}, {"strand": ""}),
        ({"abstract": "Short.", "description": "Long."}, {"abstract_en": "Short."}),
    ],
)
def test_what_cannot_be_read_stays_for_the_table_to_tell(facts, told):
    cells = cells_of(foreign(**facts))

    assert {name: cells[name] for name in told} == told


BOMB = (
    b'<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b"<schedule>&b;</schedule>"
)
OUTSIDE = (
    b'<!DOCTYPE s [<!ENTITY f SYSTEM "file:///etc/passwd">]><schedule>&f;</schedule>'
)


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        BOMB.decode().encode("utf-16"),
        OUTSIDE,
        b"<!DOCTYPE schedule><schedule/>",
        b"<schedule>",
        b"<html/>",
        b"",
        b"code,title_en",
        b"<schedule>&nbsp;</schedule>",
        b"\x00\x01<",
        b'<?xml version="1.0" encoding="nonsense"?><schedule/>',
        b"<schedule>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</schedule>",
    ],
)
def test_what_is_no_schedule_is_refused(content):
    with pytest.raises(NoSchedule):
        read(content, NOBODYS)


def test_a_file_without_events_too_many_or_too_heavy_is_refused():
    event = b"<event id='1'/>"
    full = b"<schedule><day><room>" + event * 20_001 + b"</room></day></schedule>"

    with pytest.raises(NothingInside):
        read(b"<schedule/>", NOBODYS)
    with pytest.raises(TooManyRows):
        read(full, NOBODYS)
    with pytest.raises(FileTooHeavy):
        read(b"<schedule>" + b" " * 5 * 1024 * 1024, NOBODYS)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_are_an_error(content):
    for made in (content, b"<schedule>" + content):
        with pytest.raises((NoSchedule, NothingInside)):
            read(made, NOBODYS)


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (foreign(), True),
        (b"\xef\xbb\xbf  <?xml version='1.0'?>", True),
        ("<schedule/>".encode("utf-16"), True),
        (b"code;title_en", False),
        (b"PK\x03\x04", False),
        (b"", False),
    ],
)
def test_a_schedule_is_told_from_a_table_by_its_beginning(content, is_one):
    assert is_schedule(content) is is_one


def as_released(session):
    """Plan what the public reads."""
    version = session.versions.get()
    for name in ("abstract", "label", "session_type", "language", "ends_at"):
        setattr(session, name, getattr(version, name))
    session.save()


@pytest.mark.django_db
def test_what_was_given_out_and_brought_again_changes_nothing(session):
    as_released(session)

    upload = applying.bring(
        session.edition_id,
        Upload.Kind.SESSIONS,
        name="schedule.xml",
        content=written(),
        by=UserFactory(),
        now=MAY,
    )
    found = comparing.compare(upload)

    assert (found.new, found.changed, found.bad, found.same) == ([], [], [], 1)


@pytest.mark.django_db
def test_a_moved_event_is_a_difference_and_an_unknown_room_a_sentence(session):
    as_released(session)
    later = written().replace(b"T09:00:00", b"T11:00:00")
    elsewhere = written().replace(b"<room>Hall A", b"<room>Hall Z")

    moved, lost = (
        comparing.compare(
            applying.bring(
                session.edition_id,
                Upload.Kind.SESSIONS,
                name="schedule.xml",
                content=content,
                by=UserFactory(),
                now=MAY,
            )
        )
        for content in (later, elsewhere)
    )

    (row,) = moved.changed
    assert sorted(difference.column for difference in row.differences) == [
        "ends",
        "starts",
    ]
    (bad,) = lost.bad
    assert (bad.column, bad.cell) == ("room", "hall-z")
    assert bad.sentence == "There is no room “hall-z”. Import the rooms first."
