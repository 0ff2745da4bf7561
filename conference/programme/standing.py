"""The public programme, kept in each process until it changes.

Every page, file and search is drawn from it. A process asks once a second whether the
number that names it grew, and draws it anew only then: a release is on every page at
most that long after its commit, without a message between processes to get lost.
"""

import threading
import time
from dataclasses import dataclass

from django.conf import settings

from conference.programme.queries.snapshot import Snapshot, draw, sign


@dataclass(slots=True)
class _Kept:
    """What was found, and when; nothing was asked yet while `asked_at` is lowest."""

    snapshot: Snapshot | None = None
    asked_at: float = float("-inf")

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.asked_at < settings.EDITION_KEPT_SECONDS


_kept = _Kept()
_looking = threading.Lock()


def snapshot() -> Snapshot | None:
    """Return what is public of the current edition's programme, at most a moment old.

    One thread looks at a time; the others wait for it rather than ask the same.
    """
    if _kept.is_fresh:
        return _kept.snapshot
    with _looking:
        if not _kept.is_fresh:
            _look()
        return _kept.snapshot


def forget() -> None:
    """Ask the database again at the next page."""
    with _looking:
        _kept.snapshot, _kept.asked_at = None, float("-inf")


def _look() -> None:
    found = sign()
    if found is None:
        _kept.snapshot = None
    elif _kept.snapshot is None or _kept.snapshot.sign != found:
        _kept.snapshot = draw(found)
    _kept.asked_at = time.monotonic()
