"""Starts PostgreSQL and a broker of this run's own, before Django wakes up.

Loaded by `-p` in `addopts`: pytest-django reads the settings before any
`conftest.py`. What is set in the environment wins: nothing is started for it.
Tests that start real processes take their environment from `environment()`,
and those that hurt the servers find them in `running`.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from conference.config.starter import catalogues
from conference.config.starter.postgres import FAST_AND_FORGETFUL
from conference.config.starter.servers import Servers

PROJECT = Path(__file__).parents[2]
# Each run has a folder of its own, so that many can run beside each other.
running: Servers | None = None


def environment(**changes: str) -> dict[str, str]:
    """Return the environment for a real process that works on the test database.

    Only for tests marked `django_db(transaction=True)`: another process sees
    what is committed and nothing else.
    """
    from django.db import connection  # the settings are loaded by now

    address, _, options = os.environ["DATABASE_URL"].partition("?")
    server = address.rpartition("/")[0]
    name = connection.settings_dict["NAME"]
    url = f"{server}/{name}" + (options and f"?{options}")
    return {**os.environ, "PYTHONPATH": str(PROJECT), "DATABASE_URL": url, **changes}


# A wrapper runs before every plain hook, so before pytest-django's.
@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    options = early_config.known_args_namespace
    if not (options.help or options.version):
        _start()
    return (yield)


def _start():
    global running
    os.environ["DW_MODE"] = "test"
    # A closed door: a test that wants mail delivered opens a sink of its own.
    os.environ.setdefault("EMAIL_URL", "smtp://127.0.0.1:1")
    catalogues.compile_messages(PROJECT)
    state = Path(tempfile.mkdtemp(prefix="conference-test-"))
    state.chmod(0o711)  # the server's account must pass through when we are root
    running = Servers(state, FAST_AND_FORGETFUL, max_connections=300)
    # Also reached when the settings do not load and pytest never configures.
    atexit.register(_stop)
    running.start()
    os.environ.update(running.addresses)


def _stop():
    running.stop()
    shutil.rmtree(running.state, ignore_errors=True)
