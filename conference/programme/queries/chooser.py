"""What stands above a list of sessions: days, search, filters, zones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from conference.editions.dates import NUMBERED
from conference.programme.queries import choosing
from conference.programme.queries.choosing import Found, Group, Option, Wanted
from conference.programme.queries.rows import Reader, address
from conference.programme.queries.search import people as people_named
from conference.programme.queries.snapshot import Snapshot
from conference.programme.queries.zones import EVENT, MINE, Zone, zones


@dataclass(frozen=True, slots=True)
class Tab:
    """One day, as a way to it."""

    label: str
    note: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A person on stage, as a filter or a link."""

    name: str
    href: str
    about: str
    photo: str = ""


@dataclass(frozen=True, slots=True)
class ZoneLink:
    """A zone as a link."""

    label: str
    href: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Chooser:
    """Everything above the list: days, search, filters, zones."""

    tabs: tuple[Tab, ...]
    quick: tuple[Option, ...]
    groups: tuple[Group, ...]
    taken_off: tuple[Option, ...]
    all_href: str
    pairs: tuple[tuple[str, str], ...]
    text: str
    zones: tuple[ZoneLink, ...]
    people: tuple[Person, ...]
    count: str
    is_anything: bool


def chooser_of(
    snapshot: Snapshot,
    wanted: Wanted,
    found: Found,
    *,
    day: date | None,
    reader: Reader,
) -> Chooser:
    """Return every way to see fewer sessions, or others."""
    shown = found.of_day.get(day.isoformat(), 0) if day else len(found.sessions)
    return Chooser(
        tabs=tuple(_tabs(snapshot, wanted, found, day)),
        quick=tuple(choosing.quick(wanted, found.counts)),
        groups=tuple(choosing.groups(snapshot, wanted, found.counts)),
        taken_off=tuple(choosing.taken_off(snapshot, wanted)),
        all_href=wanted.without_filters(),
        pairs=tuple(wanted.pairs()),
        text=wanted.text,
        zones=tuple(_zone_links(wanted, reader.zone)),
        people=tuple(_people(snapshot, wanted)),
        count=sessions_text(shown),
        is_anything=wanted.is_anything,
    )


def sessions_text(number: int) -> str:
    """Return "1 session", "2 sessions"."""
    return ngettext("%(number)s session", "%(number)s sessions", number) % {
        "number": number
    }


def _tabs(
    snapshot: Snapshot, wanted: Wanted, found: Found, current: date | None
) -> Iterable[Tab]:
    query = wanted.query().removesuffix("?")
    yield Tab(
        _("All days"),
        sessions_text(len(found.sessions)),
        address("programme:days") + query,
        is_current=current is None,
    )
    for day in snapshot.days:
        yield Tab(
            short_day(day),
            sessions_text(found.of_day.get(day.isoformat(), 0)),
            day_address(day) + query,
            is_current=day == current,
        )


def _zone_links(wanted: Wanted, shown: Zone | None) -> Iterable[ZoneLink]:
    for zone in zones():
        is_on = zone == shown if shown else zone.key == EVENT
        label = _("%(zone)s time") % {"zone": zone.name}
        if zone.key == MINE:
            label = _("Your time (%(zone)s)") % {"zone": zone.name}
        yield ZoneLink(label, wanted.in_zone(zone.key), is_on)


def _people(snapshot: Snapshot, wanted: Wanted) -> Iterable[Person]:
    for speaker in people_named(snapshot, wanted.text):
        yield Person(
            speaker.name,
            address("programme:speaker", speaker.code),
            str(speaker.organisation or speaker.position),
        )


def day_address(day: date) -> str:
    """Return the page of a day."""
    return address("programme:day", day.isoformat())


def short_day(day: date) -> str:
    """Return "Mon 7 Sep", as it fits on a tab."""
    language = get_language() or "en"
    if language in NUMBERED:
        # Translators: the short weekday and the date.
        return pgettext("day", "%(weekday)s %(date)s") % {
            "weekday": date_format(day, "D"),
            "date": date_format(day, "MONTH_DAY_FORMAT"),
        }
    # Only English writes its months with a capital.
    return date_format(day, "D j M" if language == "en" else "D j b")
