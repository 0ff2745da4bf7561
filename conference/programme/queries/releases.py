"""Releases as everyone reads them: what each changed, and what the programme was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, F, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.programme.models import Release, Session, SessionVersion, VersionRole
from conference.programme.queries.changes import LogRow, release_log, releases
from conference.programme.queries.pages import long_day
from conference.programme.queries.portraits import release_text
from conference.programme.queries.rows import address
from conference.programme.queries.words import room_text
from conference.programme.queries.zones import span_text

State = SessionVersion.State


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release in the list of all."""

    number: int
    href: str
    published: str
    note: str
    is_urgent: bool
    count: str
    is_newest: bool


@dataclass(frozen=True, slots=True)
class OldRow:
    """A session as one release showed it."""

    code: str
    href: str
    title: str
    time: str
    about: str
    people: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class OldDay:
    """A day as one release showed it."""

    title: str
    rows: tuple[OldRow, ...]


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """One release: its log, and, when it was replaced, the programme as it was."""

    line: ReleaseLine
    log: tuple[LogRow, ...]
    days: tuple[OldDay, ...]


def all_releases(edition_id: int) -> tuple[ReleaseLine, ...]:
    """Return every release, the newest first."""
    rows = releases(edition_id).annotate(count=Count("changes"))
    return tuple(_line(r, r.count, is_newest=n == 0) for n, r in enumerate(rows))


def release_page(edition_id: int, number: int) -> ReleasePage | None:
    """Return one release; None for one that never was."""
    release = Release.objects.filter(edition_id=edition_id, number=number).first()
    if release is None:
        return None
    log = release_log(edition_id, number)
    newer = Release.objects.filter(edition_id=edition_id, number__gt=number)
    is_newest = not newer.exists()
    return ReleasePage(
        line=_line(release, len(log), is_newest=is_newest),
        log=tuple(log),
        days=() if is_newest else tuple(_days(release)),
    )


def _line(release: Release, count: int, *, is_newest: bool) -> ReleaseLine:
    return ReleaseLine(
        number=release.number,
        href=address("programme:release", str(release.number)),
        published=release_text(release.published_at),
        note=release.note,
        is_urgent=release.is_urgent,
        count=ngettext(
            "%(number)s session changed", "%(number)s sessions changed", count
        )
        % {"number": count},
        is_newest=is_newest,
    )


def _days(release: Release) -> Iterable[OldDay]:
    versions = (
        SessionVersion.objects.in_release(release)
        .select_related("session", "room")
        .prefetch_related(
            Prefetch("roles", VersionRole.objects.select_related("speaker"))
        )
        .order_by(F("starts_at").asc(nulls_last=True), "session__code")
    )
    for day, of_day in groupby(versions, key=_day):
        yield OldDay(
            title=long_day(day) if day else _("Time to be confirmed"),
            rows=tuple(map(_row, of_day)),
        )


def _day(version: SessionVersion) -> date | None:
    if version.starts_at is None:
        return None
    return clock.in_event_zone(version.starts_at).date()


def _row(version: SessionVersion) -> OldRow:
    time = ""
    if version.starts_at and version.ends_at:
        time = span_text(version.starts_at, version.ends_at, clock.EVENT_ZONE)
    kind = str(Session.Type(version.session_type).label)
    roles = sorted(version.roles.all(), key=lambda role: (role.order, role.pk))
    return OldRow(
        code=version.session.code,
        href=address("programme:session", version.session.code),
        title=str(version.title),
        time=time,
        about=_(", ").join((kind, room_text(version))),
        people=_(", ").join(dict.fromkeys(role.speaker.name for role in roles)),
        is_off=version.state == State.CANCELLED,
    )
