"""The time: one place to ask for it, and the only one that the demo can move."""

import json
import os
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

EVENT_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
DEMO_START: Final = datetime(2020, 5, 7, 8, 0, tzinfo=EVENT_ZONE)
_seen: tuple[int, timedelta] = (0, timedelta())


def now() -> datetime:
    """Return the instant, aware, in UTC; in the demo, shifted by the demo clock."""
    real = datetime.now(UTC)
    if settings.MODE != "demo":
        return real
    return real + _offset(clock_file())


def clock_file() -> Path:
    """Return where the demo keeps its offset."""
    return _file_in(str(settings.DEMO_DIR))


@lru_cache(maxsize=1)
def _file_in(folder: str) -> Path:
    # Asked for at every look at the clock; joining paths takes longer than the look.
    return Path(folder) / "clock.json"


def start_demo_clock() -> None:
    """Set the demo to 7 May 2020, 08:00 Ha Noi, unless it has been set before."""
    if not clock_file().exists():
        _write(DEMO_START - datetime.now(UTC))


def move_demo_clock_to(instant: datetime) -> None:
    """Let the demo go on from `instant`, which must lie ahead of its present time."""
    if settings.MODE != "demo":
        message = "The clock moves in the demo only."
        raise RuntimeError(message)
    if instant <= now():
        message = "The demo clock moves forward only."
        raise ValueError(message)
    _write(instant - datetime.now(UTC))


def in_event_zone(instant: datetime) -> datetime:
    """Return the same instant on the clocks of Ha Noi."""
    return instant.astimezone(EVENT_ZONE)


def _offset(path: Path) -> timedelta:
    # Read anew only when the file changed: every process follows a move at once.
    global _seen  # noqa: PLW0603
    try:
        stamp = os.stat(path).st_mtime_ns
    except FileNotFoundError:
        return DEMO_START - datetime.now(UTC)
    if stamp != _seen[0]:
        seconds = json.loads(path.read_text())["offset_seconds"]
        _seen = (stamp, timedelta(seconds=seconds))
    return _seen[1]


def _write(offset: timedelta) -> None:
    path = clock_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"offset_seconds": offset.total_seconds()}))
    fresh.replace(path)
