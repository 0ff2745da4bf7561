"""When and where a session is, said in one line of a language."""

from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from i18nfield.strings import LazyI18nString

from conference.programme.queries import words
from tests.factories.programme import HOUR, MONDAY_9

ZURICH = ZoneInfo("Europe/Zurich")


def slot(starts_at, length=HOUR):
    return SimpleNamespace(starts_at=starts_at, ends_at=starts_at + length)


def test_a_slot_is_said_on_the_clocks_of_the_event():
    assert (
        words.slot_text(slot(MONDAY_9, 1.5 * HOUR))
        == "Mon 7 Sep 2020, 09:00 to 10:30 Ha Noi"
    )


def test_a_slot_over_midnight_names_both_days():
    late = datetime(2020, 9, 7, 16, 0, tzinfo=UTC)

    assert words.slot_text(slot(late, 2 * HOUR)) == (
        "Mon 7 Sep 2020, 23:00 to Tue 8 Sep 2020, 01:00 Ha Noi"
    )


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (30, "Sat 30 Oct 2021, 09:00 to 10:00 Zurich"),
        (31, "Sun 31 Oct 2021, 08:00 to 09:00 Zurich"),
    ],
)
def test_the_own_time_follows_the_change_of_clocks(day, said):
    start = datetime(2021, 10, day, 7, 0, tzinfo=UTC)

    assert words.slot_text(slot(start), zone=ZURICH) == said
    assert words.slot_text(slot(start), zone=UTC).endswith("07:00 to 08:00 UTC")
    assert words.slot_text(slot(start)).endswith("14:00 to 15:00 Ha Noi")


def test_without_a_time_it_says_what_to_wait_for():
    nothing = SimpleNamespace(starts_at=None, ends_at=None)

    assert words.slot_text(nothing) == "Time to be confirmed"


def test_a_slot_is_said_in_the_language_that_is_asked_for():
    assert "lundi" in words.slot_text(slot(MONDAY_9), "fr").lower() or "lun" in (
        words.slot_text(slot(MONDAY_9), "fr").lower()
    )


def test_a_place_is_said_with_its_room_and_whether_one_can_be_elsewhere():
    room = SimpleNamespace(
        name=LazyI18nString({"en": "Hall A"}),
        place=LazyI18nString({"en": "Ground floor"}),
    )

    def where(room, session_format):
        return words.where_text(
            SimpleNamespace(room=room, session_format=session_format)
        )

    assert [
        where(room, "on_site"),
        where(room, "both"),
        where(None, "online"),
    ] == [
        "Hall A, Ground floor",
        "Hall A, Ground floor, On site and online",
        "Room to be confirmed, Online",
    ]


def test_a_place_is_said_with_the_comma_of_the_language():
    room = SimpleNamespace(name=LazyI18nString("A1"), place=LazyI18nString("B2"))
    held = SimpleNamespace(room=room, session_format="on_site")

    assert words.where_text(held, "ar") == "A1، B2"


def test_zones_are_named_by_their_city():
    assert [
        words.zone_text(zone)
        for zone in (ZoneInfo("America/New_York"), UTC, ZoneInfo("Asia/Ho_Chi_Minh"))
    ] == ["New York", "UTC", "Ha Noi"]
