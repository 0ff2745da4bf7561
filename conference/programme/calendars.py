"""Sessions as iCalendar objects (RFC 5545, RFC 5546), one UID for life each.

The text is written by hand: it goes along with thousands of letters, and a library
takes longer for one entry than the mailroom for the letter around it. The tests read
it with one.

iCalendar has no word for "time to be confirmed": the old slot is cancelled, and the
same UID with a higher sequence brings the session back.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Timezone

from conference.core.clock import in_event_zone
from conference.mailroom.rendering import sender_address
from conference.programme.models import Room, Session, SessionVersion
from conference.programme.queries import words
from conference.programme.queries.snapshot import PublicRoom, PublicSession, Slot

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
PRODUCT: Final = "-//ITU Digital World//Programme//EN"
MOVED_FOR: Final = timedelta(days=7)
# How often a program that follows a feed should ask.
REFRESH: Final = "PT15M"
LINE: Final = 75
# What ends a line or steers a machine has no place here, but for the newline.
STEERING: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A session in somebody's calendar, and how it stands there.

    `step` is the seat's own part of the sequence. An entry that is not `busy` leaves
    its time free. `note` is a line for this person, ahead of all others.
    """

    version: SessionVersion | PublicSession
    step: int = 0
    status: Status = "CONFIRMED"
    busy: bool = True
    note: str = ""


def session_calendar(  # noqa: PLR0913  what a letter and a file tell, each named
    version: SessionVersion | PublicSession,
    *,
    method: Method,
    step: int = 0,
    attendee: str | None = None,
    before: SessionVersion | None = None,
    lines: Sequence[str] = (),
    doubt: str = "",
    now: datetime,
) -> str:
    """Return one session as a calendar object, in the language of the reader.

    `before` is the version the reader last heard of; `lines` tell what changed, and a
    `doubt` why nothing is sure.
    REQUEST becomes CANCEL when the session does not take place at a known time: only
    that takes the old slot out of a calendar. Empty when there never was a slot.
    Reads the version's session, release and room, and the room of `before`.
    """
    told = _told(version)
    if method == "REQUEST" and not told.takes_place:
        method = "CANCEL"
    before_it = _told(before).slot if before else told.before
    slot = told.slot or before_it
    if slot is None:
        return calendar_of(method, []) if method == "PUBLISH" else ""
    is_off = method == "CANCEL" or not told.takes_place
    event = _event(
        told,
        slot,
        sequence=told.sequence + step,
        stamp=now if method != "PUBLISH" else told.changed_at,
        title=told.title_at(now, before=before_it),
        lines=[doubt, *lines],
        status="CANCELLED" if is_off else _sure(doubt),
    )
    if attendee and method != "PUBLISH":
        event.append(_attendee(attendee))
    return calendar_of(method, [event])


def addressed_to(attendee: str, calendar: str) -> str:
    """Return what `session_calendar` wrote for nobody as it is written for somebody.

    Thousands have the same seat and the same words; only this line is their own.
    """
    head, end, rest = calendar.rpartition("\r\nEND:VEVENT\r\n")
    return f"{head}\r\n{_folded(_attendee(attendee))}{end}{rest}" if end else calendar


def feed_calendar(
    entries: Iterable[Entry], *, name: str, doubt: str = "", now: datetime
) -> str:
    """Return many sessions as one calendar that programs follow, METHOD PUBLISH.

    The same until something changes or a move is a week old, so that an ETag holds.
    A session that has no slot is left out. A `doubt` about all of them is told with
    each, and none is sure any more.
    """
    head = [
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"X-WR-TIMEZONE:{settings.EVENT_TIME_ZONE}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
    ]
    events = [event for entry in entries if (event := _entry(entry, doubt, now))]
    return calendar_of("PUBLISH", events, head)


def calendar_of(
    method: Method, events: Iterable[list[str]], head: Sequence[str] = ()
) -> str:
    """Return the text of a calendar from the lines of its events."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *head,
        *_zone(),
    ]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "\r\n".join(map(_folded, lines)) + "\r\n"


# -- what is told of a session -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Slot:
    """When and where, the same for the same room however it was read."""

    starts_at: datetime
    ends_at: datetime
    room_id: int | None
    room: Room | PublicRoom | None = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a calendar tells of a session, whether read for a letter or for all."""

    code: str
    uid: str
    version: SessionVersion | PublicSession
    changed_at: datetime
    moved_at: datetime
    slot: _Slot | None
    before: _Slot | None

    @property
    def sequence(self) -> int:
        return self.version.sequence

    @property
    def takes_place(self) -> bool:
        return self.version.state == SessionVersion.State.PUBLISHED

    def title_at(self, now: datetime, *, before: _Slot | None) -> str:
        """Return the title; for a week after a move it says so."""
        title = str(self.version.title)
        if self.version.state == SessionVersion.State.CANCELLED:
            return _("Cancelled: %(title)s") % {"title": title}
        if not self.takes_place:
            return _("Time to be confirmed: %(title)s") % {"title": title}
        if self._has_moved(before, now):
            return _("Moved: %(title)s") % {"title": title}
        return title

    def changes_at(self, now: datetime) -> list[str]:
        """Say what it was and is now, for a week after a move, or while it is off."""
        if self.before is None or not (
            self._has_moved(self.before, now) or not self.takes_place
        ):
            return []
        is_off = self.version.state == SessionVersion.State.CANCELLED
        is_now = _("Cancelled") if is_off else _when_and_where(self.version)
        return [
            f"{_('WAS')}  {_when_and_where(self.before)}",
            f"{_('NOW')}  {is_now}",
        ]

    def _has_moved(self, before: _Slot | None, now: datetime) -> bool:
        is_other = before is not None and before != self.slot
        return self.takes_place and is_other and now - self.moved_at < MOVED_FOR


def _told(version: SessionVersion | PublicSession) -> _Told:
    if isinstance(version, SessionVersion):
        at = version.release.published_at
        code, uid = version.session.code, version.session.ical_uid
        return _Told(code, uid, version, at, at, _slot(version), None)
    before = _slot(version.before) if version.before else None
    at = version.moved_at or version.changed_at
    code, uid, changed_at = version.code, version.uid, version.changed_at
    return _Told(code, uid, version, changed_at, at, _slot(version), before)


def _slot(placed: SessionVersion | PublicSession | Slot) -> _Slot | None:
    if placed.starts_at is None or placed.ends_at is None:
        return None
    room = placed.room
    key = room.pk if room else None
    return _Slot(placed.starts_at, placed.ends_at, key, room)


def _when_and_where(placed: SessionVersion | PublicSession | _Slot) -> str:
    if placed.starts_at is None:
        return words.slot_text(placed)
    return f"{words.slot_text(placed)}, {words.room_text(placed)}"


# -- lines of an event ---------------------------------------------------------------


def _sure(doubt: str, status: Status = "CONFIRMED") -> Status:
    return "TENTATIVE" if doubt else status


def _entry(entry: Entry, doubt: str, now: datetime) -> list[str]:
    told = _told(entry.version)
    slot = told.slot or told.before
    if slot is None:
        return []
    return _event(
        told,
        slot,
        sequence=told.sequence + entry.step,
        stamp=told.changed_at,
        title=told.title_at(now, before=told.before),
        lines=[doubt, entry.note, *told.changes_at(now)],
        status=_sure(doubt, entry.status) if told.takes_place else "CANCELLED",
        is_busy=entry.busy,
    )


def _event(  # noqa: PLR0913  the parts of an event, each named
    told: _Told,
    slot: _Slot,
    *,
    sequence: int,
    stamp: datetime,
    title: str,
    lines: Sequence[str],
    status: Status,
    is_busy: bool = True,
) -> list[str]:
    url = settings.SITE_URL + reverse("programme:session", args=[told.code])
    paragraphs = [*lines, "", str(told.version.abstract), "", url]
    return [
        f"UID:{told.uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{_utc(stamp)}",
        f"LAST-MODIFIED:{_utc(told.changed_at)}",
        f"DTSTART;TZID={settings.EVENT_TIME_ZONE}:{_local(slot.starts_at)}",
        f"DTEND;TZID={settings.EVENT_TIME_ZONE}:{_local(slot.ends_at)}",
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(_place(slot.room, told.version.session_format))}",
        f"DESCRIPTION:{_text(_paragraphs(paragraphs))}",
        f"CATEGORIES:{_text(str(Session.Type(told.version.session_type).label))}",
        f"URL:{url}",
        f"STATUS:{status}",
        f"TRANSP:{'OPAQUE' if is_busy else 'TRANSPARENT'}",
        f"ORGANIZER;CN=ITU Digital World:mailto:{_organizer()}",
    ]


def _place(room: Room | PublicRoom | None, session_format: str) -> str:
    where = [str(room.name), str(room.place)] if room else []
    if session_format == Session.Format.BOTH:
        where.append(_("and online"))
    elif session_format == Session.Format.ONLINE and not any(where):
        where.append(_("Online"))
    return ", ".join(filter(None, where))


def _organizer() -> str:
    # The same in all generations: a calendar obeys only who invited it.
    return _address(settings.REPLY_TO_EMAIL or sender_address())


def _attendee(address: str) -> str:
    # Who has a seat said yes already; asking again would only bring answers by mail.
    return f"ATTENDEE;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{_address(address)}"


def _address(address: str) -> str:
    # A line break here would begin a new property.
    return "".join(address.split())


def _paragraphs(lines: Iterable[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _local(instant: datetime) -> str:
    return f"{in_event_zone(instant):%Y%m%dT%H%M%S}"


def _text(plain: str) -> str:
    """Return a text as a TEXT value (RFC 5545, 3.3.11)."""
    lines = plain.replace("\r\n", "\n").replace("\r", "\n")
    clean = STEERING.sub(" ", lines).replace("\\", "\\\\")
    return clean.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


@lru_cache(maxsize=1)
def _zone() -> tuple[str, ...]:
    text: bytes = Timezone.from_tzid(settings.EVENT_TIME_ZONE).to_ical()
    return tuple(text.decode().splitlines())


def _folded(line: str) -> str:
    """Break a line after at most 75 bytes (RFC 5545, 3.1), never inside a sign."""
    if len(line) * 4 <= LINE or len(line.encode("utf-8", "replace")) <= LINE:
        return line
    return "\r\n ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    raw = line.encode("utf-8", "replace")
    start, room = 0, LINE
    while len(raw) - start > room:
        end = start + room
        # A byte that begins with the bits 10 goes on with the sign before it.
        while raw[end] & 0xC0 == 0x80:  # noqa: PLR2004
            end -= 1
        yield raw[start:end].decode()
        # The space that begins a line counts.
        start, room = end, LINE - 1
    yield raw[start:].decode()
