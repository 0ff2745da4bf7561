"""The world of one run: the mail sink, the tables with their people, the processes."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conference.config.starter import packages, processes
from conference.config.starter.broker import free_port
from conference.config.starter.children import Child
from tests.bench.figures import say
from tests.bench.load import Client
from tests.bench.processes import cpu_seconds, pss_bytes

START_SECONDS = 120
# With so many requests some 20,000 are live, so that a notice goes to as many.
PEOPLE = 22_000
FEW = 300
HOST = "127.0.0.1"


@dataclass
class Sink:
    """The counting mail server."""

    port: int
    child: Child

    def take(self) -> dict[str, Any]:
        """Return what arrived since the last time."""
        with socket.create_connection((HOST, self.port + 1), timeout=30) as line:
            told = b""
            while piece := line.recv(1 << 20):
                told += piece
        return dict(json.loads(told))


@dataclass
class Web:
    """A web server of ours, or the bare one."""

    port: int
    child: Child

    def client(self, cookies: dict[str, str] | None = None) -> Client:
        return Client(HOST, self.port, dict(cookies or {}))


@dataclass
class World:
    """What all scenarios share; made once, used by each."""

    folder: Path
    people: int
    sink: Sink = field(init=False)
    server_pids: list[int] = field(default_factory=list)

    def start(self) -> None:
        """Start the sink, then make the tables and the people."""
        self.server_pids = [int(pid) for pid in os.environ["SERVER_PIDS"].split()]
        self._start_sink()
        os.environ["EMAIL_URL"] = f"smtp://{HOST}:{self.sink.port}"
        os.environ["LOG_LEVEL"] = "ERROR"
        # Clients of the bench come from many addresses, as people do.
        os.environ["TRUSTED_PROXIES"] = HOST
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.config.settings")
        began = time.monotonic()
        subprocess.run(
            processes.python("conference.config.starter.prepare", str(self.people)),
            stdout=sys.stderr,
            cwd=packages.PROJECT,
            check=True,
        )
        say(f"Tables and people made in {time.monotonic() - began:.0f} s.")

    def stop(self) -> None:
        self.sink.child.stop()

    def _start_sink(self) -> None:
        port = _free_pair()
        command = processes.python("tests.bench.sink", str(port))
        self.sink = Sink(port, self._child("sink", command))
        self.sink.child.start()
        self.sink.child.wait_until(
            lambda: processes.listens(port), seconds=START_SECONDS
        )

    @contextmanager
    def web(
        self, application: str = "conference.config.wsgi:application"
    ) -> Iterator[Web]:
        """Run production's web server: two processes of four threads."""
        port = free_port()
        command = processes.web(port)
        command[command.index("--workers") + 1] = "2"
        command[command.index("--interface") + 2] = application
        environment = {**os.environ, "DATABASE_POOL": processes.WEB_THREADS}
        with self._running("web", command, environment) as child:
            child.wait_until(
                lambda: processes.listens(port) and processes.answers(port),
                seconds=START_SECONDS,
            )
            # Both processes shall have loaded everything before anything is measured.
            for _ in range(24):
                Client(HOST, port).get("/")
            yield Web(port, child)

    @contextmanager
    def worker(self, queue: str, name: str = "", **changes: str) -> Iterator[Child]:
        """Run one worker as the demo does."""
        pool = {
            "urgent": ("--pool", "solo"),
            "bulk": ("--concurrency", "1"),
        }[queue]
        command = processes.worker(queue, *pool)
        if name:
            command[command.index(f"{queue}@%h")] = f"{name}@%h"
        environment = {**os.environ, **changes, "LOG_LEVEL": "INFO"}
        with self._running(name or queue, command, environment) as child:
            child.wait_until(
                lambda: processes.has_said(child.log, " ready."), seconds=START_SECONDS
            )
            yield child

    @contextmanager
    def beat(self) -> Iterator[Child]:
        """Run beat."""
        schedule = str(self.folder / "beat-schedule")
        with self._running("beat", processes.beat(schedule)) as child:
            yield child

    @contextmanager
    def keeping_sink(self) -> Iterator[tuple[int, Path]]:
        """Run the demo's sink, which has each letter on disk before its yes."""
        port, folder = free_port(), self.folder / f"mail-{time.monotonic_ns()}"
        command = processes.python(
            "conference.config.starter.sink", str(port), str(folder)
        )
        with self._running("keeping-sink", command) as child:
            child.wait_until(lambda: processes.listens(port), seconds=START_SECONDS)
            yield port, folder

    @contextmanager
    def _running(
        self, name: str, command: list[str], environment: dict[str, str] | None = None
    ) -> Iterator[Child]:
        child = self._child(name, command, environment)
        child.start()
        try:
            yield child
        finally:
            child.stop()

    def _child(
        self, name: str, command: list[str], environment: dict[str, str] | None = None
    ) -> Child:
        log = self.folder / f"{name}-{time.monotonic_ns()}.log"
        return Child(name, command, log, environment, folder=packages.PROJECT)

    def cpu(self, *children: Child) -> float:
        """Return the processor time so far of servers and children, in seconds."""
        return cpu_seconds([*self.server_pids, *(child.pid for child in children)])

    def cpu_by_name(self, **children: Child) -> dict[str, float]:
        """Return the processor time so far of each, and of the servers together."""
        each = {name: cpu_seconds([child.pid]) for name, child in children.items()}
        return {**each, "servers": cpu_seconds(self.server_pids)}

    def pss(self, *children: Child) -> int:
        """Return the memory of the children, in bytes."""
        return pss_bytes(child.pid for child in children)


def _free_pair() -> int:
    while True:
        port = free_port()
        if not processes.listens(port + 1):
            return port
