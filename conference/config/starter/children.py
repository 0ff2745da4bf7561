"""Child processes that never outlive the one that started them."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from conference.config.starter.trouble import Trouble

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.02


class Owner(NamedTuple):
    """The system account a child runs as."""

    uid: int
    gid: int


@dataclass
class Child:
    """One server process, its log file and the signal that ends it kindly."""

    name: str
    command: Sequence[str]
    log: Path
    environment: dict[str, str] | None = None
    owner: Owner | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    folder: Path | None = None
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        if self._process is None:
            message = f"{self.name} was never started."
            raise Trouble(message)
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches only the starter, which then
        # stops its children in the right order.
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_die_with_parent(self.stop_signal),  # noqa: PLW1509  no threads yet
                user=self.owner.uid if self.owner else None,
                group=self.owner.gid if self.owner else None,
                extra_groups=[] if self.owner else None,
            )

    def ask_to_stop(self) -> None:
        """Send the stop signal and return at once."""
        if self._process is not None and self.is_running:
            self._process.send_signal(self.stop_signal)

    def wait(self, *, seconds: float) -> None:
        """Wait for the end; kill the whole family when it takes longer."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def stop(self, *, seconds: float = 10) -> None:
        self.ask_to_stop()
        self.wait(seconds=seconds)

    def kill(self) -> None:
        """End the process and its children with SIGKILL."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Return when `is_ready()`; Trouble when the child ends or time is up."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not self.is_running:
                message = f"{self.name} ended while starting. {self.last_words()}"
                raise Trouble(message)
            if time.monotonic() > deadline:
                message = (
                    f"{self.name} was not ready after {seconds:.0f} seconds. "
                    f"{self.last_words()}"
                )
                raise Trouble(message)
            time.sleep(POLL_SECONDS)

    def last_words(self) -> str:
        """Say where the log is and what its last lines were."""
        with suppress(OSError):
            lines = self.log.read_text(errors="replace").splitlines()[-8:]
            return f"The end of {self.log}:\n" + "\n".join(lines)
        return f"Its log is {self.log}."


def _die_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Make Linux send `stop_signal` when the parent dies, however it dies."""
    if not sys.platform.startswith("linux"):
        return None
    # Loaded before the fork: between fork and exec hardly anything is safe.
    libc = ctypes.CDLL(None)
    parent = os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_the_kernel
