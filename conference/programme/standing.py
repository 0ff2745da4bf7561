"""The public programme, kept in each process until it changes.

Every page, file and search is drawn from it. A process asks once a second whether the
number that names it grew, and draws it anew only then: a release is on every page at
most that long after its commit, without a message between processes to get lost.
"""

import threading
import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from conference.programme.queries.snapshot import Sign, Snapshot, draw, sign

MOST_TRIES: Final = 5


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
        _kept.snapshot = _drawn(found)
    _kept.asked_at = time.monotonic()


def _drawn(found: Sign) -> Snapshot:
    """Draw one public state: again, when a release came between the statements.

    Whatever changes it raises the number in the same transaction, so that the same
    number before and after means that nothing came between.
    """
    picture = draw(found)
    for _again in range(MOST_TRIES):
        now = sign()
        if now in (None, picture.sign):
            break
        picture = draw(now)
    return picture
