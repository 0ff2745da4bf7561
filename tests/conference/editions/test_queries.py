from datetime import date, timedelta

import pytest
from django.utils import translation

from conference.editions.context import edition as context
from conference.editions.models import Edition
from conference.editions.operations import revising
from conference.editions.queries import (
    Change,
    change_history,
    current_edition,
    edition_page,
    is_news,
    kind_of,
    public_record,
)
from tests.conference.editions.conftest import (
    MAY_7,
    TO_OCTOBER_12,
    TO_OPEN,
    TO_SEPTEMBER_2021,
    facts,
)
from tests.factories.editions import EditionFactory, ScheduleRevisionFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def told(edition):
    return [
        (row.number, row.state, row.announced_on) for row in change_history(edition)
    ]


def test_the_current_edition_comes_with_what_is_in_force(
    edition, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert current_edition().in_force.number == 0


def test_without_an_edition_there_is_no_record(db):
    assert public_record() is None
    with pytest.raises(Edition.DoesNotExist):
        current_edition()


def test_an_edition_without_a_decision_has_no_record(db):
    edition = EditionFactory(revision_in_force=False)

    assert (public_record(), edition_page(edition), change_history(edition)) == (
        None,
        None,
        (),
    )


def test_the_history_keeps_every_announced_decision(edition, decide):
    decide(**TO_SEPTEMBER_2021)
    taken = decide(**TO_OCTOBER_12)
    revising.take_back(taken.pk, by=UserFactory(), now=MAY_7 + timedelta(days=3))
    revising.propose(
        edition.pk,
        by=UserFactory(),
        now=MAY_7 + timedelta(days=4),
        **facts(**TO_OCTOBER_12),
    )
    edition.refresh_from_db()

    assert told(edition) == [
        (2, "withdrawn", "8 May 2020"),
        (1, "published", "7 May 2020"),
        (0, "withdrawn", "19 December 2019"),
    ]
    assert change_history(edition)[0].taken_back_on == "10 May 2020"


def test_after_one_was_taken_back_the_next_compares_with_what_was_in_force(
    edition, decide
):
    taken = decide(**TO_SEPTEMBER_2021)
    revising.take_back(taken.pk, by=UserFactory(), now=MAY_7 + timedelta(hours=5))
    decide(**TO_OCTOBER_12)
    edition.refresh_from_db()

    assert change_history(edition)[0].changes[0] == Change(
        "Dates", "6 to 9 September 2020", "12–14 October 2021"
    )


def test_a_line_names_all_that_changed(edition, decide):
    decide(**TO_SEPTEMBER_2021, delivery_format="hybrid", venue="", city="Geneva")
    edition.refresh_from_db()

    row = change_history(edition)[0]

    assert row.changes == (
        Change("Dates", "6 to 9 September 2020", "September 2021, day open"),
        Change("Name", "ITU Digital World 2020", "ITU Digital World 2021"),
        Change("Format", "In person", "In person, with online seats"),
        Change("Place", "National Convention Center, Ha Noi, Viet Nam", "Geneva"),
    )
    assert (row.decided_by, row.decided_on) == ("ITU and MIC", "7 May 2020")


def test_any_number_of_decisions_costs_one_statement(
    edition, decide, django_assert_num_queries
):
    for changes in (TO_SEPTEMBER_2021, TO_OCTOBER_12, TO_OPEN):
        decide(**changes)
    edition.refresh_from_db()

    with django_assert_num_queries(1):
        edition_page(edition)


MONTH = {"date_precision": "month"} | {
    "starts_on": date(2021, 9, 1),
    "ends_on": date(2021, 9, 30),
}
KINDS = [
    ({}, MONTH, "Postponed"),
    ({}, TO_OPEN, "Postponed"),
    ({}, {"starts_on": date(2020, 6, 1), "ends_on": date(2020, 6, 3)}, "New date"),
    (MONTH, {"starts_on": date(2021, 9, 8), "ends_on": date(2021, 9, 9)}, "Date fixed"),
    (
        MONTH,
        {"starts_on": date(2021, 10, 8), "ends_on": date(2021, 10, 9)},
        "Postponed",
    ),
    (
        TO_OPEN,
        {"starts_on": date(2021, 9, 8), "ends_on": date(2021, 9, 9)},
        "Date fixed",
    ),
    (TO_OPEN, MONTH, "New date"),
    ({}, {"delivery_format": "virtual"}, "Now online"),
    ({}, {"delivery_format": "hybrid"}, "New format"),
    ({}, {"venue": "Palais des Nations"}, "New place"),
    ({}, {"name": "ITU Digital World 2021"}, "New name"),
]


@pytest.mark.parametrize(("before", "after", "kind"), KINDS)
def test_the_kind_of_a_change_is_its_first_word(before, after, kind):
    earlier = ScheduleRevisionFactory.build(edition=None, **before)
    later = ScheduleRevisionFactory.build(edition=None, **(before | after))
    if "starts_on" in after and "date_precision" not in after:
        later.date_precision = "day"

    assert kind_of(earlier, later) == kind


def test_a_change_is_news_until_the_day_is_known(edition, decide):
    month = decide(**TO_SEPTEMBER_2021)
    days = decide(**TO_OCTOBER_12)
    later = MAY_7 + timedelta(days=100)

    assert is_news(month, now=later)
    assert is_news(days, now=MAY_7 + timedelta(days=30))
    assert not is_news(days, now=later)


def test_every_page_names_the_edition_and_the_change_that_is_news(edition, decide, rf):
    before = context(rf.get("/"))
    decide(**TO_SEPTEMBER_2021)

    after = context(rf.get("/"))

    assert before == {"edition_name": "ITU Digital World 2020", "edition_state": None}
    state = after["edition_state"]
    assert after["edition_name"] == "ITU Digital World 2021"
    assert (state.kind, state.was, state.now, state.changes_url) == (
        "Postponed",
        "6 to 9 September 2020",
        "September 2021, day open",
        "/changes/",
    )


def test_a_page_without_an_edition_names_none(db, rf):
    assert context(rf.get("/")) == {"edition_name": "", "edition_state": None}


def test_the_home_page_speaks_the_readers_language(edition, decide):
    decide(**TO_SEPTEMBER_2021)
    edition.refresh_from_db()

    with translation.override("ar"):
        page = edition_page(edition)

    assert (page.was, page.when) == ("6 إلى 9 سبتمبر 2020", "سبتمبر 2021")
