"""The event as an iCalendar object (RFC 5545, RFC 5546), one UID for life.

A day is an all-day event. While no day is known, the old slot is cancelled, because
iCalendar has no word for "postponed to a day not yet known"; the text says what is
true, and the same UID with a higher sequence brings the event back.
"""

from datetime import datetime, timedelta
from typing import Final, Literal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress

from conference.editions.dates import date_text_in_words
from conference.editions.models import Edition, ScheduleRevision
from conference.editions.queries import (
    PublicRecord,
    change_lines,
    kind_of,
    record_of,
)

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
PRODUCT: Final = "-//ITU Digital World//Event calendar//EN"


def event_calendar(
    edition: Edition,
    revision: ScheduleRevision,
    *,
    method: Method,
    attendee: str | None = None,
    now: datetime,
) -> str:
    """Return the event as `revision` says it, in the language of the reader.

    REQUEST becomes CANCEL while the day is not known: only that takes the old days
    out of a calendar. A revision that is not announced yet is shown as it will be,
    with the sequence that announcing it will give.
    """
    record = record_of(edition)
    return calendar_of(record, edition, revision, method, attendee, now)


def published_calendar(record: PublicRecord) -> str:
    """Return the public calendar file, the same until something changes."""
    return calendar_of(
        record, record.edition, record.in_force, "PUBLISH", None, record.changed_at
    )


def calendar_of(
    record: PublicRecord | None,
    edition: Edition,
    revision: ScheduleRevision,
    method: Method,
    attendee: str | None,
    now: datetime,
) -> str:
    """Write the calendar from what was read already."""
    slot = _slot(record, revision)
    if method == "REQUEST" and not revision.has_days:
        method = "CANCEL"
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if slot is None:
        # Nothing has ever stood in a calendar; a zone makes the file a valid one.
        calendar.add_component(Timezone.from_tzid(settings.EVENT_TIME_ZONE))
        return _text(calendar)
    event = _event(edition, revision, slot, now)
    _describe(event, record, revision)
    if attendee and method != "PUBLISH":
        event.add("attendee", _address(attendee, ""))
    calendar.add_component(event)
    return _text(calendar)


def _slot(
    record: PublicRecord | None, revision: ScheduleRevision
) -> ScheduleRevision | None:
    """Return the decision whose days stand in calendars: this or the last with days."""
    if revision.has_days:
        return revision
    before = record.before(revision) if record else None
    while record and before is not None and not before.has_days:
        before = record.before(before)
    return before


def _event(
    edition: Edition, revision: ScheduleRevision, slot: ScheduleRevision, now: datetime
) -> Event:
    event = Event()
    event.add("uid", edition.ical_uid)
    waits = revision.announced_at is None
    event.add("sequence", edition.ical_sequence + (1 if waits else 0))
    event.add("dtstamp", now)
    event.add("last-modified", revision.announced_at or now)
    if slot.starts_on and slot.ends_on:
        event.add("dtstart", slot.starts_on)
        # The end of an all-day event is the first day after it.
        event.add("dtend", slot.ends_on + timedelta(days=1))
    event.add("status", "CONFIRMED" if revision.has_days else "CANCELLED")
    event.add("transp", "TRANSPARENT")
    event.add("organizer", _address(edition.contact_address, "ITU Digital World"))
    event.add("url", settings.SITE_URL + reverse("editions:home"))
    return event


def _describe(
    event: Event, record: PublicRecord | None, revision: ScheduleRevision
) -> None:
    """Write the title and the four lines of a change."""
    before = record.before(revision) if record else None
    event.add(
        "location", ", ".join(filter(None, (str(revision.venue), str(revision.city))))
    )
    if before is None:
        event.add("summary", revision.name)
        event.add("description", str(revision.theme))
        return
    kind = kind_of(before, revision)
    title = _("%(kind)s: %(name)s") % {"kind": kind, "name": revision.name}
    event.add("summary", revision.name if revision.has_days else title)
    event.add("description", "\n".join(_lines(before, revision, title)))


def _lines(
    before: ScheduleRevision, revision: ScheduleRevision, title: str
) -> list[str]:
    language = get_language() or "en"
    for_you = (
        _("A registration for the old days stays valid for the new ones.")
        if revision.has_days
        else _("A registration stays valid. We write to you when the day is known.")
    )
    url = settings.SITE_URL + reverse("editions:changes")
    return change_lines(
        title,
        was=date_text_in_words(before, language),
        now=date_text_in_words(revision, language),
        for_you=for_you,
        you_can=_("Read what changed: %(url)s") % {"url": url},
    )


def _address(address: str, name: str) -> vCalAddress:
    # A line break here would begin a new property.
    found = vCalAddress("mailto:" + "".join(address.split()))
    if name:
        found.params["cn"] = name
    return found


def _text(calendar: Calendar) -> str:
    text: bytes = calendar.to_ical()
    return text.decode()
