"""The geometry of charts: counts become lengths, ready for SVG.

Lengths are text with a full stop, because a template would write 12.5 as 12,5 in
French, which SVG does not understand.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH: Final = 1000
GAP: Final = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart; `length` is a share of 100."""

    label: str
    count: int
    length: str
    url: str = ""


def bars(rows: Iterable[tuple[str, int, str]]) -> list[Bar]:
    """Return a bar for each (label, count, url); the longest fills its line."""
    kept = list(rows)
    longest = max((count for _label, count, _url in kept), default=0) or 1
    return [
        Bar(label, count, f"{100 * count / longest:.1f}", url)
        for label, count, url in kept
    ]


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a whole, drawn in one bar; `fill` is a class of the stylesheet."""

    key: str
    label: str
    count: int
    fill: str
    start: str = "0"
    length: str = "0"


def pieces(parts: Sequence[Piece]) -> list[Piece]:
    """Lay the parts side by side, three units apart."""
    shown = [part for part in parts if part.count]
    room = WIDTH - GAP * max(len(shown) - 1, 0)
    total = sum(part.count for part in shown) or 1
    start = 0.0
    laid: list[Piece] = []
    for part in parts:
        length = room * part.count / total
        laid.append(
            Piece(
                part.key,
                part.label,
                part.count,
                part.fill,
                f"{start:.1f}",
                f"{length:.1f}",
            )
        )
        start += length + GAP if part.count else 0
    return laid


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: str
    value: int
    on: date | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """How a sum grew, day by day, in a frame of 440 by 240."""

    path: str
    last_x: str
    last_y: str
    label_y: str
    total: int
    first_on: date
    last_on: date
    heights: list[Tick]
    days: list[Tick]
    marks: list[Tick]
    months: list[Tick]


START, END, TOP, FLOOR = 48, 390, 24, 208


def curve(
    counts: Sequence[tuple[date, int]],
    *,
    until: date,
    marks: Sequence[tuple[date, str]] = (),
) -> Curve | None:
    """Draw the running sum of (day, count), days in order; nothing to draw is None."""
    if not counts:
        return None
    first, last = counts[0][0], max(until, counts[-1][0])
    span = max((last - first).days, 1)
    total = sum(count for _day, count in counts)
    top = _round_up(total)

    def x(day: date) -> float:
        return START + (END - START) * (day - first).days / span

    def y(count: int) -> float:
        return FLOOR - (FLOOR - TOP) * count / top

    points, so_far = [(x(first), y(0))], 0
    for day, count in counts:
        so_far += count
        points.append((x(day), y(so_far)))
    points.append((x(last), y(total)))
    steps = [top * step // 4 for step in range(1, 5)] if top >= 4 else [top]  # noqa: PLR2004
    days = [first, *([first + (last - first) / 2] if span > 1 else []), last]
    return Curve(
        path="M" + " L".join(f"{px:.1f} {py:.1f}" for px, py in points),
        last_x=f"{points[-1][0]:.1f}",
        last_y=f"{points[-1][1]:.1f}",
        label_y=f"{max(points[-1][1] - 8, 14):.1f}",
        total=total,
        first_on=first,
        last_on=last,
        heights=[Tick(f"{y(step):.1f}", step) for step in steps],
        days=[Tick(f"{x(day):.1f}", 0, day) for day in days],
        marks=[
            Tick(f"{x(day):.1f}", 0, day, label)
            for day, label in marks
            if first <= day <= last
        ],
        months=_by_month(counts),
    )


def _by_month(counts: Sequence[tuple[date, int]]) -> list[Tick]:
    months: Counter[date] = Counter()
    for day, count in counts:
        months[day.replace(day=1)] += count
    return [Tick("", count, month) for month, count in sorted(months.items())]


def _round_up(total: int) -> int:
    size = 1
    while size * 10 < total:
        size *= 10
    return next(size * step for step in (1, 2, 4, 5, 8, 10) if size * step >= total)
