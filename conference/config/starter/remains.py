"""What a starter that was killed left behind, and how the next one clears it."""

import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from conference.config.starter.trouble import Trouble

PATIENCE_SECONDS = 10
POLL_SECONDS = 0.05


def claim(state: Path) -> TextIO:
    """Hold the folder for this process alone, as long as the file stays open."""
    door = (state / "starter.lock").open("a+")
    try:
        fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        door.close()
        message = (
            f"A demo already runs in {state}. Stop it first, or give this one "
            "a folder and a port of its own: make demo DEMO_DIR=.demo2 PORT=8001"
        )
        raise Trouble(message) from None
    return door


def note(state: Path, pids: Iterable[int]) -> None:
    """Write down which processes are ours, with the moment each was born."""
    born = {pid: _birth(pid) for pid in pids}
    fresh = state / "processes.new"
    fresh.write_text(json.dumps(born))
    fresh.replace(state / "processes.json")


def noted(state: Path) -> dict[int, str]:
    """Return the processes written down last, by number, with their birth."""
    try:
        born = json.loads((state / "processes.json").read_text())
    except (OSError, ValueError):
        return {}
    return {int(pid): birth for pid, birth in born.items()}


def clear(state: Path) -> int:
    """End the processes of an earlier starter and return how many there were."""
    # The number of a process is given out again; its time of birth is not.
    left = [
        pid for pid, birth in noted(state).items() if birth and _birth(pid) == birth
    ]
    for pid in left:
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(_birth(pid) for pid in left) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for pid in left:
        if _birth(pid):
            with suppress(OSError):
                os.killpg(pid, signal.SIGKILL)
    (state / "processes.json").unlink(missing_ok=True)
    return len(left)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(OSError):
        os.kill(pid, number)


def _birth(pid: int) -> str:
    """Return when the process started, in the system's words; empty when it is gone."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return "" if Path("/proc/self").exists() else _birth_by_ps(pid)
    except OSError:
        return ""
    # The second field is the program's name in brackets and may hold spaces.
    state, *fields = line.rpartition(")")[2].split()
    return "" if state == "Z" else fields[18]


def _birth_by_ps(pid: int) -> str:
    asked = ["ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(
        asked, capture_output=True, text=True, check=False
    ).stdout.strip()
