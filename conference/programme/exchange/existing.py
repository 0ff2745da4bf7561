"""What there is, as the tables see it: a few statements for any number of rows."""

from typing import Any

from django.db.models import Prefetch
from i18nfield.strings import LazyI18nString

from conference.programme.exchange.columns import Kind
from conference.programme.models import Room, Session, SessionRole, Speaker
from conference.programme.queries import changes

Facts = dict[str, Any]
PEOPLE = (
    "code",
    "name",
    "position",
    "organisation",
    "country",
    "biography",
    "address",
    "language",
)
ROOMS = (
    "code",
    "name",
    "place",
    "seats",
    "online_places",
    "interpretation_booths",
    "order",
)
SESSIONS = ("code", *changes.COPIED)


def existing(kind: str, edition_id: int) -> dict[str, Facts]:
    """Return the facts of everything of a kind by its code, with its key as `pk`."""
    if kind == Kind.SESSIONS:
        return {row.code: _session(row) for row in _sessions(edition_id)}
    if kind == Kind.PEOPLE:
        people = Speaker.objects.filter(edition_id=edition_id).order_by("code")
        return {row.code: _facts(row, PEOPLE) for row in people}
    rooms = Room.objects.filter(edition_id=edition_id).order_by("order", "code")
    return {row.code: _facts(row, ROOMS) for row in rooms}


def texts(value: object) -> dict[str, str]:
    """Return the words of each language; a text without any counts as English."""
    data = value.data if isinstance(value, LazyI18nString) else value
    if isinstance(data, dict):
        return {code: text for code, text in data.items() if text}
    return {"en": str(data)} if data else {}


def _sessions(edition_id: int) -> list[Session]:
    on_stage = SessionRole.objects.exclude(confirmation__in=SessionRole.GONE)
    sessions = Session.objects.filter(edition_id=edition_id).prefetch_related(
        Prefetch("roles", on_stage.order_by("order", "pk"))
    )
    return list(sessions.order_by("code"))


def _session(row: Session) -> Facts:
    cast = tuple((role.role, role.speaker_id) for role in row.roles.all())
    return _facts(row, SESSIONS) | {"people": cast}


def _facts(row: Room | Speaker | Session, names: tuple[str, ...]) -> Facts:
    facts = {name: _plain(getattr(row, name)) for name in names}
    return facts | {"pk": row.pk}


def _plain(value: Any) -> Any:  # noqa: ANN401  what a model holds
    if isinstance(value, LazyI18nString):
        return texts(value)
    # A country of the library is its code for us.
    return value.code or "" if hasattr(value, "alpha3") else value
