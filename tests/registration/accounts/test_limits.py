"""Attempts are counted in the cache, and in the database while it is away."""

import pytest

from registration.accounts.limits import CountingCache
from registration.accounts.models import Attempt

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["there", "away"])
def cache(request, settings):
    given = settings.CACHES["limits"]
    server = given["LOCATION"] if request.param == "there" else "redis://127.0.0.1:1/0"
    counting = CountingCache(server, {"OPTIONS": given["OPTIONS"], "KEY_PREFIX": "t"})
    counting.clear()
    return counting


def test_it_counts_and_locks_either_way(cache):
    assert cache.add("lock", 1, timeout=10) is True
    assert cache.add("lock", 1, timeout=10) is False
    cache.set("history", [3.5, 2.5], 60)
    assert cache.get("history", []) == [3.5, 2.5]
    assert cache.touch("history", 60) is True
    assert cache.delete("history") is True
    assert cache.get("history", []) == []


def test_the_table_is_used_only_while_the_cache_is_away(cache, request):
    cache.set("history", [1.0], 60)

    is_away = "away" in request.node.callspec.id
    assert Attempt.objects.count() == (1 if is_away else 0)
