"""A table brought by an organiser: kept, compared, and applied all at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from conference.core.refusals import Refusal
from conference.programme.exchange import comparing, reading, schedule_rows
from conference.programme.exchange.columns import Kind
from conference.programme.exchange.differences import Comparison, Row
from conference.programme.models import Session, Upload
from conference.programme.operations import casting, furnishing, profiles, scheduling
from conference.programme.operations.turns import take_turn

LIFE: Final = timedelta(days=1)


class UnknownColumns(Refusal):
    """The header names what we do not know."""

    sentence = _(
        "We do not know these columns: %(columns)s. Take them away, or name them as in "
        "the list on this page."
    )


class MissingColumns(Refusal):
    """The header lacks what says which row is meant."""

    sentence = _(
        "The table has no column “%(columns)s” in its first line. Add it: it says what "
        "each line is about."
    )


class PlanChangedMeanwhile(Refusal):
    """Applying would do something else than what was looked at."""

    sentence = _(
        "Somebody changed the programme since you looked. Nothing was applied. Look at "
        "the differences as they are now, then apply them."
    )


class NothingToApply(Refusal):
    """No differences, or lines that cannot stand."""

    sentence = _(
        "There is nothing that can be applied: every line is the same already, or some "
        "lines need another look. Nothing was changed."
    )


def bring(
    edition_id: int,
    kind: str,
    *,
    name: str,
    content: bytes,
    by: AbstractBaseUser,
    now: datetime,
) -> Upload:
    """Read a file and keep it for a day; nothing of it counts yet.

    Refused: what reading refuses, UnknownColumns, MissingColumns.
    """
    sheet = _sheet(edition_id, kind, content)
    missing = comparing.missing_columns(sheet.header)
    if missing:
        raise MissingColumns(columns="”, “".join(missing))
    unknown = comparing.unknown_columns(kind, sheet.header)
    if unknown:
        raise UnknownColumns(columns=", ".join(unknown)[:300])
    forget_old(now=now)
    return Upload.objects.create(
        edition_id=edition_id,
        account_id=by.pk,
        kind=kind,
        name=name.replace("\x00", "")[:200],
        header=sheet.header,
        rows=sheet.rows,
        brought_at=now,
    )


def _sheet(edition_id: int, kind: str, content: bytes) -> reading.Sheet:
    if kind == Kind.SESSIONS and schedule_rows.is_schedule(content):
        return schedule_rows.read(content, schedule_rows.Names.of(edition_id))
    return reading.read(content)


def forget_old(*, now: datetime) -> int:
    """Delete tables that were brought more than a day ago."""
    return Upload.objects.filter(brought_at__lt=now - LIFE).delete()[0]


@atomic
def apply(
    upload: Upload, *, seen: str, by: AbstractBaseUser, now: datetime
) -> Comparison:
    """Do what the comparison named `seen` says, all of it or nothing.

    Refused: PlanChangedMeanwhile, NothingToApply, and what the operations refuse. Takes
    the turn before it compares anew, so that nobody plans in between.
    """
    take_turn(upload.edition_id)
    found = comparing.compare(upload)
    if found.digest != seen:
        raise PlanChangedMeanwhile
    if not found.does_something:
        raise NothingToApply
    rows = [*found.new, *found.changed]
    if upload.kind == Kind.SESSIONS:
        _apply_sessions(upload.edition_id, rows, by=by, now=now)
    elif upload.kind == Kind.PEOPLE:
        _apply_people(upload.edition_id, rows, by=by, now=now)
    else:
        _apply_rooms(upload.edition_id, rows, by=by, now=now)
    Upload.objects.filter(pk=upload.pk).update(applied_at=now)
    return found


def _apply_sessions(
    edition_id: int, rows: Iterable[Row], *, by: AbstractBaseUser, now: datetime
) -> None:
    """Take people off first, then plan, then put people on: so anything may change."""
    casts = {row.code: row.facts["people"] for row in rows if "people" in row.facts}
    staying = {
        row.pk: [one for one in row.before["people"] if one in casts[row.code]]
        for row in rows
        if row.pk and row.before and row.code in casts
    }
    if staying:
        casting.recast(edition_id, staying, by=by, now=now)
    planned = [(row.pk, cast("scheduling.Facts", _facts(row))) for row in rows]
    scheduling.plan_all(edition_id, planned, by=by, now=now)
    keys = Session.objects.filter(edition_id=edition_id, code__in=casts)
    full = {pk: casts[code] for pk, code in keys.values_list("pk", "code")}
    if full:
        casting.recast(edition_id, full, by=by, now=now)


def _apply_people(
    edition_id: int, rows: Iterable[Row], *, by: AbstractBaseUser, now: datetime
) -> None:
    # Everyone in one order, so that two imports never wait for each other in a circle.
    for row in sorted(rows, key=lambda row: row.pk or 0):
        facts = cast("profiles.SpeakerFacts", _facts(row))
        profiles.save_speaker(
            row.pk, edition_id=edition_id, facts=facts, version=None, by=by, now=now
        )


def _apply_rooms(
    edition_id: int, rows: Iterable[Row], *, by: AbstractBaseUser, now: datetime
) -> None:
    for row in rows:
        facts = cast("furnishing.RoomFacts", _facts(row))
        furnishing.save_room(row.pk, edition_id=edition_id, facts=facts, by=by, now=now)


def _facts(row: Row) -> dict[str, Any]:
    """Return the facts as the operations take them: words that know their languages."""
    return {
        name: LazyI18nString(value) if isinstance(value, dict) else value
        for name, value in row.facts.items()
        if name != "people" and not (name == "code" and row.pk)
    }
