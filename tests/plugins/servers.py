"""Starts PostgreSQL and a broker of this run's own, before Django wakes up.

Loaded by `-p` in `addopts`: pytest-django reads the settings before any
`conftest.py`. What is set in the environment wins: nothing is started for it.
Tests that start real processes take their environment from `environment()`.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from conference.config.starter.broker import Broker
from conference.config.starter.postgres import FAST_AND_FORGETFUL, Postgres

PROJECT = Path(__file__).parents[2]

# Each run has a folder of its own, so that many can run beside each other.
state: Path | None = None
# None when DATABASE_URL, or BROKER_URL and CACHE_URL, were given.
postgres: Postgres | None = None
broker: Broker | None = None


def environment(**changes: str) -> dict[str, str]:
    """Return the environment for a real process that works on the test database.

    Only for tests marked `django_db(transaction=True)`: another process sees
    what is committed and nothing else.
    """
    from django.db import connection  # settings are loaded by now

    name = connection.settings_dict["NAME"]
    given = {**os.environ, "PYTHONPATH": str(PROJECT)}
    if postgres is not None:
        given["DATABASE_URL"] = postgres.url_of(name)
    else:
        address, _, options = os.environ["DATABASE_URL"].partition("?")
        server = address.rpartition("/")[0]
        given["DATABASE_URL"] = f"{server}/{name}" + (options and f"?{options}")
    return {**given, **changes}


# A wrapper runs before every plain hook, so before pytest-django's.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    options = early_config.known_args_namespace
    if not (options.help or options.version):
        _start()
    return (yield)


def _start():
    global state, postgres, broker
    # Also reached when the settings do not load and pytest never configures.
    atexit.register(_stop)
    os.environ["DW_MODE"] = "test"
    os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
    # A closed door: a test that wants mail delivered opens a sink of its own.
    os.environ.setdefault("EMAIL_URL", "smtp://127.0.0.1:1")
    state = Path(tempfile.mkdtemp(prefix="conference-test-"))
    state.chmod(0o711)  # the server's account must pass through when we are root
    if "DATABASE_URL" not in os.environ:
        postgres = Postgres(state, options=FAST_AND_FORGETFUL, max_connections=300)
        postgres.start()
        os.environ["DATABASE_URL"] = postgres.url
    if not {"BROKER_URL", "CACHE_URL"} <= os.environ.keys():
        broker = Broker(state)
        broker.start()
        os.environ.setdefault("BROKER_URL", broker.url)
        os.environ.setdefault("CACHE_URL", broker.cache_url)


def _stop():
    global state, postgres, broker
    if broker is not None:
        broker.stop()
    if postgres is not None:
        postgres.stop()
        postgres.clear()
    if state is not None:
        shutil.rmtree(state, ignore_errors=True)
    state = postgres = broker = None
