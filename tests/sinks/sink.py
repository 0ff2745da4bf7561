"""A mail server that misbehaves when asked to, and remembers what it accepted.

The local part of a recipient says how: `450-a@...` is told to come back later, again
and again; `450once-a@...` once only. Every accepted letter is on disk, synced, before
the 250 goes out, so its log is the truth about delivery.
"""

import asyncio
import json
import logging
import os
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from aiosmtpd.smtp import SMTP

logging.getLogger("mail.log").setLevel(logging.ERROR)
REPLIES = {
    "421": "421 4.3.2 closing, come back later",
    "450": "450 4.2.0 greylisted, try again later",
    "451": "451 4.3.0 local trouble",
    "452": "452 4.2.2 mailbox full for now",
    "550": "550 5.1.1 no such mailbox",
    "bare550": "550 unknown user",
    "552": "552 5.2.2 mailbox full",
    "554": "554 5.7.1 we do not like this mail",
}


class Handler:
    """Answers by what the recipient's local part asks for."""

    def __init__(self, folder, slow_seconds=0.0):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = (self.folder / "accepted.jsonl").open("ab", buffering=0)
        self.trials = (self.folder / "trials.jsonl").open("ab", buffering=0)
        self.slow_seconds = slow_seconds
        self.seen = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        command, _, _ = address.partition("-")
        _write(
            self.trials,
            {"at": time.time(), "to": address, "tls": session.ssl is not None},
        )
        name = command.removesuffix("once")
        if name in REPLIES and not (command.endswith("once") and address in self.seen):
            self.seen.add(address)
            if name == "421":
                await server.push(REPLIES[name])
                server.transport.close()
                return REPLIES[name]
            return REPLIES[name]
        if command == "hangrcpt":
            await asyncio.sleep(3600)
        if command == "droprcpt":
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 yes"

    async def handle_DATA(self, server, session, envelope):
        command, _, _ = envelope.rcpt_tos[0].partition("-")
        if command == "refusedot":
            return "554 5.6.0 refused after the dot"
        if command == "mistrustdot":
            return "550 5.7.1 we do not like what it says"
        if self.slow_seconds:
            await asyncio.sleep(self.slow_seconds)
        _write(
            self.log,
            {
                "at": time.time(),
                "to": envelope.rcpt_tos[0],
                "from": envelope.mail_from,
                "tls": session.ssl is not None,
                "message": envelope.original_content.decode("utf-8", "replace"),
            },
        )
        if (
            command in {"hangdot", "hangdotonce"}
            and envelope.rcpt_tos[0] not in self.seen
        ):
            self.seen.add(envelope.rcpt_tos[0])
            await asyncio.sleep(3600)
        if command in {"dropdot", "dropdotonce"} and (
            command == "dropdot" or envelope.rcpt_tos[0] not in self.seen
        ):
            self.seen.add(envelope.rcpt_tos[0])
            server.transport.abort()
        return "250 2.0.0 kept"


def _write(file, entry):
    file.write(json.dumps(entry).encode() + b"\n")
    os.fsync(file.fileno())


class Misbehaving(SMTP):
    """Refuses or breaks STARTTLS, the greeting or the connection, by mode."""

    mode = ""

    async def smtp_STARTTLS(self, arg):
        if self.mode == "starttls-refused":
            await self.push("454 4.7.0 TLS not available")
            return
        if self.mode == "starttls-broken":
            await self.push("220 go ahead")
            await asyncio.sleep(0.05)
            self.transport.write(b"this is not TLS\r\n")
            return
        await super().smtp_STARTTLS(arg)

    async def smtp_EHLO(self, hostname):
        if self.mode == "hang-ehlo":
            await asyncio.sleep(3600)
        if self.mode == "421-greeting":
            await self.push("421 4.3.2 too many connections")
            self.transport.close()
            return
        if self.mode == "drip":
            while True:
                self.transport.write(b"2")
                await asyncio.sleep(0.2)
        offers = {"starttls-broken": "STARTTLS", "535": "AUTH PLAIN"}
        if self.mode in offers:
            await self._set_greeted(hostname, offers[self.mode])
            return
        await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg):
        await self.push("535 5.7.8 wrong password for linh@example.org")

    async def smtp_MAIL(self, arg):
        if self.mode == "554-mail":
            await self.push("554 5.7.1 linh@example.org may not send")
            return
        await super().smtp_MAIL(arg)

    async def _set_greeted(self, hostname, offer):
        self._set_rset_state()
        self.session.extended_smtp = True
        self.session.host_name = hostname
        await self.push(f"250-sink\r\n250-{offer}\r\n250 HELP")


async def serve(port, folder, mode="", slow="0", ready=None, stop=None):
    """Serve until told to stop; `mode` and `slow` say how badly."""
    handler = Handler(folder, float(slow))
    context = tls_context(folder) if mode == "starttls" else None

    def session():
        server = Misbehaving(
            handler,
            tls_context=context,
            hostname="sink",
            enable_SMTPUTF8=False,
            timeout=60,
        )
        server.mode = mode
        return server

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(session, "127.0.0.1", port)
    if ready:
        ready.port = listening.sockets[0].getsockname()[1]
        ready.is_up.set()
    if stop is None:
        await listening.serve_forever()
    while not stop.is_set():
        await asyncio.sleep(0.02)
    listening.close()
    handler.log.close()
    handler.trials.close()


def tls_context(folder):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(folder) / "cert.pem", Path(folder) / "key.pem")
    return context


class Sink:
    """The sink on a thread of this process."""

    def __init__(self, folder, mode="", slow=0.0, port=0):
        self.folder, self.mode, self.slow, self.port = Path(folder), mode, slow, port
        self.is_up, self._stop = threading.Event(), threading.Event()

    def start(self):
        self._stop.clear()
        self.is_up.clear()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        assert self.is_up.wait(5)
        return self

    def _run(self):
        async def main():
            await serve(self.port, self.folder, self.mode, self.slow, self, self._stop)
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task

        asyncio.run(main())

    def stop(self):
        self._stop.set()
        self.thread.join(5)

    def accepted(self):
        return read_log(self.folder / "accepted.jsonl")

    def trials(self):
        return read_log(self.folder / "trials.jsonl")


def read_log(path):
    if not Path(path).exists():
        return []
    lines = Path(path).read_bytes().split(b"\n")
    return [json.loads(line) for line in lines if line]


@contextmanager
def open_sink(folder, **options):
    sink = Sink(folder, **options).start()
    try:
        yield sink
    finally:
        sink.stop()
