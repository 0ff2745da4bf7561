"""Each process of ours can be asked whether it is well, from inside its container."""

import os
import subprocess
import sys
import time

import pytest

from conference.config.starter import processes
from conference.config.starter.children import Child
from tests.plugins import servers


def ask(*question, **environment):
    command = [sys.executable, "-m", "conference.config.starter.health", *question]
    given = {**os.environ, "PYTHONPATH": str(servers.PROJECT), **environment}
    return subprocess.run(
        command, env=given, capture_output=True, text=True, check=False
    )


@pytest.fixture
def worker(tmp_path):
    child = Child(
        "urgent",
        processes.worker("urgent", "--pool", "solo"),
        tmp_path / "urgent.log",
        servers.environment(LOG_LEVEL="INFO"),
    )
    child.start()
    child.wait_until(lambda: processes.has_said(child.log, " ready."), seconds=60)
    yield child
    child.stop()


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_well_until_it_is_gone(worker):
    name = f"urgent@{os.uname().nodename}"
    assert ask("worker", name).returncode == 0

    worker.kill()

    assert ask("worker", name).stderr == "Not well.\n"


def test_beat_is_well_while_it_writes_its_schedule(tmp_path):
    schedule = tmp_path / "beat-schedule.db"
    schedule.touch()
    assert ask("beat", str(schedule)).returncode == 0

    long_ago = time.time() - 3600
    os.utime(schedule, (long_ago, long_ago))

    assert ask("beat", str(schedule)).stderr == "Not well.\n"


def test_a_web_that_does_not_answer_is_not_well():
    # Port 8000 of a test machine may be taken; then whoever is there is not us.
    asked = ask("web", ALLOWED_HOSTS="nobody.example.org")

    assert asked.returncode == 1
    assert asked.stderr.startswith("Not well")
