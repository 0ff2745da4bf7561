"""What every test starts from."""

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def speaks_english():
    """Begin in the default language, whatever page the test before asked for.

    A request leaves its language with the thread; the server asks anew for each
    request, a test that calls our functions directly does not.
    """
    with translation.override(settings.LANGUAGE_CODE):
        yield
