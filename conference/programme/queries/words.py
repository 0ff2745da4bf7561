"""When and where a session is, said in one line of a language."""

from datetime import UTC, datetime, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from conference.core.clock import EVENT_ZONE
from conference.programme.models import Room, Session
from conference.programme.queries.snapshot import PublicRoom


class Timed(Protocol):
    """Anything with a slot: a version, a planned session, a row of the snapshot."""

    @property
    def starts_at(self) -> datetime | None: ...
    @property
    def ends_at(self) -> datetime | None: ...


class Placed(Protocol):
    """Anything with a room."""

    @property
    def room(self) -> Room | PublicRoom | None: ...


class Held(Placed, Protocol):
    """Anything held in a room, online, or both."""

    @property
    def session_format(self) -> str: ...


def slot_text(
    version: Timed, language: str | None = None, zone: tzinfo = EVENT_ZONE
) -> str:
    """Return "Mon 7 Sep 2020, 09:00 to 10:30 Ha Noi"; without a time, what to wait for.

    In the language given, or the active one.
    """
    with translation.override(language or translation.get_language()):
        if version.starts_at is None or version.ends_at is None:
            return gettext("Time to be confirmed")
        start, end = (
            version.starts_at.astimezone(zone),
            version.ends_at.astimezone(zone),
        )
        pattern = (
            # Translators: the day, start and end, and the city whose time it is.
            pgettext("slot", "%(day)s, %(start)s to %(end)s %(zone)s")
            if start.date() == end.date()
            # Translators: the same over midnight, with both days.
            else pgettext(
                "slot", "%(day)s, %(start)s to %(last_day)s, %(end)s %(zone)s"
            )
        )
        return pattern % {
            "day": day_text(start),
            "start": date_format(start, "TIME_FORMAT"),
            "last_day": day_text(end),
            "end": date_format(end, "TIME_FORMAT"),
            "zone": zone_text(zone),
        }


def moment_text(at: datetime) -> str:
    """Return "Mon 7 Sep 2020, 09:00 Ha Noi" in the active language."""
    at = at.astimezone(EVENT_ZONE)
    # Translators: a day, a time, and the city whose time it is.
    return pgettext("moment", "%(day)s, %(time)s %(zone)s") % {
        "day": day_text(at),
        "time": date_format(at, "TIME_FORMAT"),
        "zone": zone_text(EVENT_ZONE),
    }


def day_text(at: datetime) -> str:
    """Return "Mon 7 Sep 2020" in the active language, in the zone of `at`."""
    # Translators: the short weekday and the date.
    return pgettext("day", "%(weekday)s %(date)s") % {
        "weekday": date_format(at, "D"),
        "date": date_format(at, "SHORT_DATE_FORMAT"),
    }


def zone_text(zone: tzinfo) -> str:
    """Return a zone as we name it beside a time: "Ha Noi", "UTC", "Zurich"."""
    if zone == EVENT_ZONE:
        return gettext("Ha Noi")
    if zone == UTC or not isinstance(zone, ZoneInfo):
        return str(zone)
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def room_text(version: Placed, language: str | None = None) -> str:
    """Return the name of the room, or that it is not known yet."""
    with translation.override(language or translation.get_language()):
        if version.room is None:
            return gettext("Room to be confirmed")
        return str(version.room.name)


def where_text(version: Held, language: str | None = None) -> str:
    """Return room, place in the building, and whether one can take part online."""
    with translation.override(language or translation.get_language()):
        parts = [room_text(version)]
        if version.room is not None and str(version.room.place):
            parts.append(str(version.room.place))
        if version.session_format != Session.Format.ON_SITE:
            parts.append(str(Session.Format(version.session_format).label))
        return gettext(", ").join(parts)
