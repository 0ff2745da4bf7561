"""A real web server on the test database, and people who press at the same moment."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from threading import Barrier
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from conference.core import repeat
from tests.plugins.servers import PROJECT, environment

SECRET = "c" * 32  # a CSRF secret: the cookie and the field agree


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took; no status when nothing came."""

    status: int
    location: str
    seconds: float


@contextmanager
def web_server(**changes):
    """Run the site with two processes of four threads; yield its port and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi",
        "conference.config.wsgi:application", "--host", "127.0.0.1",
        "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--backlog", "1024", "--no-ws",
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        cwd=PROJECT,
        env=environment(DATABASE_POOL="4", LOG_LEVEL="ERROR", **changes),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield port, process
    finally:
        kill_at_once(process)


def kill_at_once(process):
    """Kill the server and its workers without a word, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def signed_in(account):
    """Return the cookie of a session of this account."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.save()
    cookies = {
        settings.SESSION_COOKIE_NAME: store.session_key,
        settings.CSRF_COOKIE_NAME: SECRET,
    }
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def press(port, path, cookie, *, token=None, timeout=30, **answers):
    """Post a form as a browser would; an answer without status when nothing came."""
    form = {
        "csrfmiddlewaretoken": SECRET,
        repeat.FIELD: token or repeat.fresh_token(),
        **answers,
    }
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("POST", path, urlencode(form), headers)
        response = connection.getresponse()
        response.read()
        status, location = response.status, response.getheader("Location") or ""
    except (OSError, http.client.HTTPException):
        status, location = 0, ""
    finally:
        connection.close()
    return Answer(status, location, time.monotonic() - began)


def all_at_once(acts):
    """Run all at the same moment and return what they return."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _wait_for(port, process):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if process.poll() is not None:
            message = f"The web server ended with {process.returncode}."
            raise RuntimeError(message)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/account/login/")
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    message = "The web server did not answer within 30 seconds."
    raise RuntimeError(message)
