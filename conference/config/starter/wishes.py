"""What the person at the keyboard wishes, read once and answered when it cannot be."""

import errno
import os
import shutil
import socket
from pathlib import Path

from conference.config.starter.trouble import Trouble

HOST = "127.0.0.1"
HIGHEST_PORT = 65_535
ROOM_MEGABYTES = 200


def state_folder() -> Path:
    """Return DEMO_DIR, made when it is missing."""
    state = Path(os.environ.get("DEMO_DIR") or ".demo").absolute()
    # PostgreSQL passes through as another account when we are root.
    state.mkdir(mode=0o700 if os.geteuid() else 0o711, parents=True, exist_ok=True)
    return state


def port() -> int:
    """Return PORT, when it is free."""
    number = count("PORT", 8000)
    if not 0 < number <= HIGHEST_PORT:
        message = f"PORT={number} is no port. Choose one from 1024 to {HIGHEST_PORT}."
        raise Trouble(message)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, number))
        except OSError as error:
            reason = "is taken" if error.errno == errno.EADDRINUSE else "is not allowed"
            message = (
                f"Port {number} {reason}. Choose another: make demo PORT={number + 1}"
            )
            raise Trouble(message) from error
    return number


def count(name: str, fallback: int) -> int:
    """Return a whole number from the environment."""
    written = os.environ.get(name) or str(fallback)
    if not written.isdecimal():
        message = (
            f"{name}={written} is no number. Write it like this: {name}={fallback}"
        )
        raise Trouble(message)
    return int(written)


def check_room(state: Path) -> None:
    """Stop before the disk does."""
    free = shutil.disk_usage(state).free // 1_000_000
    if free < ROOM_MEGABYTES:
        message = (
            f"The disk is nearly full: {state} has {free} MB left and the demo needs "
            f"{ROOM_MEGABYTES}. Make room, or choose another: make demo DEMO_DIR=..."
        )
        raise Trouble(message)
