"""schedule.json and schedule.xml, held against the public rules for them."""

import json
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

import pytest
from django.utils import translation
from i18nfield.strings import LazyI18nString

from conference.editions import standing as edition_standing
from conference.programme import standing
from conference.programme.exchange import schedule_json, schedule_xml
from conference.programme.exchange.schedule import code_of, id_of, schedule_of
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    ProgrammeFactory,
    RoomFactory,
    SessionFactory,
    SessionVersionFactory,
    SpeakerFactory,
    VersionRoleFactory,
)
from tests.support.frab_rules import json_faults, xml_faults

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def public(code, *, at=MONDAY_9, length=HOUR, **facts):
    session = SessionFactory(
        code=code,
        published=facts.get("state", "published") == "published",
        starts_at=at,
        ends_at=at + length,
        **{key: facts.pop(key) for key in ("title", "room") if key in facts},
    )
    ProgrammeFactory(edition=session.edition)
    return SessionVersionFactory(session=session, **facts)


@pytest.fixture
def programme():
    """Two days, two rooms, one person in two roles, and what has no place here."""
    hall = RoomFactory(name=LazyI18nString({"en": "Hall A", "vi": "Sảnh A"}), seats=300)
    first = public(
        "C-00010155",
        length=HOUR * 1.5,
        room=hall,
        title=LazyI18nString({"en": "Affordable access", "vi": "Giá cả hợp lý"}),
        abstract=LazyI18nString({"en": "Cutting <the> cost & more\x0b"}),
        label=LazyI18nString({"en": "Fictional"}),
        interpretation=["fr", "vi"],
        has_captions=True,
        session_format="both",
        join_url="https://meet.example.org/secret",
    )
    an = SpeakerFactory(name="Đặng An", code="dang-an")
    VersionRoleFactory(version=first, speaker=an, role="opening_remarks", order=1)
    VersionRoleFactory(version=first, speaker=an, role="moderator", order=2)
    public("C-00000001", at=MONDAY_9 + DAY, room=hall)
    public("C-00000002", at=MONDAY_9 + DAY)
    public("C-00000003", state="cancelled", at=MONDAY_9 + 2 * DAY)
    waits = SessionFactory(code="C-00000004", unplaced=True)
    SessionVersionFactory(session=waits, state="tbc")


def read():
    return schedule_of(standing.snapshot(), edition_standing.record())


def test_both_files_keep_every_public_rule(programme):
    schedule = read()

    assert json_faults(json.loads(schedule_json.write(schedule))) == []
    assert xml_faults(schedule_xml.write(schedule)) == []


def test_a_broken_file_is_seen_by_the_rules(programme):
    document = json.loads(schedule_json.write(read()))
    conference = document["schedule"]["conference"]
    event = conference["days"][0]["rooms"]["Hall A"][0]
    event |= {"duration": "90", "colour": "red", "guid": "x"}
    conference["daysCount"] = 9

    assert sorted(json_faults(document)) == [
        "daysCount",
        "event 10155: colour is not known",
        "event 10155: duration is '90'",
        "event 10155: guid is 'x'",
    ]
    text = schedule_xml.write(read()).replace('index="2"', 'index="1"')
    assert xml_faults(text) == ["index is not unique"]


def test_days_rooms_and_events_stand_where_apps_look_for_them(programme):
    conference = json.loads(schedule_json.write(read()))["schedule"]["conference"]

    assert {key: conference[key] for key in ("acronym", "title", "start", "end")} == {
        "acronym": "digital_world_2021",
        "title": "ITU Digital World 2020",
        "start": "2020-09-07",
        "end": "2020-09-08",
    }
    assert [
        (day["index"], day["date"], day["day_start"], day["day_end"])
        for day in conference["days"]
    ] == [
        (1, "2020-09-07", "2020-09-07T06:00:00+07:00", "2020-09-08T06:00:00+07:00"),
        (2, "2020-09-08", "2020-09-08T06:00:00+07:00", "2020-09-09T06:00:00+07:00"),
    ]
    (event,) = conference["days"][0]["rooms"]["Hall A"]
    people = event.pop("persons")
    assert event == {
        "guid": str(
            uuid5(
                NAMESPACE_URL,
                "urn:digital-world:session:"
                "session-C-00010155@digital-world.example.org",
            )
        ),
        "id": 10155,
        "date": "2020-09-07T09:00:00+07:00",
        "start": "09:00",
        "duration": "01:30",
        "room": "Hall A",
        "slug": "c-00010155",
        "url": "http://127.0.0.1:8000/programme/sessions/C-00010155/",
        "title": "Affordable access",
        "subtitle": "Fictional",
        "track": "Forum",
        "type": "Forum session",
        "language": "en",
        "abstract": "Cutting <the> cost & more\x0b",
        "description": "On site and online\n"
        "Interpretation into: French, Vietnamese\n"
        "With captions\n"
        "Opening remarks: Đặng An, Director of Samples, Ministry of Samples\n"
        "Moderator: Đặng An, Director of Samples, Ministry of Samples",
        "recording_license": "",
        "do_not_record": None,
        "links": [
            {
                "url": "http://127.0.0.1:8000/programme/sessions/C-00010155/session.ics",
                "title": "iCalendar",
            }
        ],
        "attachments": [],
        "answers": [],
    }
    assert [person["public_name"] for person in people] == ["Đặng An"]


def test_xml_says_the_same_as_json(programme):
    schedule = read()
    document = json.loads(schedule_json.write(schedule))
    events = {
        event["id"]: event
        for day in document["schedule"]["conference"]["days"]
        for held in day["rooms"].values()
        for event in held
    }
    # What JSON can say and XML cannot.
    events[10155]["abstract"] = "Cutting <the> cost & more "
    root = Xml.fromstring(schedule_xml.write(schedule).encode())

    told = {
        int(event.get("id")): {
            "guid": event.get("guid"),
            **{child.tag: child.text or "" for child in event if len(child) == 0},
            "persons": [person.text for person in event.iterfind("persons/person")],
            "links": [link.get("href") for link in event.iterfind("links/link")],
        }
        for event in root.iter("event")
    }

    wanted = {
        key: {
            **{
                name: event[name]
                for name in told[key]
                if name not in {"persons", "links", "attachments"}
            },
            "persons": [person["name"] for person in event["persons"]],
            "links": [link["url"] for link in event["links"]],
        }
        for key, event in events.items()
    }
    for event in told.values():
        event.pop("attachments", None)
    assert told == wanted


def test_cancelled_and_unplaced_sessions_have_no_place(programme):
    days = read().days

    codes = {
        code_of(event.id)
        for day in days
        for _name, events in day.rooms
        for event in events
    }
    assert codes == {"C-00010155", "C-00000001", "C-00000002"}


def test_what_begins_in_the_night_belongs_to_the_evening_before():
    public("C-00000001", at=MONDAY_9 + 16 * HOUR)
    public("C-00000002", at=MONDAY_9 + 21 * HOUR)

    days = read().days

    assert [
        (day.date.isoformat(), [event.starts_at.isoformat() for event in events])
        for day in days
        for _name, events in day.rooms
    ] == [
        ("2020-09-07", ["2020-09-08T01:00:00+07:00"]),
        ("2020-09-08", ["2020-09-08T06:00:00+07:00"]),
    ]


def test_giggity_sees_within_a_thousand_signs_what_the_file_is(programme):
    head = schedule_xml.write(read())[:1024]

    assert "<schedule" in head
    assert "<conference" in head


def test_no_link_to_join_is_public(programme):
    schedule = read()

    assert "meet.example" not in schedule_json.write(schedule)
    assert "meet.example" not in schedule_xml.write(schedule)


def test_words_are_in_the_language_of_the_reader(programme):
    with translation.override("vi"):
        events = dict(read().days[0].rooms)

    assert [event.title for event in events["Sảnh A"]] == ["Giá cả hợp lý"]


def test_a_guid_stays_when_the_session_moves_and_is_renamed():
    version = public("C-00010155")
    before = read().days[0].rooms[0][1][0].guid
    version.session.versions.update(replaced_in=version.release)
    session = version.session
    session.title = LazyI18nString({"en": "Other"})
    session.starts_at = MONDAY_9 + DAY
    session.ends_at = MONDAY_9 + DAY + HOUR
    SessionVersionFactory(session=session)
    standing.forget()

    (event,) = read().days[0].rooms[0][1]

    assert (event.title, event.guid) == ("Other", before)


def test_without_any_time_there_is_no_schedule():
    session = SessionFactory(code="C-00000004", unplaced=True)
    ProgrammeFactory(edition=session.edition)
    SessionVersionFactory(session=session, state="tbc")

    assert read() is None


@pytest.mark.parametrize("code", ["C-00000001", "C-99999999", "C-00000000"])
def test_a_code_comes_back_from_its_id(code):
    assert id_of(code) >= 1
    assert code_of(id_of(code)) == code
