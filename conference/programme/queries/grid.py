"""A day as rooms by time: a table, so that it reads aloud and mirrors by itself.

Lines are the moments at which something begins or ends; what meets in one room, as a
session and the place another has left, stands in one cell.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from django.utils.translation import gettext as _

from conference.core import clock
from conference.programme.queries.rows import (
    Chip,
    Reader,
    address,
    chips,
    is_news,
    left,
    moved_text,
)
from conference.programme.queries.snapshot import (
    PublicRoom,
    PublicSession,
    Slot,
    Snapshot,
    State,
)
from conference.programme.queries.zones import span_text

QUARTER: Final = timedelta(minutes=15)
# Taller lines would only be empty.
MOST_QUARTERS: Final = 8


@dataclass(frozen=True, slots=True)
class Block:
    """A session in its place, or the place it has left."""

    href: str
    title: str
    time: str
    kind: str
    is_mine: bool
    chips: tuple[Chip, ...]
    note: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a room over some lines; nothing, in an empty one."""

    lines: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """From one moment to the next: its time, its height, and cells that begin here."""

    time: str
    quarters: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A room over the table."""

    name: str
    place: str
    href: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The table of a day."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def grid(
    snapshot: Snapshot,
    day: date,
    sessions: Iterable[PublicSession],
    reader: Reader,
) -> Grid:
    """Return the table of these sessions of a day, with the places others have left."""
    blocks = [_block(s, s.slot, reader) for s in sessions if s.slot and s.slot.room]
    blocks += _ghosts(snapshot, day, reader)
    rooms = [r for r in snapshot.rooms if any(b.slot.room == r for b in blocks)]
    edges = sorted({at for b in blocks for at in (b.slot.starts_at, b.slot.ends_at)})
    columns = [
        _cells([b for b in blocks if b.slot.room == room], edges) for room in rooms
    ]
    lines = (
        Line(
            time=f"{clock.in_event_zone(start):%H:%M}",
            quarters=_quarters(end - start),
            cells=tuple(cells[start] for cells in columns if start in cells),
        )
        for start, end in pairwise(edges)
    )
    return Grid(tuple(map(_column, rooms)), tuple(lines))


def _block(session: PublicSession, slot: Slot, reader: Reader) -> Block:
    was, _now = moved_text(session)
    is_new = is_news(session, reader)
    kind = "cancel" if session.state == State.CANCELLED else "moved" if is_new else ""
    return Block(
        href=address("programme:session", session.code),
        title=str(session.title),
        time=span_text(slot.starts_at, slot.ends_at, clock.EVENT_ZONE),
        kind=kind,
        is_mine=reader.of(session).is_agenda,
        chips=tuple(chips(session, reader)),
        note=_("Was %(slot)s") % {"slot": was} if is_new else "",
        slot=slot,
    )


def _ghosts(snapshot: Snapshot, day: date, reader: Reader) -> Iterator[Block]:
    """Yield the places that sessions have left on this day, until it is over."""
    for session in left(snapshot, day, reader):
        before = session.before
        if before is None or before.room is None:
            continue
        yield _ghost(session, before)


def _ghost(session: PublicSession, before: Slot) -> Block:
    now = moved_text(session)[1] or _("Time to be confirmed")
    return Block(
        href=address("programme:session", session.code),
        title=str(session.title),
        time=span_text(before.starts_at, before.ends_at, clock.EVENT_ZONE),
        kind="ghost",
        is_mine=False,
        chips=(),
        note=_("Now %(slot)s") % {"slot": now},
        slot=before,
    )


def _cells(blocks: Iterable[Block], edges: Sequence[datetime]) -> dict[datetime, Cell]:
    """Return the cells of a room by the moment they begin, empty ones between."""
    place = {at: number for number, at in enumerate(edges)}
    found: dict[datetime, Cell] = {}
    reached = 0
    for together in _meeting(blocks):
        first = place[together[0].slot.starts_at]
        last = max(place[block.slot.ends_at] for block in together)
        found |= {edges[line]: Cell(1, ()) for line in range(reached, first)}
        found[edges[first]] = Cell(last - first, tuple(together))
        reached = last
    rest = range(reached, len(edges) - 1)
    return found | {edges[line]: Cell(1, ()) for line in rest}


def _meeting(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Yield blocks that overlap together, by time."""
    together: list[Block] = []
    until: datetime | None = None
    for block in sorted(blocks, key=lambda b: (b.slot.starts_at, b.kind == "ghost")):
        if until is not None and block.slot.starts_at >= until:
            yield together
            together, until = [], None
        together.append(block)
        until = max(until or block.slot.ends_at, block.slot.ends_at)
    if together:
        yield together


def _quarters(length: timedelta) -> int:
    return max(1, min(MOST_QUARTERS, round(length / QUARTER)))


def _column(room: PublicRoom) -> Column:
    href = address("programme:room", room.code)
    return Column(str(room.name), str(room.place), href)
