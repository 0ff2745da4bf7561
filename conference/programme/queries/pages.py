"""The pages of the programme: one query function for each, without a statement."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import clock
from conference.editions.dates import date_text_in_words
from conference.editions.dates import day_text as long_day_text
from conference.editions.queries import PublicRecord, now_text
from conference.programme.queries import choosing
from conference.programme.queries.chooser import (
    Chooser,
    chooser_of,
    day_address,
    sessions_text,
    short_day,
)
from conference.programme.queries.choosing import Found, Wanted
from conference.programme.queries.rows import (
    Reader,
    Row,
    address,
    left,
    moved_text,
    row,
)
from conference.programme.queries.snapshot import LAST, PublicSession, Snapshot
from conference.programme.queries.zones import (
    distance_text,
)

# More lines than a person reads; a day or one filter more makes them fewer.
MOST_ROWS: Final = 40
# How long before the first session "now and next" is told.
SOON: Final = timedelta(hours=12)
MOST_NEXT: Final = 6


@dataclass(frozen=True, slots=True)
class DayRows:
    """The sessions of one day, for a page over several."""

    title: str
    href: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class DayCard:
    """One day before it is opened."""

    title: str
    href: str
    count: str
    hours: str
    strands: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Away:
    """A session that was planned for this day and stands on another."""

    title: str
    href: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Displaced:
    """The days of the programme are not the days of the event any more."""

    was: str
    now: str


@dataclass(frozen=True, slots=True)
class NowNext:
    """What is on, and what comes next."""

    now: tuple[Row, ...]
    next: tuple[Row, ...]
    next_at: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of sessions: one day, or what was found on all of them."""

    title: str
    day: date | None
    chooser: Chooser
    zone_note: str
    rows: tuple[Row, ...]
    days: tuple[DayRows, ...]
    cards: tuple[DayCard, ...]
    without_time: tuple[Row, ...]
    away: tuple[Away, ...]
    now_next: NowNext | None
    displaced: Displaced | None
    cut: str


def phase(snapshot: Snapshot, now: datetime) -> tuple[date, int]:
    """Return what time means to a page: the day, and how many sessions have turned."""
    return clock.in_event_zone(now).date(), bisect_right(snapshot.edges, now)


def overview(
    snapshot: Snapshot, record: PublicRecord, wanted: Wanted, reader: Reader
) -> Listing:
    """Return the way into the programme, or what was found on any day."""
    found = choosing.choose(snapshot, wanted, reader.mine)
    shown = _in_order(found)[:MOST_ROWS] if wanted.is_anything else []
    is_search = bool(found.worth)
    day = snapshot.days[0] if snapshot.days else reader.today
    return Listing(
        title=_("Programme"),
        day=None,
        chooser=chooser_of(snapshot, wanted, found, day=None, reader=reader),
        zone_note=distance_text(day, reader.zone),
        rows=tuple(row(s, reader) for s in shown) if is_search else (),
        days=() if is_search else tuple(_by_day(shown, reader)),
        cards=() if wanted.is_anything else tuple(_cards(snapshot, wanted)),
        without_time=()
        if wanted.is_anything
        else tuple(row(s, reader) for s in snapshot.without_time),
        away=(),
        now_next=None if wanted.is_anything else now_next(snapshot, reader),
        displaced=displaced(snapshot, record),
        cut=_cut(len(shown), len(found.sessions)) if wanted.is_anything else "",
    )


def day_page(
    snapshot: Snapshot,
    record: PublicRecord,
    day: date,
    wanted: Wanted,
    reader: Reader,
) -> Listing:
    """Return one day: what fits of it, and what left it."""
    found = choosing.choose(snapshot, wanted, reader.mine, day)
    shown = [s for s in _in_order(found) if s.day == day]
    return Listing(
        title=long_day(day),
        day=day,
        chooser=chooser_of(snapshot, wanted, found, day=day, reader=reader),
        zone_note=distance_text(day, reader.zone),
        rows=tuple(row(s, reader) for s in shown),
        days=(),
        cards=(),
        without_time=(),
        away=tuple(_away(snapshot, day, reader)),
        now_next=None,
        displaced=displaced(snapshot, record),
        cut="",
    )


def now_next(snapshot: Snapshot, reader: Reader) -> NowNext | None:
    """Return what is on and what comes next, while the event is near."""
    live = [s for s in snapshot.sessions if s.takes_place and s.slot]
    if not live or not snapshot.edges:
        return None
    if not snapshot.edges[0] - SOON <= reader.now < snapshot.edges[-1]:
        return None
    on = [s for s in live if _begins(s) <= reader.now < _ends(s)]
    later = [s for s in live if _begins(s) > reader.now]
    first = min(map(_begins, later), default=None)
    coming = [s for s in later if _begins(s) == first][:MOST_NEXT]
    return NowNext(
        now=tuple(row(s, reader) for s in on),
        next=tuple(row(s, reader) for s in coming),
        next_at=_moment(first) if first else "",
    )


def displaced(snapshot: Snapshot, record: PublicRecord) -> Displaced | None:
    """Return what to say while the days of the event are not those of the programme."""
    days, now = snapshot.days, record.in_force
    if not days or (_covers(now.starts_on, now.ends_on, days) and now.has_days):
        return None
    language = get_language() or "en"
    earlier = (
        d
        for d in reversed(record.decisions)
        if d.has_days and _covers(d.starts_on, d.ends_on, days)
    )
    planned_for = next(earlier, None)
    was = date_text_in_words(planned_for, language) if planned_for else _range(days)
    return Displaced(was=was, now=now_text(now, language))


def doubt(snapshot: Snapshot, record: PublicRecord) -> str:
    """Return what files say of each session meanwhile, or nothing."""
    found = displaced(snapshot, record)
    if found is None:
        return ""
    return _(
        "These days are not in force any more. The event now: %(now)s. Until the new "
        "programme is published, the session stands on its old day."
    ) % {"now": found.now}


def by_day(sessions: Iterable[PublicSession], reader: Reader) -> tuple[DayRows, ...]:
    """Return sessions by day, those without a time last."""
    return tuple(_by_day(sessions, reader))


def long_day(day: date) -> str:
    """Return "Monday 7 September 2020" as the language says it."""
    # Translators: "Monday 7 September 2020"; put in commas where you write them.
    return _("%(weekday)s %(day)s") % {
        "weekday": date_format(day, "l"),
        "day": long_day_text(day, get_language() or "en"),
    }


def _in_order(found: Found) -> list[PublicSession]:
    """Return what was found, the best first; otherwise as it stands, by time."""
    if not found.worth:
        return list(found.sessions)
    return sorted(found.sessions, key=lambda session: -found.worth[session.pk])


def _by_day(sessions: Iterable[PublicSession], reader: Reader) -> Iterable[DayRows]:
    far = date.max
    ordered = sorted(sessions, key=lambda s: s.day or far)
    for day, of_day in groupby(ordered, key=lambda s: s.day):
        yield DayRows(
            title=long_day(day) if day else _("Time to be confirmed"),
            href=day_address(day) if day else "",
            rows=tuple(row(session, reader) for session in of_day),
        )


def _cards(snapshot: Snapshot, wanted: Wanted) -> Iterable[DayCard]:
    query = wanted.query().removesuffix("?")
    for day in snapshot.days:
        sessions = snapshot.of_day(day)
        slots = [s.slot for s in sessions if s.slot]
        first = min(slot.starts_at for slot in slots)
        last = max(slot.ends_at for slot in slots)
        yield DayCard(
            title=long_day(day),
            href=day_address(day) + query,
            count=sessions_text(len(sessions)),
            hours=_("%(start)s to %(end)s")
            % {"start": _hour(first), "end": _hour(last)},
            strands=tuple(_strands(snapshot, sessions)),
        )


def _strands(
    snapshot: Snapshot, sessions: Iterable[PublicSession]
) -> Iterable[tuple[str, int]]:
    codes = [s.strand.code for s in sessions if s.strand]
    for strand in snapshot.strands:
        if strand.code in codes:
            yield str(strand.name), codes.count(strand.code)


def _away(snapshot: Snapshot, day: date, reader: Reader) -> Iterable[Away]:
    """Yield what the day's readers would look for in vain."""
    for session in left(snapshot, day, reader):
        if session.day == day or session.before is None:
            continue
        was, now = moved_text(session)
        yield Away(
            str(session.title),
            _href(session),
            was or _hour(session.before.starts_at),
            now or _("Time to be confirmed"),
        )


def _href(session: PublicSession) -> str:
    return address("programme:session", session.code)


def _cut(shown: int, total: int) -> str:
    if shown >= total:
        return ""
    return _(
        "The first %(shown)s of %(total)s are shown. Choose a day or a filter to see"
        " the rest."
    ) % {"shown": shown, "total": total}


def _covers(first: date | None, last: date | None, days: tuple[date, ...]) -> bool:
    return bool(first and last and first <= days[0] and days[-1] <= last)


def _range(days: tuple[date, ...]) -> str:
    first, last = (
        long_day_text(d, get_language() or "en") for d in (days[0], days[-1])
    )
    if first == last:
        return first
    return _("%(start)s to %(end)s") % {"start": first, "end": last}


def _moment(at: datetime) -> str:
    there = clock.in_event_zone(at)
    return f"{short_day(there.date())}, {there:%H:%M}"


def _hour(at: datetime) -> str:
    return f"{clock.in_event_zone(at):%H:%M}"


def _begins(session: PublicSession) -> datetime:
    return session.slot.starts_at if session.slot else LAST


def _ends(session: PublicSession) -> datetime:
    return session.slot.ends_at if session.slot else LAST
