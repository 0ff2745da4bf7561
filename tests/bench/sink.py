"""A mail server that only counts: the fastest there can be, the same for everyone.

Run as `python -m tests.bench.sink PORT`. On the port after it, whoever connects gets
one JSON object of what arrived since the last time, and the counting begins anew.
"""

import asyncio
import contextlib
import json
import sys
import time

SAMPLES = 400
END = b"\r\n.\r\n"
GREETING = b"220 sink\r\n"
HELLO = b"250-sink\r\n250-8BITMIME\r\n250 SIZE\r\n"


class Tally:
    """What arrived: how many, when, for whom, and the first letters themselves."""

    def __init__(self) -> None:
        self.count = 0
        self.first_at = self.last_at = 0.0
        self.arrivals: dict[str, float] = {}
        self.samples: list[str] = []

    def add(self, to: str, letter: bytes) -> None:
        self.last_at = time.time()
        self.first_at = self.first_at or self.last_at
        self.count += 1
        self.arrivals[to] = self.last_at
        if len(self.samples) < SAMPLES:
            self.samples.append(letter.decode("latin-1"))


class Conversation(asyncio.Protocol):
    """One SMTP session; every command is answered with yes."""

    tally = Tally()

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.received = b""
        self.is_letter = False
        self.to = ""
        transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        self.received += data
        while self._take():
            pass

    def _take(self) -> bool:
        mark = END if self.is_letter else b"\r\n"
        piece, found, rest = self.received.partition(mark)
        if not found:
            return False
        self.received = rest
        self._letter(piece) if self.is_letter else self._command(piece)
        return True

    def _letter(self, piece: bytes) -> None:
        self.is_letter = False
        Conversation.tally.add(self.to, piece)
        self.transport.write(b"250 2.0.0 counted\r\n")

    def _command(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"DATA":
            self.is_letter = True
            self.transport.write(b"354 go on\r\n")
        elif verb in {b"EHLO", b"HELO"}:
            self.transport.write(HELLO)
        elif verb == b"QUIT":
            self.transport.write(b"221 bye\r\n")
            self.transport.close()
        else:
            if verb == b"RCPT":
                self.to = line.partition(b"<")[2].rpartition(b">")[0].decode()
            self.transport.write(b"250 2.0.0 yes\r\n")


class Telling(asyncio.Protocol):
    """Says what arrived, and begins anew."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        told, Conversation.tally = Conversation.tally, Tally()
        transport.write(json.dumps(vars(told)).encode())
        transport.close()


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    await loop.create_server(Telling, "127.0.0.1", port + 1)
    server = await loop.create_server(Conversation, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1])))
