from datetime import date

import pytest

from conference.editions.forms import RevisionForm
from conference.editions.operations import revising
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SAID = {
    "name": "ITU Digital World 2021",
    "theme_0": "Building the digital world. Together.",
    "date_precision": "day",
    "starts_on": "2021-10-12",
    "ends_on": "2021-10-14",
    "delivery_format": "in_person",
    "venue_0": "National Convention Center",
    "city_0": "Ha Noi, Viet Nam",
    "city_1": "Hà Nội, Việt Nam",
    "reason_0": "The health of everyone taking part.",
    "decided_by_0": "ITU and MIC",
    "decided_on": "2020-05-07",
}


def form(**changes):
    return RevisionForm({**SAID, **changes})


def test_what_is_written_is_what_is_proposed(edition):
    written = form()
    assert written.is_valid(), written.errors

    revision = revising.propose(
        edition.pk,
        by=UserFactory(),
        now=edition.in_force.announced_at,
        **written.cleaned_data,
    )

    assert set(written.cleaned_data) == set(revising.FACTS)
    assert (revision.starts_on, revision.ends_on) == (
        date(2021, 10, 12),
        date(2021, 10, 14),
    )
    assert revision.city.localize("vi") == "Hà Nội, Việt Nam"
    assert revision.city.localize("ru") == "Ha Noi, Viet Nam"


def test_a_month_needs_one_day_of_it(edition):
    written = form(date_precision="month", starts_on="2021-09-14", ends_on="")
    assert written.is_valid(), written.errors

    revision = revising.propose(
        edition.pk,
        by=UserFactory(),
        now=edition.in_force.announced_at,
        **written.cleaned_data,
    )

    assert (revision.starts_on, revision.ends_on) == (
        date(2021, 9, 1),
        date(2021, 9, 30),
    )


def test_an_open_date_drops_the_days():
    written = form(date_precision="open")

    assert written.is_valid()
    assert (written.cleaned_data["starts_on"], written.cleaned_data["ends_on"]) == (
        None,
        None,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2021-10-11"}, "ends_on"),
        ({"ends_on": ""}, "ends_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "12.10.2021, morning"}, "starts_on"),
        ({"starts_on": "2021-02-30"}, "starts_on"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"date_precision": "soon"}, "date_precision"),
        ({"delivery_format": ""}, "delivery_format"),
        ({"reason_0": ""}, "reason"),
        ({"reason_0": "", "reason_1": "Vì sức khoẻ"}, "reason"),
        ({"decided_on": "yesterday"}, "decided_on"),
    ],
)
def test_each_mistake_is_told_at_its_field(changes, field):
    written = form(**changes)

    assert not written.is_valid()
    assert set(written.errors) == {field}
