from datetime import date

from conference.core.charts import Piece, bars, curve, pieces

MAY = date(2020, 5, 1)


def test_the_longest_bar_fills_its_line():
    lengths = [bar.length for bar in bars([("a", 8, ""), ("b", 2, ""), ("c", 0, "")])]

    assert lengths == ["100.0", "25.0", "0.0"]


def test_no_bars_are_no_fault():
    assert bars([]) == []


def test_pieces_fill_the_bar_and_leave_gaps_between_them():
    laid = pieces([Piece("a", "", 3, ""), Piece("b", "", 0, ""), Piece("c", "", 1, "")])

    assert [(piece.start, piece.length) for piece in laid] == [
        ("0.0", "747.8"),
        ("750.8", "0.0"),
        ("750.8", "249.2"),
    ]


def test_a_curve_ends_at_the_sum_and_counts_by_month():
    drawn = curve([(MAY, 2), (date(2020, 6, 3), 3)], until=date(2020, 6, 10))

    assert (drawn.total, drawn.first_on, drawn.last_on) == (5, MAY, date(2020, 6, 10))
    assert [(month.on, month.value) for month in drawn.months] == [
        (MAY, 2),
        (date(2020, 6, 1), 3),
    ]


def test_a_curve_of_one_day_is_drawn():
    assert curve([(MAY, 1)], until=MAY).total == 1


def test_nothing_is_no_curve():
    assert curve([], until=MAY) is None


def test_a_mark_outside_the_days_is_left_out():
    drawn = curve(
        [(MAY, 1)],
        until=date(2020, 5, 9),
        marks=[(date(2020, 5, 7), "No. 1"), (date(2019, 1, 1), "No. 0")],
    )

    assert [mark.label for mark in drawn.marks] == ["No. 1"]
