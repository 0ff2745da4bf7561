"""A rail of months, on which a date can be seen moving."""

from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS

JANUARY, DECEMBER = 1, 12


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands on a month; only its year and month are drawn."""

    on: date
    text: str


@dataclass(frozen=True, slots=True)
class Month:
    """One field of the rail: its kind is "", "old", "new" or "today"."""

    letter: str
    kind: str
    text: str
    opens_year: bool
    near_end: bool


@dataclass(frozen=True, slots=True)
class Rail:
    """The fields of whole years; the arc runs from the old month to the new one.

    `start` and `end` are numbers of fields from 1, zero when nothing moved;
    `backwards`: the event comes earlier than it was; `close`: the two months are so
    near that their words would meet.
    """

    months: list[Month]
    years: list[int]
    start: int
    end: int
    backwards: bool
    close: bool


def rail(*, now: Mark, was: Mark | None = None, today: Mark | None = None) -> Rail:
    """Draw the whole years from the first mark to the last, three at most.

    A mark more than three years from the first one is left out.
    """
    marks = {"new": now, "old": was, "today": today}
    shown = {kind: mark for kind, mark in marks.items() if mark}
    first = min(mark.on.year for mark in shown.values())
    last = min(max(mark.on.year for mark in shown.values()), first + 2)
    at = {_field(mark.on, first): (kind, mark.text) for kind, mark in shown.items()}
    total = (last - first + 1) * DECEMBER
    old = _field(was.on, first) if was else 0
    new = _field(now.on, first)
    moved = was is not None and old != new and max(old, new) <= total
    return Rail(
        months=[_month(number, total, at.get(number)) for number in range(1, total + 1)],
        years=list(range(first, last + 1)),
        start=min(old, new) if moved else 0,
        end=max(old, new) if moved else 0,
        backwards=moved and new < old,
        close=moved and abs(new - old) * 3 < total,
    )


def _field(day: date, first_year: int) -> int:
    return (day.year - first_year) * DECEMBER + day.month


def _month(number: int, total: int, mark: tuple[str, str] | None) -> Month:
    of_year = (number - 1) % DECEMBER + 1
    kind, text = mark or ("", "")
    return Month(
        letter=str(MONTHS[of_year])[:1].upper(),
        kind=kind,
        text=text,
        opens_year=of_year == JANUARY,
        near_end=number > total * 2 // 3,
    )
