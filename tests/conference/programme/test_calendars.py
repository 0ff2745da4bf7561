"""Calendar objects of sessions, read by the model of a calendar."""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from i18nfield.strings import LazyI18nString
from icalendar import Calendar

from conference.programme import standing
from conference.programme.calendars import (
    Entry,
    _text,
    addressed_to,
    calendar_of,
    feed_calendar,
    session_calendar,
)
from conference.programme.models import SessionVersion
from tests.factories.programme import (
    HOUR,
    MAY,
    MONDAY_9,
    ProgrammeFactory,
    ReleaseFactory,
    RoomFactory,
    SessionChangeFactory,
    SessionFactory,
    SessionVersionFactory,
)
from tests.support.calendar_client import CalendarClient, Shown, events_of, read

pytestmark = pytest.mark.django_db
LINH = "linh@example.org"
DAY = timedelta(days=1)
UID = "session-C-00010155@digital-world.example.org"


def version_of(session, number, **facts):
    """Return the version that release `number` shows, its sequence as many moves."""
    release = ReleaseFactory(
        edition=session.edition, number=number, published_at=MAY + number * DAY
    )
    session.versions.filter(replaced_in=None).update(replaced_in=release)
    return SessionVersionFactory(
        session=session, release=release, sequence=number - 1, **facts
    )


@pytest.fixture
def session():
    return SessionFactory(
        code="C-00010155",
        published=True,
        title=LazyI18nString({"en": "Affordable access", "fr": "Un accès abordable"}),
        room=RoomFactory(
            name=LazyI18nString({"en": "Hall A"}),
            place=LazyI18nString({"en": "Level 2"}),
        ),
    )


@pytest.fixture
def first(session):
    return version_of(session, 1)


def asked(version, **more):
    return session_calendar(
        version,
        method="REQUEST",
        attendee=LINH,
        now=version.release.published_at + HOUR,
        **more,
    )


def cancelled(version, **more):
    return session_calendar(
        version,
        method="CANCEL",
        attendee=LINH,
        now=version.release.published_at + HOUR,
        **more,
    )


def shown(title, starts_at, place="Hall A, Level 2"):
    return Shown(title, starts_at, starts_at + HOUR, place, "CONFIRMED", busy=True)


def to_be_confirmed(session, number):
    return version_of(session, number, state="tbc", starts_at=None, ends_at=None)


def test_a_session_is_an_entry_in_event_time_with_all_a_guest_needs(first):
    (event,) = events_of(asked(first))

    assert str(event["UID"]) == UID
    assert event["DTSTART"].dt.isoformat() == "2020-09-07T09:00:00+07:00"
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["DTEND"].dt.isoformat() == "2020-09-07T10:00:00+07:00"
    assert event["DTSTAMP"].dt == MAY + DAY + HOUR
    assert event["LAST-MODIFIED"].dt == MAY + DAY
    assert str(event["LOCATION"]) == "Hall A, Level 2"
    assert str(event["ATTENDEE"]) == f"mailto:{LINH}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert str(event["URL"]).endswith("/programme/sessions/C-00010155/")


def test_who_asks_for_a_public_file_is_not_named_in_it(first):
    text = session_calendar(first, method="PUBLISH", attendee=LINH, now=MAY)

    assert "ATTENDEE" not in text
    assert LINH not in text


def test_a_calendar_written_for_all_is_addressed_as_if_written_for_one(first, session):
    session.abstract = "END:VEVENT\n\r\nEND:VEVENT\r\n" + "Long words. " * 9
    follow = version_of(session, 2)
    for_all = session_calendar(follow, method="REQUEST", before=first, now=MAY)

    assert addressed_to(LINH, for_all) == session_calendar(
        follow, method="REQUEST", before=first, attendee=LINH, now=MAY
    )
    assert addressed_to(LINH, "") == ""


def test_no_link_to_join_ever_stands_in_a_calendar(session):
    version = version_of(session, 1, join_url="https://meet.example.org/secret")

    assert "meet.example" not in asked(version)
    assert "meet.example" not in feed_calendar([Entry(version)], name="x", now=MAY)


@pytest.mark.parametrize(
    ("session_format", "place"),
    [
        ("on_site", "Hall A, Level 2"),
        ("both", "Hall A, Level 2, and online"),
        ("online", "Hall A, Level 2"),
    ],
)
def test_the_place_says_on_site_or_online(session, session_format, place):
    version = version_of(session, 1, session_format=session_format)

    assert str(events_of(asked(version))[0]["LOCATION"]) == place


def test_a_move_arrives_in_the_calendar_with_its_old_place_in_the_text(session, first):
    client = CalendarClient()
    client.take(asked(first))
    moved = version_of(
        session, 2, starts_at=MONDAY_9 + DAY, ends_at=MONDAY_9 + DAY + HOUR
    )
    text = asked(moved, before=first, lines=["WAS  Mon", "NOW  Tue"])

    client.take(text)

    assert client.entries == {UID: shown("Moved: Affordable access", MONDAY_9 + DAY)}
    assert str(events_of(text)[0]["DESCRIPTION"]).startswith("WAS  Mon\nNOW  Tue\n\n")


def test_the_title_says_moved_for_seven_days(session, first):
    moved = version_of(
        session, 2, starts_at=MONDAY_9 + DAY, ends_at=MONDAY_9 + DAY + HOUR
    )
    at = moved.release.published_at

    titles = [
        str(
            events_of(session_calendar(moved, method="PUBLISH", before=first, now=now))[
                0
            ]["SUMMARY"]
        )
        for now in (at, at + 7 * DAY - HOUR, at + 7 * DAY)
    ]

    assert titles == [
        "Moved: Affordable access",
        "Moved: Affordable access",
        "Affordable access",
    ]


def test_other_words_are_no_move(session, first):
    renamed = version_of(session, 2, title=LazyI18nString({"en": "Access for all"}))

    (event,) = events_of(asked(renamed, before=first))

    assert str(event["SUMMARY"]) == "Access for all"


def test_time_to_be_confirmed_takes_the_slot_out_and_a_new_time_brings_it_back(
    session, first
):
    client = CalendarClient()
    seen = []
    client.take(asked(first))
    waits = to_be_confirmed(session, 2)
    text = asked(waits, before=first)
    client.take(text)
    seen.append(client.entries)
    again = version_of(
        session, 3, starts_at=MONDAY_9 + 2 * DAY, ends_at=MONDAY_9 + 2 * DAY + HOUR
    )
    client.take(asked(again, before=waits))
    seen.append(client.entries)

    (event,) = events_of(text)
    assert str(read(text)["METHOD"]) == "CANCEL"
    assert str(event["SUMMARY"]) == "Time to be confirmed: Affordable access"
    assert event["DTSTART"].dt == MONDAY_9
    assert seen == [{}, {UID: shown("Affordable access", MONDAY_9 + 2 * DAY)}]


def test_a_session_that_never_had_a_time_brings_no_file(session):
    waits = to_be_confirmed(session, 1)

    assert asked(waits) == cancelled(waits) == ""
    assert events_of(session_calendar(waits, method="PUBLISH", now=MAY)) == []


def test_a_cancelled_session_leaves_the_calendar_and_says_so(session, first):
    client = CalendarClient()
    client.take(asked(first))
    off = version_of(session, 2, state="cancelled")
    text = asked(off, before=first)

    client.take(text)

    assert client.entries == {}
    (event,) = events_of(text)
    assert str(event["SUMMARY"]) == "Cancelled: Affordable access"
    assert (event["SEQUENCE"], event["STATUS"]) == (1, "CANCELLED")


def test_a_seat_given_back_leaves_the_calendar_though_the_session_takes_place(first):
    client = CalendarClient()
    client.take(asked(first, step=1))
    client.take(cancelled(first, step=1))
    still_there = client.entries
    text = cancelled(first, step=2)
    client.take(text)
    gone = client.entries
    client.take(asked(first, step=3))

    assert still_there == client.entries == {UID: shown("Affordable access", MONDAY_9)}
    assert gone == {}
    assert str(events_of(text)[0]["SUMMARY"]) == "Affordable access"


def test_all_generations_in_any_order_end_in_the_same_calendar(session, first):
    """Taken, moved, unplaced, given a time, cancelled, revived, given back, taken."""
    tuesday = version_of(
        session, 2, starts_at=MONDAY_9 + DAY, ends_at=MONDAY_9 + DAY + HOUR
    )
    waits = to_be_confirmed(session, 3)
    placed = version_of(session, 4)
    off = version_of(session, 5, state="cancelled")
    back = version_of(session, 6, room=RoomFactory(name="Hall B", place=""))
    texts = [
        asked(first),
        asked(tuesday, before=first),
        asked(waits, before=tuesday),
        asked(placed, before=waits),
        asked(off, before=placed),
        asked(back, before=off),
        cancelled(back, step=1),
        asked(back, step=2),
    ]
    orders = [texts, texts[::-1], *_shuffles(texts, 200)]
    ends = []

    for order in orders:
        client = CalendarClient()
        for text in order:
            client.take(text)
        ends.append((client.entries, client.sequences))

    end = ({UID: shown("Affordable access", MONDAY_9, "Hall B")}, {UID: 7})
    assert [found for found in ends if found != end] == []


def _shuffles(texts, count):
    dice = random.Random(7)
    return [dice.sample(texts, len(texts)) for _ in range(count)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_cancellation_that_comes_last_or_first_wins(session, first, order):
    off = version_of(session, 2, state="cancelled")
    texts = [asked(first), asked(first, lines=["again"]), asked(off, before=first)]
    client = CalendarClient()

    for at in order:
        client.take(texts[at])

    assert client.entries == {}


def test_a_feed_shows_what_is_taken_starred_and_cancelled(session, first):
    star = version_of(SessionFactory(code="C-00000002", published=True), 2)
    off = version_of(SessionFactory(code="C-00000003"), 3, state="cancelled")
    waits = to_be_confirmed(SessionFactory(code="C-00000004"), 4)
    entries = [
        Entry(first, step=2),
        Entry(star, status="TENTATIVE", busy=False, note="You starred this session."),
        Entry(off),
        Entry(waits),
    ]

    text = feed_calendar(entries, name="My agenda; Linh", now=MAY)

    calendar = read(text)
    assert str(calendar["X-WR-CALNAME"]) == "My agenda\\; Linh"
    assert [
        (
            int(event["SEQUENCE"]),
            str(event["STATUS"]),
            str(event["TRANSP"]),
            str(event["DESCRIPTION"]).split("\n")[0][:25],
        )
        for event in calendar.walk("VEVENT")
    ] == [
        (2, "CONFIRMED", "OPAQUE", "http://127.0.0.1:8000/pro"),
        (1, "TENTATIVE", "TRANSPARENT", "You starred this session."),
        (2, "CANCELLED", "OPAQUE", "http://127.0.0.1:8000/pro"),
    ]


def follow(session, *facts):
    """Publish these versions one after the other, and return what is public then."""
    ProgrammeFactory(edition=session.edition)
    versions = [
        version_of(session, number, **told)
        for number, told in enumerate(facts, start=1)
    ]
    for before, after in pairwise(versions):
        SessionChangeFactory(
            after=after,
            before=before,
            kind="moved",
            concerns=True,
            made_at=after.release.published_at,
        )
    standing.forget()
    return standing.snapshot().by_pk[session.pk]


def told_of(session, now):
    (event,) = events_of(feed_calendar([Entry(session)], name="x", now=now))
    lines = str(event["DESCRIPTION"]).split("\n")
    return str(event["SUMMARY"]), str(event["STATUS"]), event["DTSTART"].dt, lines


TUESDAY = {"starts_at": MONDAY_9 + DAY, "ends_at": MONDAY_9 + DAY + HOUR}
NO_TIME = {"state": "tbc", "starts_at": None, "ends_at": None}


def test_a_feed_tells_of_a_move_for_a_week(session):
    moved = follow(session, {}, TUESDAY)
    at = MAY + 2 * DAY

    title, status, start, lines = told_of(moved, at + 6 * DAY)

    assert (title, status, start) == (
        "Moved: Affordable access",
        "CONFIRMED",
        MONDAY_9 + DAY,
    )
    assert lines[:2] == [
        "WAS  Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi, Hall A",
        "NOW  Tue 8 Sep 2020, 09:00 to 10:00 Ha Noi, Hall A",
    ]
    assert told_of(moved, at + 7 * DAY) == (
        "Affordable access",
        "CONFIRMED",
        MONDAY_9 + DAY,
        ["http://127.0.0.1:8000/programme/sessions/C-00010155/"],
    )


def test_a_feed_cancels_the_old_slot_of_what_waits_for_a_time(session):
    waits = follow(session, {}, NO_TIME)

    title, status, start, lines = told_of(waits, MAY + 60 * DAY)

    assert (title, status, start) == (
        "Time to be confirmed: Affordable access",
        "CANCELLED",
        MONDAY_9,
    )
    assert lines[1] == "NOW  Time to be confirmed"


def test_a_letter_and_the_feed_agree(session):
    client = CalendarClient()
    public = follow(session, {}, TUESDAY)
    letter = asked(session.versions.current().get())
    now = MAY + 20 * DAY
    client.follow(feed_calendar([Entry(public)], name="x", now=now))
    from_letter = CalendarClient()
    from_letter.take(letter)

    assert (client.entries, client.sequences) == (
        from_letter.entries,
        from_letter.sequences,
    )


def test_a_feed_is_the_same_until_something_changes(first):
    one = feed_calendar([Entry(first)], name="My agenda", now=MAY + DAY)

    assert feed_calendar([Entry(first)], name="My agenda", now=MAY + 9 * DAY) == one


def test_a_title_cannot_begin_a_property_nor_end_the_event(session):
    title = (
        "Hội trường; lầu 2, cửa B\\ \r\nEND:VEVENT\nATTENDEE:x\x00\u2028 " + "ạ" * 80
    )
    version = version_of(session, 1, title=LazyI18nString({"en": title}))

    text = asked(version)

    (event,) = events_of(text)
    assert text.count("\r\nEND:VEVENT\r\n") == 1
    assert str(event["ATTENDEE"]) == f"mailto:{LINH}"
    assert str(event["SUMMARY"]) == (
        "Hội trường; lầu 2, cửa B\\ \nEND:VEVENT\nATTENDEE:x  " + "ạ" * 80
    )


def test_an_address_cannot_begin_a_property(first):
    text = session_calendar(
        first, method="REQUEST", attendee="a@b.org\r\nX-EVIL:1", now=MAY
    )

    assert "\r\nX-EVIL" not in text


def test_words_are_in_the_language_of_the_reader(first):
    with translation.override("fr"):
        (event,) = events_of(asked(first))

    assert str(event["SUMMARY"]) == "Un accès abordable"


@given(st.text(max_size=300))
def test_every_line_is_folded_and_comes_back_whole(words):
    event = ["UID:x", f"COMMENT:{_text(words)}"]

    text = calendar_of("PUBLISH", [event])

    assert [line for line in text.split("\r\n") if len(line.encode()) > 75] == []
    (found,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(found["COMMENT"]) == _plain(words)


def _plain(words):
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+", " ", lines)


def test_a_letter_costs_less_than_a_millisecond_of_calendar(first):
    asked(first)
    began = datetime.now(UTC)

    for _ in range(300):
        asked(first)

    assert datetime.now(UTC) - began < timedelta(seconds=0.3)


def test_a_calendar_costs_no_statement_when_its_parts_are_loaded(
    first, django_assert_num_queries
):
    asked(first)
    loaded = SessionVersion.objects.select_related("session", "release", "room").get(
        pk=first.pk
    )

    with django_assert_num_queries(0):
        asked(loaded)
        feed_calendar(
            [Entry(loaded), replace(Entry(loaded), step=1)], name="x", now=MAY
        )
