"""After each fault, what must always be true is true."""

import pytest
from django.db import connection

from conference.config import invariants
from conference.core import clock


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    answer = yield
    marker = item.get_closest_marker("django_db")
    if marker is not None:
        if marker.kwargs.get("transaction"):
            connection.close()  # the fault may have cut it
        # Where a test plays in a time of its own, the rules are asked about that.
        now = getattr(item.module, "MAY", None) or clock.now()
        assert list(invariants.broken(now=now)) == []
    return answer
