"""Sessions as lines of a page, in the language and for the eyes of one reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.programme.mine import HELD, NOTHING, TAKEN, WAITING, Mine
from conference.programme.models import Session, SessionVersion
from conference.programme.queries.snapshot import (
    FEW,
    FULL,
    PublicSession,
    Slot,
    Snapshot,
)
from conference.programme.queries.words import day_text
from conference.programme.queries.zones import Zone, span_text, start_text

State = SessionVersion.State
NAMED: Final = 3
# The open formats; a session on site needs no word for it.
ELSEWHERE: Final = {Session.Format.ONLINE, Session.Format.BOTH}


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a page is drawn, and when: their sessions, and their second zone."""

    now: datetime
    zone: Zone | None = None
    mine: Mapping[int, Mine] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day in Ha Noi."""
        return clock.in_event_zone(self.now).date()

    def of(self, session: PublicSession) -> Mine:
        """Return what the reader has to do with a session."""
        return self.mine.get(session.pk, NOTHING)


@dataclass(frozen=True, slots=True)
class Chip:
    """A state: how it looks, and its word."""

    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """The one thing to do with a session in a list."""

    label: str
    href: str
    kind: str = "2"


@dataclass(frozen=True, slots=True)
class Words:
    """What a session says to everyone who reads one language."""

    title: str
    day: str
    time: str
    iso: str
    about: str
    people: str
    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Row:
    """One session of a list."""

    code: str
    href: str
    title: str
    is_off: bool
    day: str
    time: str
    iso: str
    other: str
    about: str
    people: str
    label: str
    chips: tuple[Chip, ...]
    was: str
    now: str
    clash: str
    act: Act | None


def row(session: PublicSession, reader: Reader) -> Row:
    """Shape one session for a list."""
    slot = session.slot
    words = words_of(session)
    return Row(
        code=session.code,
        href=address("programme:session", session.code),
        title=words.title,
        is_off=session.state == State.CANCELLED,
        day=words.day,
        time=words.time,
        iso=words.iso,
        other=start_text(slot.starts_at, reader.zone) if slot and reader.zone else "",
        about=words.about,
        people=words.people,
        label=words.label,
        chips=tuple(chips(session, reader)),
        was=words.was if is_news(session, reader) else "",
        now=words.now,
        clash=_(" and ").join(reader.of(session).clashes_with),
        act=act(session, reader),
    )


def words_of(session: PublicSession) -> Words:
    """Return what a session says to everyone, drawn once for each language."""
    language = get_language() or "en"
    found: Words | None = session.drawn.get(language)
    if found is None:
        found = session.drawn[language] = _words(session)
    return found


def iso(at: datetime) -> str:
    """Return a moment as machines read it, in the event's zone."""
    return clock.in_event_zone(at).isoformat(timespec="minutes")


def about_text(session: PublicSession, slot: Slot | None) -> str:
    """Return type, room and, where it is not on site alone, the format."""
    room = slot.room if slot else session.room
    parts = [
        str(Session.Type(session.session_type).label),
        str(room.name) if room else _("Room to be confirmed"),
    ]
    if session.session_format in ELSEWHERE:
        parts.append(str(Session.Format(session.session_format).label))
    return _(", ").join(parts)


def people_text(session: PublicSession) -> str:
    """Return the first few people on stage by name, and how many more there are."""
    names = list(dict.fromkeys(role.speaker.name for role in session.people))
    if not names:
        return ""
    told = _(", ").join(names[:NAMED])
    more = len(names) - NAMED
    if more > 0:
        told = ngettext(
            "%(names)s and %(number)s more", "%(names)s and %(number)s more", more
        ) % {"names": told, "number": more}
    return _("With %(people)s") % {"people": told}


def is_news(session: PublicSession, reader: Reader) -> bool:
    """Whether a move is still marked: until the day of the session is over."""
    return session.is_moved and (session.day is None or session.day >= reader.today)


def left(snapshot: Snapshot, day: date, reader: Reader) -> Iterable[PublicSession]:
    """Yield sessions that stood on a day and moved, until that day is over."""
    if day < reader.today:
        return
    for session in snapshot.sessions:
        before = session.before
        waits = session.state == State.TO_BE_CONFIRMED
        if before and _on(before) == day and (waits or is_news(session, reader)):
            yield session


def is_over(session: PublicSession, reader: Reader) -> bool:
    """Whether it has ended."""
    return session.slot is not None and session.slot.ends_at <= reader.now


def moved_text(session: PublicSession) -> tuple[str, str]:
    """Return where a session was and is, saying only what differs."""
    before, slot = session.before, session.slot
    if not session.is_moved or before is None or slot is None:
        return "", ""
    same_room = before.room == slot.room
    same_start = before.starts_at == slot.starts_at and before.ends_at == slot.ends_at
    same_day = _on(before) == _on(slot)
    was, now = (
        _(", ").join(
            part
            for part in (
                "" if same_day else day_text(clock.in_event_zone(which.starts_at)),
                "" if same_start else _span(which),
                "" if same_room or which.room is None else str(which.room.name),
            )
            if part
        )
        for which in (before, slot)
    )
    return was, now


def chips(session: PublicSession, reader: Reader) -> Iterable[Chip]:
    """Yield the states of a session, the change first: two at most."""
    if session.state == State.CANCELLED:
        yield Chip("cancelled", _("Cancelled"))
        return
    if session.state == State.TO_BE_CONFIRMED:
        yield Chip("tbc", _("Time to be confirmed"))
    elif is_news(session, reader):
        yield Chip("moved", _("Moved"))
    own = mine_chip(reader.of(session))
    if own:
        yield own
    elif session.takes_place and not is_over(session, reader):
        yield from _seats(session)


def mine_chip(mine: Mine) -> Chip | None:  # noqa: PLR0911  one line for each state
    """Return the state of the reader's own seat."""
    if mine.state == TAKEN:
        return Chip("approved", _("Your seat"))
    if mine.state == HELD:
        return Chip("waiting", _("Held for you"))
    if mine.state == WAITING:
        place = mine.place
        told = _("Waiting, place %(place)s") % {"place": place} if place else ""
        return Chip("waiting", told or _("Waiting"))
    if mine.on_stage:
        return Chip("approved", _("You are on stage"))
    return Chip("submitted", _("Starred")) if mine.starred else None


def act(session: PublicSession, reader: Reader) -> Act | None:
    """Return the way to the seat, where there is one to take."""
    href = address("attendance:seat", session.code)
    if not href or not session.takes_place or is_over(session, reader):
        return None
    if reader.of(session).state:
        return Act(_("My seat"), href, kind="3")
    if session.availability == FULL:
        return Act(_("Join the line"), href)
    return Act(_("Take a seat"), href)


@lru_cache(maxsize=4096)
def address(name: str, *arguments: str) -> str:
    """Return the path of a named page; nothing where this site has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _words(session: PublicSession) -> Words:
    slot = session.slot
    was, now = moved_text(session)
    return Words(
        title=str(session.title),
        day=day_text(clock.in_event_zone(slot.starts_at)) if slot else "",
        time=span_text(slot.starts_at, slot.ends_at, clock.EVENT_ZONE) if slot else "",
        iso=iso(slot.starts_at) if slot else "",
        about=about_text(session, slot),
        people=people_text(session),
        label=str(session.label),
        was=was,
        now=now,
    )


def _seats(session: PublicSession) -> Iterable[Chip]:
    if session.availability == FULL:
        yield Chip("waiting", _("Full"))
    elif session.availability == FEW:
        yield Chip("submitted", _("Few seats left"))


def _on(slot: Slot) -> date:
    return clock.in_event_zone(slot.starts_at).date()


def _span(slot: Slot) -> str:
    start, end = (clock.in_event_zone(at) for at in (slot.starts_at, slot.ends_at))
    return _("%(start)s to %(end)s") % {
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
    }
