"""`make demo`: every process of the application on one machine, for trying it."""

import os
import secrets
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from conference.config.starter import (
    catalogues,
    preparation,
    processes,
    remains,
    wishes,
)
from conference.config.starter.broker import free_port
from conference.config.starter.children import Child
from conference.config.starter.servers import Servers
from conference.config.starter.trouble import Trouble, in_a_sentence
from conference.config.starter.wishes import HOST

START_SECONDS = 120
WATCH_SECONDS = 0.5
RESTARTS = 5
# What is started unless all its addresses are given.
SERVERS = {
    "PostgreSQL": ["DATABASE_URL"],
    "broker": ["BROKER_URL", "CACHE_URL"],
    "mail sink": ["EMAIL_URL"],
}


class Stop(BaseException):
    """Somebody pressed Ctrl-C or sent TERM."""


@dataclass
class Demo:
    """All processes of one demo and the folder they keep their things in."""

    state: Path
    port: int
    registrations: int
    servers: Servers = field(init=False)
    environment: dict[str, str] = field(default_factory=dict)
    sink: Child | None = None
    children: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.servers = Servers(self.state)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/"

    def start(self) -> None:
        """Start everything in order and return when the pages answer."""
        _say(f"Starting {_listed(self._to_start())} ...")
        catalogues.compile_messages()
        self._start_sink()
        self.servers.start()
        self._note()
        self._set_environment()
        self._prepare()
        _say("Starting web, workers and beat (Ctrl-C stops everything) ...")
        self._start_processes()
        self._note()
        self._wait_until_ready()

    def watch(self) -> NoReturn:
        """Start again what ends by itself; Trouble when that happens too often."""
        restarts_left = RESTARTS
        while True:
            time.sleep(WATCH_SECONDS)
            ended = [child for child in self.children if not child.is_running]
            for child in ended:
                if not restarts_left:
                    message = f"{child.name} keeps ending. {child.last_words()}"
                    raise Trouble(message)
                restarts_left -= 1
                _say(f"{child.name} ended; starting it again ...")
                child.start()
                self._note()

    def stop(self) -> None:
        """Stop what uses the servers first, then the broker, then PostgreSQL."""
        users = [*self.children, *([self.sink] if self.sink else [])]
        for child in users:
            child.ask_to_stop()
        for child in users:
            child.wait(seconds=10)
        self.servers.stop()

    def _to_start(self) -> list[str]:
        return [
            name
            for name, addresses in SERVERS.items()
            if not set(addresses) <= os.environ.keys()
        ]

    def _start_sink(self) -> None:
        if "EMAIL_URL" in os.environ:
            return
        port = free_port()
        mail = self.state / "mail"
        self.sink = Child(
            "The mail sink",
            processes.python("conference.config.starter.sink", str(port), str(mail)),
            self.state / "sink.log",
        )
        self.sink.start()
        self.environment["EMAIL_URL"] = f"smtp://{HOST}:{port}"

    def _set_environment(self) -> None:
        self.environment = {
            **os.environ,
            "LOG_LEVEL": "INFO",  # a worker says in its log when it is ready
            "PYTHONUNBUFFERED": "1",
            **self.environment,
            **self.servers.addresses,
            "DW_MODE": "demo",
            "DEMO_DIR": str(self.state),
            "SITE_URL": self.url,
            "SECRET_KEY": _secret(self.state / "secret.txt"),
        }

    def _prepare(self) -> None:
        mark = preparation.mark(self.registrations)
        done = self.state / "prepared.txt"
        # A database from outside may be another one each time: it is always asked.
        is_ours = self.servers.postgres is not None
        if is_ours and done.exists() and done.read_text() == mark:
            return
        preparation.run(self.registrations, self.environment, self.state)
        done.write_text(mark)

    def _start_processes(self) -> None:
        schedule = str(self.state / "beat-schedule")
        self._add("web", *processes.web(self.port), DATABASE_POOL=processes.WEB_THREADS)
        # A sign-in code wants no process of its own, and none saves memory.
        self._add("urgent", *processes.worker("urgent", "--pool", "solo"))
        self._add("bulk", *processes.worker("bulk", "--concurrency", "1"))
        self._add("beat", *processes.beat(schedule))
        for child in self.children:
            child.start()

    def _add(self, name: str, *command: str, **more: str) -> None:
        log = self.state / f"{name}.log"
        log.unlink(missing_ok=True)
        environment = {**self.environment, **more}
        self.children.append(Child(name, command, log, environment))

    def _wait_until_ready(self) -> None:
        if self.sink is not None:
            port = int(self.environment["EMAIL_URL"].rpartition(":")[2])
            self.sink.wait_until(lambda: processes.listens(port), seconds=START_SECONDS)
        signs = {
            "web": lambda: processes.answers(self.port),
            "urgent": lambda: processes.has_said(self.state / "urgent.log", " ready."),
            "bulk": lambda: processes.has_said(self.state / "bulk.log", " ready."),
        }
        for child in self.children:
            if child.name in signs:
                child.wait_until(signs[child.name], seconds=START_SECONDS)

    def _note(self) -> None:
        servers = [self.servers.postgres, self.servers.broker]
        running = [server.child for server in servers if server is not None]
        running += [child for child in (self.sink, *self.children) if child is not None]
        remains.note(self.state, [child.pid for child in running if child.is_running])


def main() -> int:
    """Run the demo until it is stopped; 0 when that was asked for."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)
    try:
        _run()
    except Stop:
        return 0
    except (Trouble, OSError) as trouble:
        print(in_a_sentence(trouble), file=sys.stderr)
    return 1


def _run() -> None:
    state = wishes.state_folder()
    with remains.claim(state):
        if remains.clear(state):
            _say("Cleared what an earlier demo left running.")
        port = wishes.port()
        wishes.check_room(state)
        demo = Demo(state, port, wishes.count("REGISTRATIONS", 300))
        try:
            demo.start()
            _say(f"Ready: {demo.url}")
            _say((state / "accounts.txt").read_text().rstrip())
            demo.watch()
        except Stop:
            _say("Stopping ...")
            raise
        finally:
            # A second Ctrl-C must not leave half of it running.
            for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(name, signal.SIG_IGN)
            demo.stop()


def _secret(path: Path) -> str:
    """Return this demo's own secret, made on the first start and kept."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def _listed(names: list[str]) -> str:
    return ", ".join(names) or "no server, as all are given,"


def _say(line: str) -> None:
    if line:
        print(line, flush=True)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
