"""The table of a day: every session in its room and its lines, nothing over another."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.programme import standing
from conference.programme.queries.grid import Block, _cells, grid
from conference.programme.queries.rows import Reader
from conference.programme.queries.snapshot import Slot
from tests.factories.editions import EditionFactory
from tests.factories.programme import HOUR, MONDAY_9, ProgrammeFactory, RoomFactory
from tests.factories.shown import show, show_moved

MINUTE = timedelta(minutes=1)
BEFORE = Reader(now=MONDAY_9 - timedelta(days=1))


def block(start, length):
    slot = Slot(MONDAY_9 + start * MINUTE, MONDAY_9 + (start + length) * MINUTE, None)
    name = f"{start}+{length}"
    return Block("", name, "", "", is_mine=False, chips=(), note="", slot=slot)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.builds(block, st.integers(0, 600), st.integers(5, 300)),
        min_size=1,
        max_size=12,
    )
)
def test_a_column_is_filled_to_the_last_line_and_holds_every_block(blocks):
    edges = sorted({at for b in blocks for at in (b.slot.starts_at, b.slot.ends_at)})

    cells = _cells(blocks, edges)

    reached = 0
    for at in sorted(cells):
        assert edges.index(at) == reached
        reached += cells[at].lines
    assert reached == len(edges) - 1
    held = [b.title for cell in cells.values() for b in cell.blocks]
    assert sorted(held) == sorted(b.title for b in blocks)


@pytest.mark.django_db
def test_a_place_that_was_left_meets_what_took_it_in_one_cell():
    edition = EditionFactory(is_current=True)
    ProgrammeFactory(edition=edition)
    room = RoomFactory(edition=edition)
    gone = show(edition, title="Gone", room=room)
    show_moved(gone, starts_at=MONDAY_9 + 3 * HOUR, ends_at=MONDAY_9 + 4 * HOUR)
    show(edition, title="Came", room=room, starts_at=MONDAY_9 + HOUR / 2)
    snapshot = standing.snapshot()

    table = grid(snapshot, MONDAY_9.date(), snapshot.sessions, BEFORE)

    cells = [
        [(b.title, b.kind) for b in cell.blocks]
        for line in table.lines
        for cell in line.cells
    ]
    assert cells == [
        [("Gone", "ghost"), ("Came", "")],
        [],
        [("Gone", "moved")],
    ]
    assert [line.time for line in table.lines] == [
        "09:00",
        "09:30",
        "10:00",
        "10:30",
        "12:00",
    ]
