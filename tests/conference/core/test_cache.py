"""A cache that is away makes pages slower, never wrong."""

import pytest

from conference.core.cache import ForgivingRedisCache

AWAY = "redis://127.0.0.1:1/0"


@pytest.fixture
def away():
    return ForgivingRedisCache(AWAY, {"OPTIONS": {"socket_connect_timeout": 0.2}})


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda cache: cache.add("a", 1), False),
        (lambda cache: cache.get("a"), None),
        (lambda cache: cache.get("a", "instead"), "instead"),
        (lambda cache: cache.set("a", 1), None),
        (lambda cache: cache.delete("a"), False),
        (lambda cache: cache.get_many(["a", "b"]), {}),
        (lambda cache: cache.set_many({"a": 1}), []),
        (lambda cache: cache.has_key("a"), False),
        (lambda cache: "a" in cache, False),
        (lambda cache: cache.get_or_set("a", lambda: 7), 7),
        (lambda cache: cache.delete_many(["a", "b"]), None),
        (lambda cache: cache.touch("a"), False),
    ],
)
def test_an_absent_cache_holds_nothing_and_breaks_nothing(away, ask, answer):
    assert ask(away) == answer
