from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from icalendar import Calendar

from conference.editions.calendars import event_calendar, published_calendar
from conference.editions.operations import revising
from conference.editions.queries import public_record
from tests.conference.editions.conftest import (
    MAY_7,
    TO_OCTOBER_12,
    TO_OPEN,
    TO_SEPTEMBER_2021,
    facts,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 5, 8, 1, 0, tzinfo=UTC)
UID = "digital-world-2021@digital-world.example.org"


class CalendarProgram:
    """A calendar as people have it: it knows an event by UID and obeys the sequence."""

    def __init__(self):
        self.events = {}

    def take(self, text):
        calendar = Calendar.from_ical(text)
        for event in calendar.walk("VEVENT"):
            known = self.events.get(event["UID"])
            if known is None or event["SEQUENCE"] > known["SEQUENCE"]:
                self.events[event["UID"]] = event

    @property
    def shown(self):
        """What stands in the calendar: title, first day, day after the last."""
        return [
            (str(event["SUMMARY"]), event["DTSTART"].dt, event["DTEND"].dt)
            for event in self.events.values()
            if event["STATUS"] != "CANCELLED"
        ]


def published():
    return published_calendar(public_record())


def only_event(text):
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return event


def test_days_are_an_all_day_event_that_ends_on_the_day_after(edition):
    event = only_event(published())

    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (UID, 0, "CONFIRMED")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (
        date(2020, 9, 6),
        date(2020, 9, 10),
    )
    assert event["SUMMARY"] == "ITU Digital World 2020"
    assert event["LOCATION"] == "National Convention Center, Ha Noi, Viet Nam"


def test_a_calendar_follows_postponed_fixed_and_taken_back(edition, decide):
    program = CalendarProgram()
    seen = []

    program.take(published())
    seen.append(program.shown)
    postponed = decide(**TO_SEPTEMBER_2021)
    program.take(published())
    seen.append(program.shown)
    decide(**TO_OCTOBER_12)
    program.take(published())
    seen.append(program.shown)
    revising.take_back(
        public_record().in_force.pk, by=UserFactory(), now=NOW + timedelta(days=9)
    )
    program.take(published())
    seen.append(program.shown)

    assert postponed.number == 1
    assert seen == [
        [("ITU Digital World 2020", date(2020, 9, 6), date(2020, 9, 10))],
        [],
        [("ITU Digital World 2021", date(2021, 10, 12), date(2021, 10, 15))],
        [],
    ]


def test_an_old_file_does_not_bring_old_days_back(edition, decide):
    program = CalendarProgram()
    old = published()
    decide(**TO_OCTOBER_12)

    program.take(published())
    program.take(old)

    assert program.shown == [
        ("ITU Digital World 2021", date(2021, 10, 12), date(2021, 10, 15))
    ]


@pytest.mark.parametrize(
    "precision", [TO_SEPTEMBER_2021, TO_OPEN], ids=["month", "open"]
)
def test_without_a_day_the_old_slot_is_cancelled_and_the_text_says_why(
    edition, decide, precision
):
    decide(**precision)

    event = only_event(published())

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert event["DTSTART"].dt == date(2020, 9, 6)
    assert event["SUMMARY"].startswith("Postponed: ITU Digital World")
    first, was, now, for_you, you_can = event["DESCRIPTION"].split("\n")
    assert first == event["SUMMARY"]
    assert was == "WAS      6 to 9 September 2020"
    assert now.startswith("NOW      ")
    assert for_you.startswith("FOR YOU  ")
    assert you_can == "YOU CAN  Read what changed: http://127.0.0.1:8000/changes/"


def test_an_invitation_to_days_that_are_not_known_is_a_cancellation(edition, decide):
    decision = decide(**TO_SEPTEMBER_2021)
    edition.refresh_from_db()

    text = event_calendar(
        edition, decision, method="REQUEST", attendee="linh@example.org", now=NOW
    )

    assert Calendar.from_ical(text)["METHOD"] == "CANCEL"
    event = only_event(text)
    assert (event["STATUS"], event["ATTENDEE"]) == (
        "CANCELLED",
        "mailto:linh@example.org",
    )
    assert event["DTSTAMP"].dt == NOW


def test_a_decision_not_announced_yet_has_the_sequence_it_will_have(edition):
    proposal = revising.propose(
        edition.pk, by=UserFactory(), now=MAY_7, **facts(**TO_OCTOBER_12)
    )

    text = event_calendar(edition, proposal, method="REQUEST", now=NOW)

    assert Calendar.from_ical(text)["METHOD"] == "REQUEST"
    assert only_event(text)["SEQUENCE"] == 1
    assert only_event(text)["STATUS"] == "CONFIRMED"


def test_the_public_file_names_nobody_who_attends(edition):
    text = event_calendar(
        edition,
        edition.in_force,
        method="PUBLISH",
        attendee="linh@example.org",
        now=NOW,
    )

    assert "ATTENDEE" not in text


def test_lines_are_folded_by_octets_and_text_is_escaped(edition, decide):
    decide(**TO_OCTOBER_12, venue="Hội trường; lầu 2, cửa B\nEND:VEVENT " + "ạ" * 80)

    text = published()

    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("END:VEVENT\r\n") == 1
    assert "END:VEVENT" in only_event(text)["LOCATION"]


def test_the_text_is_in_the_language_of_the_reader(edition, decide):
    decide(**TO_SEPTEMBER_2021)

    with translation.override("fr"):
        event = only_event(published())

    assert "6 au 9 septembre 2020" in event["DESCRIPTION"]


def test_never_having_had_a_day_the_file_is_valid_and_empty(edition):
    edition.revisions.update(date_precision="open", starts_on=None, ends_on=None)

    calendar = Calendar.from_ical(published())

    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
