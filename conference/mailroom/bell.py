"""The doorbell: wakes the senders after a commit, and never keeps anybody waiting.

Publishing happens on a thread of its own, so that a request does not feel an absent
broker. A ring that is lost costs nothing but time: the sweep finds the letters.
"""

import atexit
import logging
import os
import threading
import time
from typing import Final

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

URGENT: Final = ("conference.mailroom.tasks.send_urgent_mail", "urgent")
BULK: Final = ("conference.mailroom.tasks.send_bulk_mail", "bulk")
BULK_QUEUE: Final = BULK[1]
# Rings within this time are one; a sign-in code waits no longer for it.
GATHERING_SECONDS: Final = 0.02
# A round for one letter costs five times what one more letter in a round does, so when
# many people press at once, other mail is rung for at most four times a second.
PAUSE_SECONDS: Final = {URGENT: 0.0}
PAUSE: Final = 0.25
FLUSH_SECONDS: Final = 1.0


def ring(*, urgent: bool = False, bulk: bool = False) -> None:
    """Wake the senders when this transaction is committed; outside of one, at once."""
    wanted = {bell for bell, rings in ((URGENT, urgent), (BULK, bulk)) if rings}
    if wanted:
        transaction.on_commit(lambda: _ringer.ring(wanted))


def ring_for(task: str) -> None:
    """Wake a task that takes no arguments, beside bulk mail, after the commit."""
    transaction.on_commit(lambda: _ringer.ring({(task, BULK_QUEUE)}))


class _Ringer:
    """One thread per process that publishes what was rung meanwhile."""

    def __init__(self) -> None:
        self.condition = threading.Condition()
        self.wanted: set[tuple[str, str]] = set()
        self.rung_at: dict[tuple[str, str], float] = {}
        self.thread: threading.Thread | None = None
        self.is_idle = True

    def ring(self, wanted: set[tuple[str, str]]) -> None:
        with self.condition:
            self.wanted |= wanted
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(
                    target=self._work, name="bell", daemon=True
                )
                self.thread.start()
            self.condition.notify_all()

    def flush(self) -> None:
        """Wait a moment for what was rung before the process ends."""
        with self.condition:
            self.condition.wait_for(
                lambda: not self.wanted and self.is_idle, timeout=FLUSH_SECONDS
            )

    def _work(self) -> None:
        while True:
            with self.condition:
                self.condition.wait_for(lambda: self.wanted)
                self.is_idle = False
                ready = {bell for bell in self.wanted if self._has_paused(bell)}
                self.wanted -= ready
            for bell in sorted(ready):
                self.rung_at[bell] = time.monotonic()
                _publish(*bell)
            with self.condition:
                self.is_idle = True
                self.condition.notify_all()
            time.sleep(GATHERING_SECONDS)

    def _has_paused(self, bell: tuple[str, str]) -> bool:
        last = self.rung_at.get(bell, float("-inf"))
        return time.monotonic() - last >= PAUSE_SECONDS.get(bell, PAUSE)


def _publish(name: str, queue: str) -> None:
    try:
        current_app.send_task(name, queue=queue, ignore_result=True, retry=False)
    except Exception as error:
        kind = type(error).__name__
        log.warning("bell.not_heard", extra={"queue": queue, "error": kind})


def _start_anew() -> None:
    # The thread stays behind in the parent; the child rings with one of its own.
    global _ringer  # noqa: PLW0603
    _ringer = _Ringer()


def _flush() -> None:
    _ringer.flush()


_ringer = _Ringer()
os.register_at_fork(after_in_child=_start_anew)
atexit.register(_flush)
