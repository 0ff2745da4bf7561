"""A mail server that only stores: every letter is a file on disk before the yes.

Run as `python -m conference.config.starter.sink PORT FOLDER`.
"""

import asyncio
import itertools
import os
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_LETTER = 30_000_000
MAILDIR = ("tmp", "new", "cur")


class Keeper:
    """Writes each letter into a Maildir, with the envelope on top."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        for name in MAILDIR:
            (folder / name).mkdir(parents=True, exist_ok=True)

    async def handle_DATA(  # noqa: N802  the library's name
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        try:
            self.keep(envelope)
        except OSError as error:
            return f"452 4.3.1 Not stored, try again later: {error.strerror}"
        return "250 2.0.0 Stored"

    def keep(self, envelope: Envelope) -> Path:
        """Store one letter durably and return its file."""
        name = f"{time.time_ns()}.P{os.getpid()}Q{next(self._numbers)}.sink"
        unfinished = self._folder / "tmp" / name
        letter = self._folder / "new" / name
        with unfinished.open("wb") as file:
            file.write(_envelope_lines(envelope))
            file.write(_as_bytes(envelope.content))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(letter)
        _keep_name(letter.parent)
        return letter


async def serve(port: int, folder: Path) -> None:
    """Take letters on loopback until TERM or INT."""
    keeper = Keeper(folder)
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, over.set)

    def answer() -> SMTP:
        return SMTP(
            keeper,
            data_size_limit=LARGEST_LETTER,
            enable_SMTPUTF8=True,
            hostname="sink.demo",
            loop=loop,
        )

    server = await loop.create_server(answer, "127.0.0.1", port)
    await over.wait()
    server.close()


def _envelope_lines(envelope: Envelope) -> bytes:
    lines = [f"Return-Path: <{envelope.mail_from or ''}>"]
    lines += [f"Delivered-To: {address}" for address in envelope.rcpt_tos]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _as_bytes(content: bytes | str | None) -> bytes:
    return content.encode() if isinstance(content, str) else content or b""


def _keep_name(folder: Path) -> None:
    # A file survives a power cut only when its folder was written, too.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
