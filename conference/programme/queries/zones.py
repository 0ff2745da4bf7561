"""The zones in which times are told: the event's first, and one besides."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from conference.core.clock import EVENT_ZONE, in_event_zone
from conference.programme.queries.words import zone_text

EVENT: Final = "event"
GENEVA: Final = "geneva"
UNIVERSAL: Final = "utc"
MINE: Final = "mine"
# ITU publishes in the time of its seat.
GENEVA_ZONE: Final = ZoneInfo("Europe/Zurich")
NOON: Final = time(12)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with the word by which readers choose it, and its name."""

    key: str
    name: str
    rules: tzinfo


@dataclass(frozen=True, slots=True)
class Telling:
    """One moment, or one span, in one zone."""

    zone: str
    text: str


def own_zone() -> Zone | None:
    """Return the reader's own zone, when they chose one that is not shown anyway."""
    rules = timezone.get_current_timezone()
    key = getattr(rules, "key", "UTC")
    if key in {"UTC", EVENT_ZONE.key, GENEVA_ZONE.key}:
        return None
    return Zone(MINE, zone_text(rules), rules)


def zones() -> list[Zone]:
    """Return every zone a reader can choose, the event's own first."""
    own = own_zone()
    return [
        Zone(EVENT, _("Ha Noi"), EVENT_ZONE),
        Zone(GENEVA, _("Geneva"), GENEVA_ZONE),
        Zone(UNIVERSAL, "UTC", UTC),
        *([own] if own else []),
    ]


def beside(wanted: str) -> Zone | None:
    """Return the zone to tell times in besides the event's; None for no other.

    Without a choice it is the reader's own, or Geneva's.
    """
    known = {zone.key: zone for zone in zones()}
    chosen = known.get(wanted) or known.get(MINE) or known[GENEVA]
    return None if chosen.key == EVENT else chosen


def span_text(starts_at: datetime, ends_at: datetime, rules: tzinfo) -> str:
    """Return "09:00–10:30"; from right to left and over midnight with a word."""
    start, end = starts_at.astimezone(rules), ends_at.astimezone(rules)
    if start.date() == end.date() and not get_language_bidi():
        return f"{start:%H:%M}–{end:%H:%M}"
    last = f"{end:%H:%M}"
    if start.date() != end.date():
        last = f"{date_format(end, 'D')} {last}"
    return _("%(start)s to %(end)s") % {"start": f"{start:%H:%M}", "end": last}


def start_text(at: datetime, zone: Zone) -> str:
    """Return "04:00 Geneva", with the weekday where it is not the day in Ha Noi."""
    there = at.astimezone(zone.rules)
    told = f"{there:%H:%M}"
    if there.date() != in_event_zone(at).date():
        told = f"{date_format(there, 'D')} {told}"
    return _("%(time)s %(zone)s") % {"time": told, "zone": zone.name}


def distance_text(day: date, zone: Zone | None) -> str:
    """Say how far a zone is from Ha Noi on a day: it differs over the year."""
    here = _("Ha Noi time (UTC+7).")
    if zone is None:
        return here
    noon = datetime.combine(day, NOON, EVENT_ZONE)
    ahead = noon.astimezone(zone.rules).utcoffset() or timedelta()
    minutes = int((ahead - (noon.utcoffset() or timedelta())).total_seconds()) // 60
    return f"{here} {_distance(zone.name, minutes)}"


def _distance(name: str, minutes: int) -> str:
    if minutes == 0:
        return _("In %(zone)s it is the same time.") % {"zone": name}
    hours, rest = divmod(abs(minutes), 60)
    if rest:
        told = f"{hours}:{rest:02}"
        late = _("%(zone)s is %(time)s h behind.")
        early = _("%(zone)s is %(time)s h ahead.")
        return (late if minutes < 0 else early) % {"zone": name, "time": told}
    if minutes < 0:
        return ngettext(
            "%(zone)s is %(hours)s hour behind.",
            "%(zone)s is %(hours)s hours behind.",
            hours,
        ) % {"zone": name, "hours": hours}
    return ngettext(
        "%(zone)s is %(hours)s hour ahead.",
        "%(zone)s is %(hours)s hours ahead.",
        hours,
    ) % {"zone": name, "hours": hours}
