"""Times in the event's zone first, and in one besides."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from conference.core.clock import EVENT_ZONE
from conference.programme.queries.zones import (
    beside,
    distance_text,
    span_text,
    start_text,
    zones,
)

NINE = datetime(2021, 10, 30, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def keys():
    return [zone.key for zone in zones()]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2021, 10, 30), "Geneva is 5 hours behind."),
        # The clocks of Geneva went back at 03:00 that morning.
        (date(2021, 10, 31), "Geneva is 6 hours behind."),
        (date(2021, 11, 1), "Geneva is 6 hours behind."),
    ],
)
def test_the_distance_to_geneva_follows_its_clocks(day, told):
    assert distance_text(day, beside("geneva")) == f"Ha Noi time (UTC+7). {told}"


def test_a_session_in_the_night_of_the_change_is_told_right():
    # 07:30 in Ha Noi is half past two, summer time, an hour later half past two again.
    first = datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    second = first + HOUR

    there = [start_text(at, beside("geneva")) for at in (first, second)]

    assert there == ["02:30 Geneva", "02:30 Geneva"]
    assert span_text(first, second, EVENT_ZONE) == "07:30–08:30"


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("Asia/Tokyo", "Tokyo is 2 hours ahead."),
        ("Asia/Kathmandu", "Kathmandu is 1:15 h behind."),
        ("Asia/Bangkok", "In Bangkok it is the same time."),
        ("Asia/Hong_Kong", "Hong Kong is 1 hour ahead."),
    ],
)
def test_the_distance_to_any_zone_is_told(zone, told):
    with timezone.override(ZoneInfo(zone)):
        text = distance_text(date(2021, 10, 12), beside(""))

    assert text == f"Ha Noi time (UTC+7). {told}"


def test_who_has_no_zone_reads_geneva_and_who_has_one_their_own():
    with timezone.override(ZoneInfo("America/New_York")):
        assert (beside("").name, keys()) == (
            "New York",
            ["event", "geneva", "utc", "mine"],
        )
    assert (beside("").name, keys()) == ("Geneva", ["event", "geneva", "utc"])


def test_a_choice_wins_and_nonsense_does_not():
    assert [beside(z) and beside(z).name for z in ("utc", "event", "mars", "mine")] == [
        "UTC",
        None,
        "Geneva",
        "Geneva",
    ]


def test_another_day_there_is_named():
    early = datetime(2021, 10, 29, 18, 30, tzinfo=UTC)

    assert start_text(early, beside("geneva")) == "Fri 20:30 Geneva"


def test_a_span_over_midnight_names_the_day_and_one_in_arabic_takes_the_word():
    late = datetime(2021, 10, 30, 16, tzinfo=UTC)

    assert span_text(late, late + 2 * HOUR, EVENT_ZONE) == "23:00 to Sun 01:00"
    with translation.override("ar"):
        assert "–" not in span_text(NINE, NINE + HOUR, EVENT_ZONE)
