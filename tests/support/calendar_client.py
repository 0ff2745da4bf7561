"""A calendar as people have it: strict about form, and true to UID and SEQUENCE."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person sees of an entry."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    status: str
    busy: bool


class CalendarClient:
    """Apply calendar objects by UID, whatever their order (RFC 5546, 2.1.5).

    Only a higher SEQUENCE, or the same with a later DTSTAMP, is news; a CANCEL needs
    a higher SEQUENCE. `entries` holds what is shown, by UID.
    """

    def __init__(self):
        self.known = {}

    def take(self, text):
        """Apply a file from a mail, or one that was downloaded."""
        calendar = read(text)
        for event in calendar.walk("VEVENT"):
            known = self.known.get(str(event["UID"]))
            if known is None or _is_news(event, known, str(calendar["METHOD"])):
                self.known[str(event["UID"])] = event

    def follow(self, text):
        """Show what a feed says now, and nothing else, as programs that follow do."""
        self.known = {}
        self.take(text)

    @property
    def entries(self):
        return {
            uid: _shown(event)
            for uid, event in self.known.items()
            if event["STATUS"] != "CANCELLED"
        }

    @property
    def sequences(self):
        return {uid: int(event["SEQUENCE"]) for uid, event in self.known.items()}


def read(text):
    """Return the calendar, having looked at its form as the strictest program would."""
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert not any("\n" in line or "\r" in line for line in lines)
    assert [line for line in lines if len(line.encode()) > 75] == []
    calendar = Calendar.from_ical(text)
    assert not calendar.errors
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    method = str(calendar["METHOD"])
    assert method in {"PUBLISH", "REQUEST", "CANCEL"}
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    assert calendar.subcomponents
    for event in calendar.walk("VEVENT"):
        _look_at(event, method, zones)
    return calendar


def events_of(text):
    return list(read(text).walk("VEVENT"))


def _look_at(event, method, zones):
    assert not event.errors
    assert "METHOD" not in event
    assert event["DTSTAMP"].dt.utcoffset() == timedelta(0)
    assert str(event["ORGANIZER"]).startswith("mailto:")
    assert int(event["SEQUENCE"]) >= 0
    assert event["DTEND"].dt > event["DTSTART"].dt
    assert {event[key].params["TZID"] for key in ("DTSTART", "DTEND")} <= zones
    if method == "PUBLISH":
        assert "ATTENDEE" not in event
    else:
        assert str(event["ATTENDEE"]).startswith("mailto:")
        assert (event["STATUS"] == "CANCELLED") == (method == "CANCEL")


def _is_news(event, known, method):
    grows = event["SEQUENCE"] > known["SEQUENCE"]
    if method == "CANCEL":
        return grows
    is_as_new = event["SEQUENCE"] == known["SEQUENCE"]
    # Who cancelled is not brought back by a second copy of what came before.
    stands = known["STATUS"] != "CANCELLED"
    return grows or (is_as_new and stands and event["DTSTAMP"].dt > known["DTSTAMP"].dt)


def _shown(event):
    return Shown(
        title=str(event["SUMMARY"]),
        starts_at=event["DTSTART"].dt.astimezone(UTC),
        ends_at=event["DTEND"].dt.astimezone(UTC),
        place=str(event["LOCATION"]),
        status=str(event["STATUS"]),
        busy=event["TRANSP"] == "OPAQUE",
    )
