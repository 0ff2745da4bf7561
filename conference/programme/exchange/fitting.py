"""Whether planned sessions can stand: alone, in their rooms, with their people.

The database has the last word; here each line of a table hears it in a sentence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from conference.programme.exchange.cells import moment_text
from conference.programme.exchange.columns import Known
from conference.programme.exchange.differences import Row
from conference.programme.exchange.existing import Facts
from conference.programme.models import Session
from conference.programme.models.session import FIRST, LAST, LONGEST

State = Session.State
PLACE: Final = ("room_id", "starts_at", "ends_at")
Misfit = tuple[Row, str, str, str]


@dataclass(frozen=True, slots=True)
class _Stay:
    """A session in a room, or a person in one, from then to then."""

    starts_at: datetime
    ends_at: datetime
    code: str
    name: str


def misfits(
    rows: Sequence[Row], there: Mapping[str, Facts], known: Known
) -> Iterator[Misfit]:
    """Yield rows that cannot stand, with the column, its cell, and a sentence.

    Of two lines that are in each other's way, the later one is told.
    """
    fitting = []
    for row in rows:
        said = _alone(row)
        if said is None:
            fitting.append(row)
        else:
            column, sentence = said
            yield row, column, _cell(row, column), sentence
    yield from _together(fitting, there, known)


def _alone(row: Row) -> tuple[str, str] | None:
    """Return the column and the sentence of what is wrong within a line."""
    return _times(row.whole) or _state(row) or _cancelled(row)


def _times(facts: Facts) -> tuple[str, str] | None:
    start, end = facts["starts_at"], facts["ends_at"]
    if start is None and end is None:
        return None
    if start is None or end is None:
        column = "starts" if start is None else "ends"
        return column, _("Write both, a start and an end, or leave both empty.")
    checks = (
        (
            end <= start,
            "ends",
            _("A session ends after it starts. Write a later end."),
        ),
        (
            end - start > LONGEST,
            "ends",
            _("A session lasts 24 hours at most. Write an earlier end."),
        ),
        (
            start < FIRST or end > LAST,
            "starts",
            _("Write a day between 1971 and 2099."),
        ),
    )
    found = ((column, sentence) for wrong, column, sentence in checks if wrong)
    return next(found, None)


def _state(row: Row) -> tuple[str, str] | None:
    facts, before = row.whole, row.before
    state = facts["state"]
    if state == State.PUBLISHED and None in (facts["room_id"], facts["starts_at"]):
        return "state", _("A published session needs a room and a time.")
    if state == State.TO_BE_CONFIRMED and facts["starts_at"] is not None:
        return "state", _("A session that waits for its time has none yet.")
    was = before["state"] if before else State.DRAFT
    if state != was and state not in Session.MOVES[State(was)]:
        words = {"was": State(was).label, "now": State(state).label}
        return "state", _("“%(was)s” cannot become “%(now)s”.") % words
    return None


def _cancelled(row: Row) -> tuple[str, str] | None:
    was, now = row.before, row.whole
    if was is None or not was["state"] == now["state"] == State.CANCELLED:
        return None
    if any(now[name] != was[name] for name in PLACE):
        return "state", _("A cancelled session does not move. Revive it first.")
    return None


def _together(
    rows: Sequence[Row], there: Mapping[str, Facts], known: Known
) -> Iterator[Misfit]:
    """Look at the whole plan as it would be, room by room and person by person."""
    by_code = {row.code: row for row in rows}
    plan = {code: facts for code, facts in there.items() if code not in by_code}
    plan |= {row.code: row.whole for row in rows}
    rooms, stages = _stays(plan, known)
    told: set[str] = set()
    for column, stays in (("room", rooms), ("people", stages)):
        for one, other in _overlaps(stays.values()):
            row = _to_tell(by_code, one, other)
            if row is not None and row.code not in told:
                told.add(row.code)
                beside = other if row.code == one.code else one
                yield row, column, _cell(row, column), _sentence(column, beside)


def _stays(
    plan: Mapping[str, Facts], known: Known
) -> tuple[dict[int, list[_Stay]], dict[int, list[_Stay]]]:
    """Return who and what is where and when: by room, and by person."""
    rooms: dict[int, list[_Stay]] = defaultdict(list)
    stages: dict[int, list[_Stay]] = defaultdict(list)
    codes = {key: code for code, key in known.speakers.items()}
    live = {
        code: facts
        for code, facts in plan.items()
        if facts["starts_at"] is not None and facts["state"] != State.CANCELLED
    }
    for code, facts in live.items():
        when = (facts["starts_at"], facts["ends_at"], code)
        if facts["room_id"] is not None:
            rooms[facts["room_id"]].append(_Stay(*when, name=""))
        for person in {person for _role, person in facts["people"]}:
            stages[person].append(_Stay(*when, name=codes.get(person, "")))
    return rooms, stages


def _overlaps(groups: Iterable[list[_Stay]]) -> Iterator[tuple[_Stay, _Stay]]:
    """Yield what is at one place at one time: each with the one that lasts longest."""
    for stays in groups:
        stays.sort(key=lambda stay: (stay.starts_at, stay.ends_at, stay.code))
        last = None
        for stay in stays:
            if last is not None and stay.starts_at < last.ends_at:
                yield last, stay
            if last is None or stay.ends_at > last.ends_at:
                last = stay


def _to_tell(by_code: Mapping[str, Row], one: _Stay, other: _Stay) -> Row | None:
    """Return the line that brought the two together: the later one that changes."""
    rows = [by_code[stay.code] for stay in (one, other) if stay.code in by_code]
    changing = [row for row in rows if row.differences] or rows
    return max(changing, key=lambda row: row.line) if changing else None


def _sentence(column: str, beside: _Stay) -> str:
    words = {
        "code": beside.code,
        "from": moment_text(beside.starts_at),
        "to": moment_text(beside.ends_at),
        "person": beside.name,
    }
    if column == "room":
        return _("%(code)s is in this room from %(from)s to %(to)s.") % words
    return _("%(person)s is in %(code)s from %(from)s to %(to)s.") % words


def _cell(row: Row, column: str) -> str:
    """Return what the line says there, as far as it is short."""
    facts = {"starts": "starts_at", "ends": "ends_at", "state": "state"}
    value = row.whole.get(facts.get(column, ""), "")
    return moment_text(value) if isinstance(value, datetime) else str(value or "")
