"""The commands of the demo's processes, and how each shows that it is ready."""

import http.client
import socket
import sys
from pathlib import Path

from conference.config.starter.wishes import HOST

WEB_THREADS = "4"


def python(module: str, *arguments: str) -> list[str]:
    """Return the command for a module, with the Python that runs now."""
    return [sys.executable, "-m", module, *arguments]


def worker(queue: str, *options: str) -> list[str]:
    """Return the command of the worker that serves one queue."""
    alone = ("--without-mingle", "--without-gossip", "--loglevel", "INFO")
    return _celery("worker", "-Q", queue, "-n", f"{queue}@%h", *options, *alone)


def beat(schedule: str) -> list[str]:
    """Return the command of beat, which keeps its notes in the file `schedule`."""
    return _celery("beat", "--schedule", schedule, "--pidfile=")


def web(port: int) -> list[str]:
    """Return the web server's command: production's, with one process for two."""
    return python(
        "granian",
        *("--interface", "wsgi", "conference.config.wsgi:application"),
        *("--host", HOST, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", WEB_THREADS),
        *("--workers-kill-timeout", "5", "--no-ws"),
    )


def answers(port: int) -> bool:
    """Say whether pages are answered."""
    line = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        line.request("GET", "/healthz")
        line.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    return True


def listens(port: int) -> bool:
    """Say whether anybody takes connections there."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def has_said(log: Path, words: str) -> bool:
    """Say whether a process has written the words."""
    return words in log.read_text(errors="replace")


def _celery(*arguments: str) -> list[str]:
    return python("celery", "-A", "conference.config.celery", *arguments)
