"""Whether one of our processes is well, for those who restart it when it is not.

`health web` asks the page, `health worker NAME` asks the worker, and
`health beat FILE` looks when beat wrote its schedule last.
"""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PORT = 8000
# Beat writes its schedule every three minutes.
BEAT_SECONDS = 600


def web() -> bool:
    """Say whether the page for health checks answers with 200."""
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0]
    line = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    line.request("GET", "/healthz", headers={"Host": host})
    return line.getresponse().status == http.client.OK


def worker(name: str) -> bool:
    """Say whether the worker of that name answers over the broker."""
    ask = [sys.executable, "-m", "celery", "-A", "conference.config.celery"]
    ask += ["inspect", "ping", "--timeout", "5", "--destination", name]
    return subprocess.run(ask, capture_output=True, check=False).returncode == 0


def beat(schedule: str) -> bool:
    """Say whether beat has written its schedule lately."""
    written = [path.stat().st_mtime for path in Path(schedule).parent.iterdir()]
    return time.time() - max(written, default=0) < BEAT_SECONDS


QUESTIONS: dict[str, Callable[..., bool]] = {"web": web, "worker": worker, "beat": beat}


if __name__ == "__main__":
    question, *about = sys.argv[1:]
    try:
        is_well = QUESTIONS[question](*about)
    except (OSError, http.client.HTTPException) as error:
        sys.exit(f"Not well: {error}")
    sys.exit(None if is_well else "Not well.")
