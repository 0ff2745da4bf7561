"""The event as search engines read it (schema.org/Event)."""

import json
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from conference.editions.models import ScheduleRevision
from conference.editions.queries import PublicRecord

SCHEMA: Final = "https://schema.org/"
Format = ScheduleRevision.Format
MODES: Final = {
    Format.IN_PERSON: "OfflineEventAttendanceMode",
    Format.VIRTUAL: "OnlineEventAttendanceMode",
    Format.HYBRID: "MixedEventAttendanceMode",
}
# What would end a script element or begin a character of another kind is escaped.
ESCAPES: Final = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def event_json(record: PublicRecord) -> SafeString:
    """Return the data for a script element of type application/ld+json, escaped."""
    text = json.dumps(event_data(record), ensure_ascii=False)
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  no < > & is left in it


def event_data(record: PublicRecord) -> dict[str, Any]:
    """Return what is in force, and what it was before, in the words of schema.org."""
    now = record.in_force
    before = record.before(now)
    home = settings.SITE_URL + reverse("editions:home")
    data = {
        "@context": SCHEMA.rstrip("/"),
        "@type": "Event",
        "@id": home,
        "name": now.name,
        "description": str(now.theme),
        "url": home,
        "eventStatus": _status(now, before),
        "eventAttendanceMode": SCHEMA + MODES[Format(now.delivery_format)],
        "location": _location(now),
        "organizer": {
            "@type": "Organization",
            "name": "International Telecommunication Union",
            "url": "https://www.itu.int/",
        },
        **_dates(now, before),
    }
    return {name: value for name, value in data.items() if value}


def _status(now: ScheduleRevision, before: ScheduleRevision | None) -> list[str] | str:
    found = []
    if before is not None and not now.has_days:
        found.append("EventPostponed")
    elif before is not None and _days(now) != _days(before):
        found.append("EventRescheduled")
    if before and now.delivery_format != before.delivery_format == Format.IN_PERSON:
        found.append("EventMovedOnline")
    found = [SCHEMA + status for status in found or ["EventScheduled"]]
    return found if len(found) > 1 else found[0]


def _dates(now: ScheduleRevision, before: ScheduleRevision | None) -> dict[str, str]:
    """Return the dates; while no day is known, the old ones, as schema.org asks."""
    days = _days(now)
    previous = _days(before) if before else {}
    if not days:
        days = dict(previous)
    if previous and previous != _days(now):
        return {**days, "previousStartDate": previous["startDate"]}
    return days


def _days(decision: ScheduleRevision) -> dict[str, str]:
    if decision.starts_on is None or decision.ends_on is None:
        return {}
    if not decision.has_days:
        # A month alone is an ISO 8601 date too; a day is never invented.
        return {"startDate": f"{decision.starts_on:%Y-%m}"}
    return {
        "startDate": decision.starts_on.isoformat(),
        "endDate": decision.ends_on.isoformat(),
    }


def _location(now: ScheduleRevision) -> list[dict[str, Any]] | dict[str, Any]:
    online = {"@type": "VirtualLocation", "url": settings.SITE_URL + "/"}
    place = {
        "@type": "Place",
        "name": str(now.venue) or str(now.city),
        "address": str(now.city),
    }
    if now.delivery_format == Format.VIRTUAL:
        return online
    return [place, online] if now.delivery_format == Format.HYBRID else place
