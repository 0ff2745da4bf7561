"""What others changed in a session since somebody opened it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conference.core import clock
from conference.programme.models import Room, Session, Strand
from conference.programme.queries import board, changes

LANGUAGES: Final = dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact, as it was and as it is now, in the reader's language."""

    name: str
    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Who changed a session last, when, and all that differs from what was seen.

    `seen` holds the planned values of the version that was opened, by their names.
    """

    by: str
    at: datetime
    lines: tuple[Line, ...]
    seen: Mapping[str, Any]

    @property
    def names(self) -> frozenset[str]:
        """The fields that others changed."""
        return frozenset(line.name for line in self.lines)


def changes_since(session: Session, version: int) -> Meanwhile | None:
    """Return what differs from the version somebody saw; None when nothing was saved.

    Read from the records of the database, in three statements at most.
    """
    if version >= session.version:
        return None
    seen = _recorded(session, version)
    if seen is None:
        return Meanwhile(str(session.changed_by or ""), session.changed_at, (), {})
    now = {name: getattr(session, name) for name in changes.COPIED}
    names = _names_of_places(seen, now)
    return Meanwhile(
        by=str(session.changed_by or ""),
        at=session.changed_at,
        lines=tuple(_lines(seen, now, names)),
        seen=seen,
    )


def _recorded(session: Session, version: int) -> dict[str, Any] | None:
    events: Any = apps.get_model("programme", "SessionEvent")._default_manager  # noqa: SLF001  made by pghistory
    found: dict[str, Any] | None = (
        events.filter(pgh_obj_id=session.pk, version=version)
        .order_by("-pgh_id")
        .values(*changes.COPIED)
        .first()
    )
    return found


def _names_of_places(*facts: Mapping[str, Any]) -> dict[tuple[str, int], str]:
    rooms = {each["room_id"] for each in facts} - {None}
    strands = {each["strand_id"] for each in facts} - {None}
    return {
        **{("room_id", r.pk): str(r.name) for r in Room.objects.filter(pk__in=rooms)},
        **{
            ("strand_id", s.pk): str(s.name)
            for s in Strand.objects.filter(pk__in=strands)
        },
    }


def _lines(
    seen: Mapping[str, Any],
    now: Mapping[str, Any],
    places: Mapping[tuple[str, int], str],
) -> Iterator[Line]:
    when = (seen["starts_at"], seen["ends_at"]), (now["starts_at"], now["ends_at"])
    for name in changes.COPIED:
        if name == "starts_at" and when[0] != when[1]:
            yield Line("day", _("Time"), _slot(*when[0]), _slot(*when[1]))
        if name in {"starts_at", "ends_at"} or same(seen[name], now[name]):
            continue
        before = in_words(name, seen[name], places)
        after = in_words(name, now[name], places)
        if before == after:
            before, after = "", _("changed in other languages")
        yield Line(name.removesuffix("_id"), what(name), before, after)


def what(name: str) -> str:
    """Return what a field is called."""
    if name == "title":
        return pgettext("session", "Title")
    field = Session._meta.get_field(name.removesuffix("_id"))  # noqa: SLF001
    label = str(getattr(field, "verbose_name", name))
    return label[:1].upper() + label[1:]


def in_words(  # noqa: PLR0911  one line for each kind of value
    name: str,
    value: Any,  # noqa: ANN401  of any field
    places: Mapping[tuple[str, int], str],
) -> str:
    """Return a planned value as the reader would write it; a dash for nothing."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value is None or not str(value) or value == []:
        return "–"
    if (name, value if isinstance(value, int) else 0) in places:
        return places[name, value]
    if isinstance(value, list):
        return _(", ").join(str(LANGUAGES.get(each, each)) for each in value)
    choices = dict(getattr(Session._meta.get_field(name), "flatchoices", []))  # noqa: SLF001
    said = str(value)
    return str(choices.get(said, said))


def _slot(starts_at: datetime | None, ends_at: datetime | None) -> str:
    if starts_at is None or ends_at is None:
        return _("no time yet")
    day = date_format(clock.in_event_zone(starts_at), "SHORT_DATE_FORMAT")
    return _(", ").join((day, board.span_text(starts_at, ends_at)))


def same(one: Any, other: Any) -> bool:  # noqa: ANN401  of any field
    """Whether two values of a field say the same, in every language."""
    return bool(_bare(one) == _bare(other))


def _bare(value: Any) -> Any:  # noqa: ANN401  of any field
    data = getattr(value, "data", value)
    if isinstance(data, dict):
        data = {code: text for code, text in data.items() if text}
    return None if data in ("", [], {}) else data
