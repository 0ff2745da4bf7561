"""The world these tests start from."""

from datetime import UTC, date, datetime, timedelta

import pytest
from i18nfield.strings import LazyI18nString

from conference.editions.operations import revising
from conference.editions.views import keeping
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory

MAY_7 = datetime(2020, 5, 7, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def facts(**changes):
    """What a decision says: revision 0's facts, unless told otherwise."""
    return {
        "name": "ITU Digital World 2020",
        "theme": "Building the digital world. Together.",
        "delivery_format": "in_person",
        "venue": "National Convention Center",
        "city": LazyI18nString({"en": "Ha Noi, Viet Nam", "vi": "Hà Nội, Việt Nam"}),
        "date_precision": "day",
        "starts_on": date(2020, 9, 6),
        "ends_on": date(2020, 9, 9),
        "reason": "The health of everyone taking part.",
        "decided_by": "ITU and MIC",
        "decided_on": date(2020, 5, 7),
    } | changes


TO_SEPTEMBER_2021 = {
    "name": "ITU Digital World 2021",
    "date_precision": "month",
    "starts_on": date(2021, 9, 1),
    "ends_on": date(2021, 9, 30),
}
TO_OCTOBER_12 = {
    "name": "ITU Digital World 2021",
    "starts_on": date(2021, 10, 12),
    "ends_on": date(2021, 10, 14),
}
TO_OPEN = {"date_precision": "open", "starts_on": None, "ends_on": None}


@pytest.fixture(autouse=True)
def nothing_kept():
    keeping.forget()


@pytest.fixture
def edition(db):
    return EditionFactory()


@pytest.fixture
def decide(edition):
    """Propose, approve and announce a decision; each one day after the other."""
    an, binh = UserFactory(), UserFactory()
    days = iter(range(1000))

    def decided(**changes):
        now = MAY_7 + timedelta(days=next(days))
        revision = revising.propose(edition.pk, by=an, now=now, **facts(**changes))
        revising.approve(revision.pk, by=binh, now=now + HOUR)
        return revising.announce(revision.pk, now=now + 2 * HOUR)

    return decided
