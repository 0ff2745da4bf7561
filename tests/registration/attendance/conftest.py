"""What the tests of registration share."""

import pytest

from conference.mailroom.models import Letter
from tests.factories.attendance import MARCH
from tests.factories.people import UserFactory


@pytest.fixture
def now():
    return MARCH


@pytest.fixture
def organiser():
    return UserFactory(email="desk@example.org", staff=True)


@pytest.fixture
def letters():
    """Letters posted so far, as (address, template)."""

    def posted():
        rows = Letter.objects.order_by("pk").values_list("to_address", "template")
        return list(rows)

    return posted
