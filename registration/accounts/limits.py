"""Where attempts are counted: in the cache, and in the database while it is away.

A limit that fails open invites guessing, one that fails closed locks everybody out;
so counting goes on in a table, more slowly.
"""

import logging
from collections.abc import Callable
from typing import Any, Final

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

TABLE: Final = "accounts_attempt"
MOST: Final = 100_000


class CountingCache(BaseCache):
    """Redis, and the table `accounts_attempt` for as long as Redis does not answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._fast = RedisCache(server, params)
        # Django would forget the oldest from 300 on.
        many = {"OPTIONS": {"MAX_ENTRIES": MOST}}
        self._sure = DatabaseCache(TABLE, params | many)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("add", args, kwargs))

    def get(self, *args: Any, **kwargs: Any) -> object:
        return self._ask("get", args, kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask("set", args, kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("touch", args, kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask("delete", args, kwargs))

    def clear(self) -> None:
        self._ask("clear", (), {})

    def _ask(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        try:
            answer: object = _method(self._fast, name)(*args, **kwargs)
        except (RedisError, OSError):
            log.warning("limits.in_the_database", extra={"method": name})
            answer = _method(self._sure, name)(*args, **kwargs)
        return answer


def _method(cache: BaseCache, name: str) -> Callable[..., Any]:
    method: Callable[..., Any] = getattr(cache, name)
    return method
