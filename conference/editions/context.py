"""What every page says of the edition."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from conference.core import clock
from conference.editions import standing
from conference.editions.queries import PublicRecord, changes_between, is_news, kind_of


@dataclass(frozen=True, slots=True)
class EditionState:
    """The change that is news, for the state line."""

    name: str
    kind: str
    was: str
    now: str
    changes_url: str


def edition(_request: HttpRequest) -> dict[str, Any]:
    """Give every page the edition's name, and the change that is news, if any."""
    record = standing.record()
    if record is None:
        return {"edition_name": "", "edition_state": None}
    return {"edition_name": record.in_force.name, "edition_state": _state(record)}


def _state(record: PublicRecord) -> EditionState | None:
    before = record.before(record.in_force)
    if before is None or not is_news(record.in_force, now=clock.now()):
        return None
    first = next(changes_between(before, record.in_force), None)
    if first is None:
        return None
    return EditionState(
        name=record.in_force.name,
        kind=kind_of(before, record.in_force),
        was=first.was,
        now=first.now,
        changes_url=reverse("editions:changes"),
    )
