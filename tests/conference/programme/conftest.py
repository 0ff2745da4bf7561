"""The world these tests start from."""

import pytest

from conference.editions import standing as edition_standing
from conference.editions.views import keeping
from conference.programme import standing


@pytest.fixture(autouse=True)
def nothing_kept():
    keeping.forget()
    edition_standing.forget()
    standing.forget()
