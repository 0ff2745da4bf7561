from datetime import date

import pytest

from conference.editions.queries import public_record
from conference.editions.rail import rail_of
from tests.conference.editions.conftest import TO_OCTOBER_12, TO_OPEN, TO_SEPTEMBER_2021

pytestmark = pytest.mark.django_db


def drawn(language="en"):
    """The cells that are more than plain months: place, classes, label."""
    rail = rail_of(public_record(), language)
    plain = {"", "y", "arc-through", "arc-through y"}
    return [
        (place, month.classes, month.tag)
        for place, month in enumerate(rail.months)
        if month.classes not in plain
    ]


def test_before_any_change_the_year_holds_one_quiet_block(edition):
    rail = rail_of(public_record(), "en")

    assert rail.years == (2020,)
    assert drawn() == [(8, "held", "")]
    assert rail.label == "Time line of 2020: 6 to 9 September 2020."


def test_a_postponement_moves_the_block_over_two_years(edition, decide):
    decide(**TO_SEPTEMBER_2021)

    rail = rail_of(public_record(), "en")

    assert (rail.years, len(rail.months)) == ((2020, 2021), 24)
    assert drawn() == [
        (4, "today", "Decided 7 May 2020"),
        (8, "arc-first old", "6–9 September 2020"),
        (20, "arc-head arc-last new tag-back", "September 2021"),
    ]
    assert rail.label == (
        "Time line of 2020 – 2021: the event moved from 6 to 9 September 2020 "
        "to September 2021."
    )


def test_days_inside_the_promised_month_draw_no_way(edition, decide):
    decide(**TO_SEPTEMBER_2021)
    decide(
        name="ITU Digital World 2021",
        starts_on=date(2021, 9, 12),
        ends_on=date(2021, 9, 14),
    )

    assert drawn()[-1] == (20, "new tag-back", "12–14 September 2021")


def test_earlier_blocks_stay_and_labels_never_meet(edition, decide):
    decide(**TO_SEPTEMBER_2021)
    decide(**TO_OCTOBER_12)

    assert drawn() == [
        (4, "today", "Decided 7 May 2020"),
        (8, "old", ""),
        (20, "arc-first old tag-back tag-up", "September 2021"),
        (21, "arc-head arc-last new tag-back", "12–14 October 2021"),
    ]


def test_an_earlier_date_points_back(edition, decide):
    decide(starts_on=date(2020, 6, 1), ends_on=date(2020, 6, 3))

    assert drawn() == [
        (4, "today", "Decided 7 May 2020"),
        (5, "arc-first arc-head new", "1–3 June 2020"),
        (8, "arc-last old tag-back tag-up", "6–9 September 2020"),
    ]


def test_an_open_date_leaves_the_old_block(edition, decide):
    decide(**TO_OPEN)

    assert drawn() == [
        (4, "today", "Decided 7 May 2020"),
        (8, "old tag-back", "6–9 September 2020"),
    ]


def test_months_are_letters_or_numbers_of_the_language(edition):
    def letters(language):
        return [m.letter for m in rail_of(public_record(), language).months][:3]

    assert [letters(language) for language in ("en", "ru", "vi", "ar")] == [
        ["J", "F", "M"],
        ["Я", "Ф", "М"],
        ["1", "2", "3"],
        ["1", "2", "3"],
    ]


def test_without_any_date_there_is_no_rail(edition):
    edition.revisions.update(date_precision="open", starts_on=None, ends_on=None)

    assert rail_of(public_record(), "en") is None
