import pytest

from tests.factories.notices import newsroom as build


@pytest.fixture
def newsroom(db):
    return build()
