"""The records: who changed what, when, from what to what; from pghistory's events."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final, cast

import pghistory.models
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db.models import (
    Field,
    ForeignKey,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from i18nfield.strings import LazyI18nString

from registration.accounts.models import User

PAGE: Final = 50
# What a bigint of PostgreSQL surely holds.
ID_DIGITS: Final = 18
OURS: Final = ("conference.", "registration.")
VERBS: Final = {
    "insert": gettext_lazy("Made"),
    "update": gettext_lazy("Changed"),
    "delete": gettext_lazy("Taken away"),
    "given": gettext_lazy("Given"),
    "taken": gettext_lazy("Taken"),
}
# What says nothing to a reader, or would tell more than the page should.
SILENT: Final = frozenset(
    {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context", "id"}
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing whose changes are recorded."""

    key: str
    events: type[Model]
    tracked: type[Model]

    @property
    def label(self) -> str:
        """What the reader calls it, in the reader's language."""
        return str(self.tracked._meta.verbose_name)  # noqa: SLF001

    @property
    def follows_objects(self) -> bool:
        """Whether its events belong to one object; a pair of two has no history."""
        return any(field.name == "pgh_obj" for field in self.events._meta.fields)  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place in the time line after which a page begins."""

    at: datetime
    kind: str
    event_id: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()},{self.kind},{self.event_id}"


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after; before is None when it was not recorded."""

    label: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the time line; `at` is the conference's time, moved in the demo."""

    at: datetime
    who: str
    who_id: int | None
    verb: str
    kind: str
    kind_label: str
    object_id: str
    object_label: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asked for; empty means everything."""

    kind: str = ""
    object_id: str = ""
    who: str = ""
    after: Cursor | None = None


def kinds_for(user: PermissionsMixin | AnonymousUser) -> list[Kind]:
    """List the kinds a person may read: those whose things or records they may see."""
    return [kind for kind in kinds() if any(map(user.has_perm, _readers(kind)))]


def _readers(kind: Kind) -> Iterator[str]:
    app = kind.tracked._meta.app_label  # noqa: SLF001
    yield f"{app}.view_{kind.key}"
    yield f"{app}.view_{kind.events._meta.model_name}"  # noqa: SLF001


@cache
def kinds() -> tuple[Kind, ...]:
    """List every kind of ours whose changes are recorded, by its key."""
    found = [
        _kind(model)
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event)
        and model.__module__.startswith(OURS)
    ]
    return tuple(sorted(found, key=lambda kind: kind.key))


def _kind(events: type[pghistory.models.Event]) -> Kind:
    tracked = cast("type[Model]", events.pgh_tracked_model)
    return Kind(str(tracked._meta.model_name), events, tracked)  # noqa: SLF001


def cursor(text: str) -> Cursor | None:
    """Read a cursor from an address; what is none leads to the first page."""
    at, _comma, rest = text.partition(",")
    kind, _comma, event_id = rest.partition(",")
    try:
        moment = parse_datetime(at)
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not _is_id(event_id):
        return None
    return Cursor(moment, kind, int(event_id))


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) <= ID_DIGITS


def page_of(kinds: list[Kind], wanted: Wanted) -> tuple[list[Record], Cursor | None]:
    """Return one page of the time line, newest first, and where the next one begins.

    At most four statements for each kind and two more, whatever the number of rows.
    """
    asked = [kind for kind in kinds if wanted.kind in {"", kind.key}]
    if wanted.object_id:
        asked = [kind for kind in asked if kind.follows_objects]
    people = _people_named(wanted.who)
    rows: list[tuple[Kind, Any]] = []
    for kind in asked:
        found = _events(kind, wanted, people).select_related("pgh_context")[: PAGE + 1]
        rows += [(kind, event) for event in found]
    newest = heapq.nlargest(PAGE + 1, rows, key=_place)
    shown = newest[:PAGE]
    following = None
    if len(newest) > PAGE:
        at, key, event_id = _place(shown[-1])
        following = Cursor(at, key, event_id)
    return list(_records(shown)), following


def _place(row: tuple[Kind, Any]) -> tuple[datetime, str, int]:
    kind, event = row
    return event.pgh_created_at, kind.key, event.pgh_id


def _events(kind: Kind, wanted: Wanted, people: list[int] | None) -> QuerySet[Any]:
    events: QuerySet[Any] = kind.events._default_manager.order_by(  # noqa: SLF001
        "-pgh_created_at", "-pgh_id"
    )
    if kind.follows_objects:
        earlier = kind.events._default_manager.filter(  # noqa: SLF001
            pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
        ).order_by("-pgh_id")
        events = events.annotate(before_id=Subquery(earlier.values("pgh_id")[:1]))
    else:
        events = events.annotate(
            before_id=Value(None, output_field=IntegerField()),
            pgh_obj_id=Value(None, output_field=IntegerField()),
        )
    if wanted.object_id:
        events = events.filter(pgh_obj_id=wanted.object_id)
    if people is not None:
        events = events.filter(pgh_context__metadata__user__in=people)
    if wanted.after is not None:
        events = events.filter(_older_than(wanted.after, kind.key))
    return events


def _older_than(place: Cursor, key: str) -> Q:
    if key > place.kind:
        return Q(pgh_created_at__lt=place.at)
    if key < place.kind:
        return Q(pgh_created_at__lte=place.at)
    return Q(pgh_created_at__lt=place.at) | Q(
        pgh_created_at=place.at, pgh_id__lt=place.event_id
    )


def _people_named(who: str) -> list[int] | None:
    if not who:
        return None
    if who.isdecimal():
        return [int(who[:18])]
    named = User.objects.filter(
        Q(email__icontains=who)
        | Q(family_name__icontains=who)
        | Q(given_name__icontains=who)
    )
    return list(named.values_list("pk", flat=True)[:200])


def _records(rows: list[tuple[Kind, Any]]) -> Iterator[Record]:
    before = _events_before(rows)
    pairs = [
        (kind, event, before.get((kind.key, event.before_id))) for kind, event in rows
    ]
    names = _names(_pointers(pairs))
    people = _people(rows)
    for kind, event, earlier in pairs:
        about = event.pgh_context.metadata if event.pgh_context else {}
        who_id = about.get("user")
        yield Record(
            at=parse_datetime(about.get("at") or "") or event.pgh_created_at,
            who=people.get(who_id, "") if who_id else "",
            who_id=who_id,
            verb=str(VERBS.get(event.pgh_label, event.pgh_label)),
            kind=kind.key,
            kind_label=kind.label,
            object_id=str(event.pgh_obj_id or ""),
            object_label=_label(kind, event),
            changes=list(_changes(event, earlier, names)),
        )


def _events_before(rows: list[tuple[Kind, Any]]) -> dict[tuple[str, int], Any]:
    wanted: dict[Kind, list[int]] = {}
    for kind, event in rows:
        if event.before_id:
            wanted.setdefault(kind, []).append(event.before_id)
    return {
        (kind.key, event_id): event
        for kind, ids in wanted.items()
        for event_id, event in kind.events._default_manager.in_bulk(ids).items()  # noqa: SLF001
    }


def _people(rows: list[tuple[Kind, Any]]) -> dict[int, str]:
    ids = {
        event.pgh_context.metadata.get("user")
        for _kind, event in rows
        if event.pgh_context
    }
    return {pk: str(user) for pk, user in User.objects.in_bulk(ids - {None}).items()}


def _label(kind: Kind, event: Model) -> str:
    if not kind.follows_objects:
        return ""
    try:
        return kind.tracked.__str__(event)
    except AttributeError:
        # It names itself by a property, which an event does not have.
        names = (getattr(event, name, "") for name in ("given_name", "family_name"))
        return " ".join(filter(None, names)) or str(event.pgh_obj_id)  # type: ignore[attr-defined]


def _told_fields(event: Model) -> "Iterator[Field[Any, Any]]":
    return (field for field in event._meta.fields if field.name not in SILENT)  # noqa: SLF001


def _changes(
    event: Model, earlier: Model | None, names: dict[tuple[type, Any], str]
) -> Iterator[Change]:
    for field in _told_fields(event):
        after = field.value_from_object(event)
        if earlier is None:
            if after not in (None, "", {}):
                yield Change(str(field.verbose_name), None, _words(field, after, names))
            continue
        before = field.value_from_object(earlier)
        if before != after:
            told = (_words(field, value, names) for value in (before, after))
            yield Change(str(field.verbose_name), *told)


def _words(
    field: "Field[Any, Any]", value: object, names: dict[tuple[type, Any], str]
) -> str:
    if value in (None, "", []):
        return _("none")
    if isinstance(value, list):
        # Of an array of PostgreSQL, each in its own words.
        one = getattr(field, "base_field", field)
        return ", ".join(_word(one, each, names) for each in value)
    return _word(field, value, names)


def _word(
    field: "Field[Any, Any]", value: object, names: dict[tuple[type, Any], str]
) -> str:
    if isinstance(field, ForeignKey):
        return names.get((field.related_model, value), f"{value}")
    if isinstance(value, bool):
        value = _("yes") if value else _("no")
    elif isinstance(value, datetime):
        value = f"{value:%Y-%m-%d %H:%M} UTC"
    elif isinstance(value, LazyI18nString | dict):
        value = _sentence(getattr(value, "data", value))
    return str(dict(field.flatchoices or ()).get(value, value))


def _sentence(words: object) -> str:
    if isinstance(words, dict):
        return "; ".join(
            f"{language}: {text}" for language, text in words.items() if text
        )
    return str(words)


def _pointers(pairs: Iterable[tuple[Kind, Any, Any]]) -> dict[type[Model], set[Any]]:
    wanted: dict[type[Model], set[Any]] = {}
    for _kind, event, earlier in pairs:
        for field in _told_fields(event):
            if isinstance(field, ForeignKey):
                ids = {
                    field.value_from_object(each) for each in (event, earlier) if each
                }
                wanted.setdefault(field.related_model, set()).update(ids - {None})
    return wanted


def _names(wanted: dict[type[Model], set[Any]]) -> dict[tuple[type, Any], str]:
    return {
        (model, pk): str(found)
        for model, ids in wanted.items()
        if ids
        for pk, found in model._default_manager.in_bulk(ids).items()  # noqa: SLF001
    }
