"""PostgreSQL, the only truth, and the cache, which may vanish at any moment."""

from typing import Any

import dj_database_url

from conference.config.settings import environment

DATABASES: dict[str, Any] = {"default": dj_database_url.parse(environment.DATABASE_URL)}
_database = DATABASES["default"]
_database["ATOMIC_REQUESTS"] = False
_options = _database.setdefault("OPTIONS", {})
# A lock is waited for three seconds, a statement for fifteen; then the person is
# asked to press again, instead of a queue of hanging requests.
_options["options"] = "-c lock_timeout=3s -c statement_timeout=15s -c timezone=UTC"
_options["connect_timeout"] = 5
if environment.DATABASE_POOL:
    _options["pool"] = {
        "min_size": 1,
        "max_size": environment.DATABASE_POOL,
        "timeout": 5,
    }
else:
    _database["CONN_MAX_AGE"] = 600
    _database["CONN_HEALTH_CHECKS"] = True

CACHES = {
    "default": {
        "BACKEND": "conference.core.cache.ForgivingRedisCache",
        "LOCATION": environment.CACHE_URL,
        "KEY_PREFIX": "dw",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    },
    # Counts sign-in attempts: falls back to the database, for a limit must hold.
    "limits": {
        "BACKEND": "registration.accounts.limits.CountingCache",
        "LOCATION": environment.CACHE_URL,
        "KEY_PREFIX": "dw-limits",
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# How long a process trusts what it read of the edition in force; tests ask each time.
EDITION_KEPT_SECONDS = 0 if environment.MODE == "test" else 1
