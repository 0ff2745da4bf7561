"""What is in force, kept in each process for a moment.

Every page names the edition, so every page would ask the database. A process asks
once a second instead: a decision is on every page at most that long after its commit,
without a message between processes that could get lost.
"""

import time
from typing import Final

from django.conf import settings

from conference.editions.queries import PublicRecord, public_record

_kept: dict[str, tuple[float, PublicRecord | None]] = {}
KEY: Final = "current"


def record() -> PublicRecord | None:
    """Return what is public of the current edition, at most a moment old."""
    asked_at, kept = _kept.get(KEY, (float("-inf"), None))
    if time.monotonic() - asked_at < settings.EDITION_KEPT_SECONDS:
        return kept
    kept = public_record()
    _kept[KEY] = (time.monotonic(), kept)
    return kept


def forget() -> None:
    """Ask the database again at the next page."""
    _kept.clear()
