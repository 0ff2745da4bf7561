"""The programme in the shape of frab, which conference apps read, before it is text.

Giggity, EventFahrplan and c3nav know an event by its guid and a day by its index. A
session without a time has no place in this shape, and a cancelled one is left out:
the shape has no word for it, and an app takes away what is missing.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from conference.core.clock import EVENT_ZONE, in_event_zone
from conference.editions.queries import PublicRecord
from conference.programme.models import Session
from conference.programme.queries.pages import doubt
from conference.programme.queries.snapshot import (
    PublicRole,
    PublicRoom,
    PublicSession,
    PublicSpeaker,
    Snapshot,
)

GENERATOR: Final = "ITU Digital World"
TIMESLOT: Final = timedelta(minutes=5)
DAY: Final = timedelta(days=1)
# Apps count what begins in the night to the evening before; Giggity can't be told when.
DAY_BEGINS: Final = timedelta(hours=6)
# An id is a positive number; the code that would be none stands at the end.
LAST_ID: Final = 10**8


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on stage."""

    id: int
    guid: UUID
    name: str
    biography: str
    url: str


@dataclass(frozen=True, slots=True)
class Event:
    """One session with a time, in the language of the reader."""

    id: int
    guid: UUID
    starts_at: datetime
    duration: timedelta
    room: str
    slug: str
    url: str
    title: str
    subtitle: str
    track: str
    type: str
    language: str
    abstract: str
    description: str
    persons: tuple[Person, ...]
    calendar_url: str


@dataclass(frozen=True, slots=True)
class Room:
    """A room, by whose name its events are found."""

    guid: UUID
    name: str
    description: str
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """A day in Ha Noi, from six to six, with its events, room by room."""

    index: int
    date: date
    rooms: tuple[tuple[str, tuple[Event, ...]], ...]

    @property
    def starts_at(self) -> datetime:
        """Six in the morning in Ha Noi."""
        midnight = datetime.combine(self.date, datetime.min.time(), EVENT_ZONE)
        return midnight + DAY_BEGINS

    @property
    def ends_at(self) -> datetime:
        """The next morning: EventFahrplan reads from it when a day changes."""
        return self.starts_at + DAY


@dataclass(frozen=True, slots=True)
class Schedule:
    """The whole programme; `version` is the number of the release."""

    version: str
    language: str
    acronym: str
    title: str
    url: str
    tracks: tuple[str, ...]
    rooms: tuple[Room, ...]
    days: tuple[Day, ...]


def schedule_of(snapshot: Snapshot, record: PublicRecord) -> Schedule | None:
    """Return the programme in the language of the reader, or None without a time."""
    days = tuple(_days(snapshot, doubt(snapshot, record)))
    if not days or snapshot.release is None:
        return None
    return Schedule(
        version=str(snapshot.release.number),
        language=get_language() or settings.LANGUAGE_CODE,
        # A hyphen means something of their own to some who read acronyms.
        acronym=record.edition.slug.replace("-", "_"),
        title=record.in_force.name,
        url=_address("programme:days"),
        tracks=tuple(str(strand.name) for strand in snapshot.strands),
        rooms=tuple(_room(room) for room in snapshot.rooms),
        days=days,
    )


def id_of(code: str) -> int:
    """Return the number in a code, by which the session is known again on import."""
    return int(code.removeprefix("C-")) or LAST_ID


def code_of(event_id: int) -> str:
    """Return the code of a session from the id of an event."""
    return f"C-{event_id % LAST_ID:08d}"


def guid_of(kind: str, name: str) -> UUID:
    """Return a UUID that stays the same for life and on every machine."""
    return uuid5(NAMESPACE_URL, f"urn:digital-world:{kind}:{name}")


def _days(snapshot: Snapshot, about_all: str) -> Iterator[Day]:
    found = (_event(session, about_all) for session in snapshot.sessions)
    events = filter(None, found)
    days = groupby(events, lambda event: (event.starts_at - DAY_BEGINS).date())
    for index, (day, held) in enumerate(days, start=1):
        rooms: dict[str, list[Event]] = defaultdict(list)
        for event in held:
            rooms[event.room].append(event)
        filled = ((name, tuple(events)) for name, events in rooms.items())
        yield Day(index, day, tuple(filled))


def _event(session: PublicSession, about_all: str) -> Event | None:
    if not session.takes_place or not (session.starts_at and session.ends_at):
        return None
    return Event(
        id=id_of(session.code),
        guid=guid_of("session", session.uid),
        starts_at=in_event_zone(session.starts_at),
        duration=session.ends_at - session.starts_at,
        room=str(session.room.name) if session.room else "",
        slug=session.code.lower(),
        url=_address("programme:session", session.code),
        title=str(session.title),
        subtitle=str(session.label),
        track=str(session.strand.name) if session.strand else "",
        type=str(Session.Type(session.session_type).label),
        language=session.language,
        abstract=str(session.abstract),
        description="\n".join(filter(None, (about_all, *_lines(session)))),
        persons=tuple(_persons(session)),
        calendar_url=_address("programme:session-calendar", session.code),
    )


def _lines(session: PublicSession) -> Iterator[str]:
    """Say what the shape has no field for: format, languages, who plays which part."""
    yield str(Session.Format(session.session_format).label)
    if session.interpretation:
        names = ", ".join(map(_language, session.interpretation))
        yield _("Interpretation into: %(languages)s") % {"languages": names}
    if session.has_captions:
        yield _("With captions")
    yield from (_part(role) for role in session.people)


def _language(code: str) -> str:
    return str(get_language_info(code)["name_translated"])


def _part(role: PublicRole) -> str:
    speaker = role.speaker
    about = (speaker.name, str(speaker.position), str(speaker.organisation))
    return f"{role.role_text}: {', '.join(filter(None, about))}"


def _persons(session: PublicSession) -> Iterator[Person]:
    # Who opens a session and moderates it is one person.
    speakers = {role.speaker.pk: role.speaker for role in session.people}
    return map(_person, speakers.values())


def _person(speaker: PublicSpeaker) -> Person:
    return Person(
        id=speaker.pk,
        guid=guid_of("person", str(speaker.pk)),
        name=speaker.name,
        biography=str(speaker.biography),
        url=_address("programme:speaker", speaker.code),
    )


def _room(room: PublicRoom) -> Room:
    return Room(
        guid=guid_of("room", str(room.pk)),
        name=str(room.name),
        description=str(room.place),
        capacity=room.seats,
    )


def _address(name: str, *arguments: str) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)
