"""A session as search engines read it (schema.org/Event), and as links preview it."""

import json
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from conference.core import clock
from conference.editions.queries import PublicRecord
from conference.editions.schema import ESCAPES, SCHEMA
from conference.programme.models import Session
from conference.programme.queries.snapshot import PublicSession, Slot, State

Format = Session.Format
MODES: Final = {
    Format.ON_SITE: "OfflineEventAttendanceMode",
    Format.ONLINE: "OnlineEventAttendanceMode",
    Format.BOTH: "MixedEventAttendanceMode",
}


def session_json(session: PublicSession, record: PublicRecord) -> SafeString:
    """Return the data for a script element of type application/ld+json, escaped."""
    text = json.dumps(session_data(session, record), ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  no < > & is left in it


def session_data(session: PublicSession, record: PublicRecord) -> dict[str, Any]:
    """Return what the public knows of a session in the words of schema.org."""
    page = address_of(session)
    data = {
        "@context": SCHEMA.rstrip("/"),
        "@type": "Event",
        "@id": page,
        "identifier": session.code,
        "name": str(session.title),
        "description": str(session.abstract),
        "url": page,
        "inLanguage": session.language,
        "eventStatus": SCHEMA + _status(session),
        "eventAttendanceMode": SCHEMA + MODES[Format(session.session_format)],
        "location": _location(session, record),
        "performer": _performers(session),
        "maximumAttendeeCapacity": session.seats,
        "superEvent": {
            "@type": "Event",
            "@id": settings.SITE_URL + reverse("editions:home"),
            "name": record.in_force.name,
        },
        **_times(session),
    }
    return {name: value for name, value in data.items() if value}


def address_of(session: PublicSession) -> str:
    """Return the whole address of a session's page."""
    return settings.SITE_URL + reverse("programme:session", args=[session.code])


def _status(session: PublicSession) -> str:
    if session.state == State.CANCELLED:
        return "EventCancelled"
    if session.state == State.TO_BE_CONFIRMED:
        return "EventPostponed"
    before, slot = session.before, session.slot
    if before and slot and before.starts_at != slot.starts_at:
        return "EventRescheduled"
    return "EventScheduled"


def _times(session: PublicSession) -> dict[str, str]:
    """Return the times; without any, the old ones, as schema.org asks."""
    slot = session.slot or session.before
    if slot is None:
        return {}
    times = {"startDate": _iso(slot, "starts_at"), "endDate": _iso(slot, "ends_at")}
    if _status(session) == "EventRescheduled" and session.before:
        times["previousStartDate"] = _iso(session.before, "starts_at")
    return times


def _iso(slot: Slot, edge: str) -> str:
    return clock.in_event_zone(getattr(slot, edge)).isoformat()


def _location(session: PublicSession, record: PublicRecord) -> object:
    online = {"@type": "VirtualLocation", "url": address_of(session)}
    if session.session_format == Format.ONLINE:
        return online
    room = session.slot.room if session.slot else session.room
    venue = str(record.in_force.venue) or str(record.in_force.city)
    place = {
        "@type": "Place",
        "name": f"{room.name}, {venue}" if room else venue,
        "address": str(record.in_force.city),
    }
    return [place, online] if session.session_format == Format.BOTH else place


def _performers(session: PublicSession) -> list[dict[str, str]]:
    people = {role.speaker.code: role.speaker for role in session.people}
    return [
        {
            "@type": "Person",
            "name": speaker.name,
            "url": settings.SITE_URL
            + reverse("programme:speaker", args=[speaker.code]),
        }
        for speaker in people.values()
    ]
