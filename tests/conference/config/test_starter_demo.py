"""`make demo` as the person at the keyboard sees it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections import namedtuple
from pathlib import Path

import pytest

from conference.config.starter import remains, wishes
from conference.config.starter.broker import free_port
from conference.config.starter.trouble import Trouble, in_a_sentence

PROJECT = Path(__file__).parents[3]
ADDRESSES = ("DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL")


@pytest.fixture
def state():
    # Not pytest's own folder: as root the server runs as an account that may not
    # look into it.
    with tempfile.TemporaryDirectory(prefix="conference-test-") as folder:
        path = Path(folder)
        path.chmod(0o711)
        yield path


@pytest.fixture
def start(state):
    """Give a function that starts `make demo` and reads its lines up to Ready."""
    started = []

    def start(**settings):
        environment = {k: v for k, v in os.environ.items() if k not in ADDRESSES}
        environment |= {"DEMO_DIR": str(state), "REGISTRATIONS": "5", **settings}
        starter = subprocess.Popen(
            [sys.executable, "-m", "conference.config.starter.demo"],
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(starter)
        lines = []
        for line in starter.stdout:
            lines.append(line.rstrip())
            if line.startswith("Ready"):
                break
        return starter, lines

    yield start
    for starter in started:
        starter.terminate()
        starter.stdout.read()
        starter.stdout.close()
        starter.wait()


def test_a_killed_demo_is_cleared_up_and_leaves_nothing_when_stopped(start, state):
    port = str(free_port())
    first, lines = start(PORT=port)
    assert lines[-1] == f"Ready: http://127.0.0.1:{port}/"
    first.kill()
    first.wait()

    second, lines = start(PORT=port)
    assert lines[-1] == f"Ready: http://127.0.0.1:{port}/"
    assert status_of(f"http://127.0.0.1:{port}/static/css/look.css") == 200
    pids = [int(pid) for pid in remains.noted(state)]
    second.terminate()
    left_to_say = second.stdout.read().splitlines()

    assert left_to_say[-1] == "Stopping ..."
    assert second.wait() == 0
    assert len(pids) == 7  # PostgreSQL, broker, sink, web, two workers, beat
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


def test_one_folder_holds_one_demo_at_a_time(start, state):
    with remains.claim(state):
        starter, lines = start(PORT=str(free_port()))

    assert lines == [
        f"A demo already runs in {state}. Stop it first, or give this one a folder "
        "and a port of its own: make demo DEMO_DIR=.demo2 PORT=8001"
    ]
    assert starter.wait() == 1


def test_a_taken_port_is_one_sentence(start):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        _, lines = start(PORT=str(port))

    assert lines == [f"Port {port} is taken. Choose another: make demo PORT={port + 1}"]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"PORT": "0"}, "PORT=0 is no port. Choose one from 1024 to 65535."),
        ({"PORT": "99999"}, "PORT=99999 is no port. Choose one from 1024 to 65535."),
        ({"PORT": "web"}, "PORT=web is no number. Write it like this: PORT=8000"),
    ],
)
def test_a_wrong_port_is_one_sentence(start, settings, sentence):
    assert start(**settings)[1] == [sentence]


def test_a_full_disk_is_one_sentence_before_anything_starts(monkeypatch, tmp_path):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 5_000_000))

    with pytest.raises(Trouble, match="has 5 MB left and the demo needs 200"):
        wishes.check_room(tmp_path)


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device", "web.log"),
        Trouble("initdb failed: could not write: No space left on device"),
    ],
)
def test_a_disk_that_fills_up_later_is_one_sentence(error):
    assert in_a_sentence(error) == (
        f"The disk is full. Make room, then start again. ({error})"
    )


def test_a_database_that_does_not_answer_is_one_sentence(start, state):
    given = {"DATABASE_URL": "postgresql://app@127.0.0.1:1/x", "EMAIL_URL": "smtp://x"}
    _, lines = start(PORT=str(free_port()), **given)

    assert lines == [
        "Starting broker ...",
        "The database could not be prepared: the database does not answer: "
        'connection failed: connection to server at "127.0.0.1", port 1 failed: '
        "Connection refused",
        f"The whole story is in {state / 'prepare.log'}.",
    ]


def test_a_process_number_given_to_somebody_else_is_left_alone(state):
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1)
    remains.note(state, [stranger.pid])
    path = state / "processes.json"
    path.write_text(path.read_text().replace(remains._birth(stranger.pid), "12345"))

    assert remains.clear(state) == 0

    assert stranger.poll() is None
    stranger.communicate(b"\n")


def test_a_process_that_ignores_term_is_killed(state, monkeypatch):
    monkeypatch.setattr(remains, "PATIENCE_SECONDS", 0.2)
    deaf = subprocess.Popen(
        ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"],
        start_new_session=True,
        stdout=subprocess.PIPE,
    )
    deaf.stdout.readline()
    remains.note(state, [deaf.pid])

    assert remains.clear(state) == 1

    assert deaf.wait(timeout=5) == -signal.SIGKILL
    deaf.stdout.close()


def status_of(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
