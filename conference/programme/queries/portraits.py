"""One session, one person, one room, one release: pages of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from conference.core import clock
from conference.programme.mine import HELD, TAKEN, WAITING, Mine
from conference.programme.models import Session, SessionRole
from conference.programme.queries.choosing import language_text
from conference.programme.queries.pages import DayRows, by_day, long_day
from conference.programme.queries.rows import (
    Act,
    Chip,
    Reader,
    Row,
    act,
    address,
    chips,
    is_over,
    iso,
    row,
)
from conference.programme.queries.snapshot import (
    FEW,
    FULL,
    LAST,
    RANKS,
    PublicRole,
    PublicSession,
    PublicSpeaker,
    Slot,
    Snapshot,
    State,
)
from conference.programme.queries.words import room_text, slot_text
from conference.programme.queries.zones import Telling, span_text, zones

MOST_NEAR: Final = 3


@dataclass(frozen=True, slots=True)
class Performer:
    """Someone on stage: who they are, and whether they said yes."""

    name: str
    href: str
    office: str
    country: str
    photo: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Everyone in one role."""

    role: str
    people: tuple[Performer, ...]


@dataclass(frozen=True, slots=True)
class SessionPage:
    """A session whole."""

    code: str
    title: str
    abstract: str
    label: str
    kind: str
    strand: str
    chips: tuple[Chip, ...]
    was: str
    now: str
    for_you: str
    is_off: bool
    day: str
    day_href: str
    iso: str
    tellings: tuple[Telling, ...]
    room: str
    room_href: str
    place: str
    format: str
    language: str
    interpretation: str
    has_captions: bool
    seats: str
    open_to: str
    parts: tuple[Part, ...]
    waits_for: bool
    act: Act | None
    mine: Mine
    star_href: str
    unstar_href: str
    calendar_href: str
    join_url: str
    join_note: str
    near: tuple[Row, ...]
    near_title: str


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """A person on stage with their sessions."""

    name: str
    position: str
    organisation: str
    country: str
    biography: tuple[str, ...]
    photo: str
    days: tuple[DayRows, ...]
    sessions_href: str


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """A person in the list of everyone on stage."""

    name: str
    href: str
    office: str
    country: str
    photo: str
    count: int


@dataclass(frozen=True, slots=True)
class Letter:
    """People whose names begin alike."""

    letter: str
    people: tuple[SpeakerLine, ...]


@dataclass(frozen=True, slots=True)
class RoomPage:
    """A room with its sessions."""

    name: str
    place: str
    seats: str
    days: tuple[DayRows, ...]
    others: tuple[tuple[str, str], ...]


def session_page(
    snapshot: Snapshot, session: PublicSession, reader: Reader, *, category: str
) -> SessionPage:
    """Return everything the reader may know of a session."""
    slot = session.slot
    mine = reader.of(session)
    join_url, join_note = join_of(session, mine, category)
    near_title, near = _near(snapshot, session, reader)
    room = slot.room if slot else session.room
    strand = str(session.strand.name) if session.strand else ""
    return SessionPage(
        code=session.code,
        title=str(session.title),
        abstract=str(session.abstract),
        label=str(session.label),
        kind=str(Session.Type(session.session_type).label),
        strand=strand,
        chips=tuple(chips(session, reader)),
        was=_was(session),
        now=_now(session),
        for_you=_for_you(mine) if session.takes_place else "",
        is_off=session.state == State.CANCELLED,
        day=long_day(session.day) if session.day else "",
        day_href=address("programme:day", session.day.isoformat())
        if session.day
        else "",
        iso=iso(slot.starts_at) if slot else "",
        tellings=tuple(_tellings(slot)) if slot else (),
        room=str(room.name) if room else _("Room to be confirmed"),
        room_href=address("programme:room", room.code) if room else "",
        place=str(room.place) if room else "",
        format=str(Session.Format(session.session_format).label),
        language=language_text(session.language),
        interpretation=_(", ").join(map(language_text, session.interpretation)),
        has_captions=session.has_captions,
        seats=_seats(session, reader),
        open_to=_(
            "Seats are for named groups of participants. The seat page says which."
        )
        if session.open_to
        else "",
        parts=tuple(_parts(session.people)),
        waits_for=any(not role.is_confirmed for role in session.people),
        act=act(session, reader),
        mine=mine,
        star_href=address("attendance:star", session.code),
        unstar_href=address("attendance:unstar", session.code),
        calendar_href=address("programme:session-calendar", session.code)
        if session.takes_place
        else "",
        join_url=join_url,
        join_note=join_note,
        near=near,
        near_title=near_title,
    )


def speaker_page(
    snapshot: Snapshot, speaker: PublicSpeaker, reader: Reader
) -> SpeakerPage:
    """Return a person on stage."""
    sessions = [
        session
        for session in snapshot.sessions
        if any(role.speaker.pk == speaker.pk for role in session.people)
    ]
    return SpeakerPage(
        name=speaker.name,
        position=str(speaker.position),
        organisation=str(speaker.organisation),
        country=country_text(speaker),
        biography=tuple(
            part for part in str(speaker.biography).split("\n") if part.strip()
        ),
        photo=photo_address(speaker),
        days=by_day(sessions, reader),
        sessions_href=f"{address('programme:days')}?person={speaker.code}",
    )


def speakers_page(snapshot: Snapshot) -> tuple[Letter, ...]:
    """Return everyone on stage, by the first letter of their name as it is sorted."""
    counts: dict[int, int] = {}
    for session in snapshot.sessions:
        for pk in {role.speaker.pk for role in session.people}:
            counts[pk] = counts.get(pk, 0) + 1
    lines = groupby(snapshot.speakers, key=lambda s: (s.sort_key or s.name)[:1].upper())
    return tuple(
        Letter(
            letter,
            tuple(
                SpeakerLine(
                    name=speaker.name,
                    href=address("programme:speaker", speaker.code),
                    office=office_text(speaker),
                    country=country_text(speaker),
                    photo=photo_address(speaker),
                    count=counts.get(speaker.pk, 0),
                )
                for speaker in speakers
            ),
        )
        for letter, speakers in lines
    )


def room_page(snapshot: Snapshot, code: str, reader: Reader) -> RoomPage | None:
    """Return a room with what takes place in it; None for an unknown one."""
    room = snapshot.room(code)
    if room is None:
        return None
    sessions = [s for s in snapshot.sessions if s.slot and s.slot.room == room]
    others = (other for other in snapshot.rooms if other != room)
    return RoomPage(
        name=str(room.name),
        place=str(room.place),
        seats=_(", ").join(_places(room.seats, room.online_places)),
        days=by_day(sessions, reader),
        others=tuple((str(o.name), address("programme:room", o.code)) for o in others),
    )


def office_text(speaker: PublicSpeaker) -> str:
    """Return position and organisation in one line."""
    parts = (str(speaker.position), str(speaker.organisation))
    return _(", ").join(part for part in parts if part)


def country_text(speaker: PublicSpeaker) -> str:
    """Return the name of the country or territory."""
    return str(countries.name(speaker.country)) if speaker.country else ""


def photo_address(speaker: PublicSpeaker) -> str:
    """Return where the photo is, or nothing."""
    if not speaker.photo:
        return ""
    return address("programme:photo", speaker.code, speaker.photo)


def release_text(at: datetime) -> str:
    """Return when a release was published, in the event's zone."""
    there = clock.in_event_zone(at)
    return _("%(day)s, %(time)s Ha Noi") % {
        "day": date_format(there, "DATE_FORMAT"),
        "time": f"{there:%H:%M}",
    }


def _was(session: PublicSession) -> str:
    before = session.before
    if before is None or (session.takes_place and not session.is_moved):
        return ""
    return _(", ").join((slot_text(before), room_text(before)))


def _now(session: PublicSession) -> str:
    if session.state == State.CANCELLED:
        return _("Cancelled")
    if session.slot is None:
        return _("Time to be confirmed")
    return _(", ").join((slot_text(session.slot), room_text(session.slot)))


def _for_you(mine: Mine) -> str:  # noqa: PLR0911  one line for each case
    if mine.clashes_with:
        titles = _(" and ").join(mine.clashes_with)
        return _("It overlaps with %(titles)s.") % {"titles": titles}
    if mine.state in {TAKEN, HELD}:
        return _("Your seat moved with it. Nothing you have is at the same time.")
    if mine.state == WAITING:
        return _("Your place in the line moved with it.")
    if mine.on_stage:
        return _("You are on stage. We ask you by mail whether the new time is good.")
    return ""


def _tellings(slot: Slot) -> Iterable[Telling]:
    for zone in zones():
        there = slot.starts_at.astimezone(zone.rules)
        told = span_text(slot.starts_at, slot.ends_at, zone.rules)
        if there.date() != clock.in_event_zone(slot.starts_at).date():
            told = f"{date_format(there, 'D j M')}, {told}"
        name = zone.name
        if zone.key == "mine":
            name = _("%(zone)s, your time") % {"zone": zone.name}
        yield Telling(name, told)


def join_of(session: PublicSession, mine: Mine, category: str) -> tuple[str, str]:
    """Return the link for who was approved, with a seat where seats are limited.

    Everyone else is told that there is one, and never what it is.
    """
    if not session.join_url or not session.takes_place:
        return "", ""
    is_invited = not session.open_to or category in session.open_to
    has_seat = mine.state == TAKEN or (session.seats is None and is_invited)
    if mine.on_stage or (category and has_seat):
        return session.join_url, ""
    if category:
        return "", _("Take a seat and the link to join stands here.")
    return "", _("The link to join is for approved participants. Sign in to see it.")


def _near(
    snapshot: Snapshot, session: PublicSession, reader: Reader
) -> tuple[str, tuple[Row, ...]]:
    """Return sessions like one that does not take place, or those at the same time."""
    others = [
        other
        for other in snapshot.sessions
        if other.takes_place and other.pk != session.pk and not is_over(other, reader)
    ]
    if not session.takes_place:
        near = [o for o in others if o.strand == session.strand]
        stood = session.slot or session.before
        if stood:
            near.sort(key=lambda o: abs((o.starts_at or LAST) - stood.starts_at))
        title = _("Close to it")
    else:
        near = [o for o in others if _overlap(session.slot, o.slot)]
        title = _("At the same time")
    return title, tuple(row(other, reader) for other in near[:MOST_NEAR])


def _overlap(one: Slot | None, other: Slot | None) -> bool:
    if one is None or other is None:
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _seats(session: PublicSession, reader: Reader) -> str:  # noqa: PLR0911  as above
    if not session.takes_place or is_over(session, reader):
        return ""
    if session.availability == FULL:
        return _("Full. Join the line and we write to you when a seat is yours.")
    if session.availability == FEW:
        return _("Few seats left.")
    if session.seats is None:
        return _("Seats for everyone who is approved.")
    return ngettext("%(number)s seat.", "%(number)s seats.", session.seats) % {
        "number": session.seats
    }


def _parts(people: Iterable[PublicRole]) -> Iterable[Part]:
    ordered = sorted(people, key=lambda role: RANKS[role.role])
    for role, performers in groupby(ordered, key=lambda r: r.role):
        yield Part(
            str(SessionRole.Role(role).label),
            tuple(
                Performer(
                    name=performer.speaker.name,
                    href=address("programme:speaker", performer.speaker.code),
                    office=office_text(performer.speaker),
                    country=country_text(performer.speaker),
                    photo=photo_address(performer.speaker),
                    is_confirmed=performer.is_confirmed,
                )
                for performer in performers
            ),
        )


def _places(seats: int | None, online: int | None) -> Iterable[str]:
    if seats is not None:
        yield ngettext("%(number)s seat on site", "%(number)s seats on site", seats) % {
            "number": seats
        }
    if online is not None:
        yield ngettext(
            "%(number)s place online", "%(number)s places online", online
        ) % {"number": online}
