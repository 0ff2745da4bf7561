"""Packages, hash-locked, into .venv; the standard library alone must do here."""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from conference.config.starter.trouble import Trouble

PROJECT = Path(__file__).parents[3]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = PROJECT / "requirements.lock"
DEMANDS = PROJECT / "pyproject.toml"
STAMP = VENV / "packages.json"
NEEDED = (3, 11)
Command = list[str | Path]
ALL_GROUPS = ("embedded", "dev")
NO_INSTALLER = (
    "Python can fetch no packages here. Install pip first, on Debian and Ubuntu: "
    "apt install python3-pip"
)


def install(groups: tuple[str, ...]) -> None:
    """Make .venv hold the locked packages; at once when it already does."""
    _check_python()
    with _alone():
        if _is_installed(groups):
            return
        print("Installing packages into .venv (only when they changed) ...", flush=True)
        _make_venv()
        installer = _installer()
        if installer is None:
            _install_everything_by_pip()
            groups = ALL_GROUPS
        else:
            _install_by_uv(installer, groups)
        _put_project_on_path()
        STAMP.write_text(json.dumps({"mark": _mark(), "groups": groups}))


def _check_python() -> None:
    if sys.version_info[:2] == NEEDED:
        return
    has = ".".join(map(str, sys.version_info[:2]))
    message = (
        f"This is Python {has}; Python 3.11 is needed. "
        "Name it so: make demo PYTHON=/path/to/python3.11"
    )
    raise Trouble(message)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let two starters of one clone install one after the other."""
    VENV.mkdir(exist_ok=True)
    with (VENV / ".starting").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        yield


def _is_installed(groups: tuple[str, ...]) -> bool:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return (
        PYTHON.exists()
        and stamp.get("mark") == _mark()
        and set(groups) <= set(stamp.get("groups", ()))
    )


def _mark() -> str:
    """Name the lock, the demands, and the place: a moved .venv does not work."""
    whole = LOCK.read_bytes() + DEMANDS.read_bytes() + str(PROJECT).encode()
    return hashlib.sha256(whole).hexdigest()


def _make_venv() -> None:
    if _runs([PYTHON, "-c", f"import sys; assert sys.version_info[:2] == {NEEDED}"]):
        return
    for left in VENV.iterdir():
        if left.name != ".starting":
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    _run([sys.executable, "-m", "venv", "--without-pip", VENV])


def _installer() -> Path | None:
    """Return uv: the locked one, fetched by whatever pip there is, or PATH's."""
    uv = VENV / "bin" / "uv"
    if _runs([uv, "--version"]):
        return uv
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write(_locked("uv"))
        wanted.flush()
        pip = [*_pip(), "install", "--quiet", "--disable-pip-version-check"]
        if _pip() and _runs([*pip, "--require-hashes", "-r", wanted.name]):
            return uv
    on_path = shutil.which("uv")
    if on_path is not None and _runs([on_path, "--version"]):
        return Path(on_path)
    if _pip():
        return None
    raise Trouble(NO_INSTALLER)


def _pip() -> list[str]:
    """Return a command for some pip that installs into .venv, or nothing."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if _runs([PYTHON, "-m", "pip", "--version"]):
        return [str(PYTHON), "-m", "pip"]
    if _runs([PYTHON, "-m", "ensurepip"]):
        return [str(PYTHON), "-m", "pip"]
    return []


def _locked(name: str) -> str:
    """Return the lines of the lock that pin one package."""
    found = re.search(rf"^{name}==(?:.*\\\n)*.*\n", LOCK.read_text(), re.MULTILINE)
    if found is None:
        message = f"{LOCK.name} does not name {name}. Run: make lock"
        raise Trouble(message)
    return found.group()


def _install_by_uv(uv: Path, groups: tuple[str, ...]) -> None:
    wanted = [part for group in groups for part in ("--group", group)]
    # Versions and hashes come in as constraints, so that one lock serves the
    # demo, the tests and the image, each with the groups it needs.
    command: Command = [uv, "pip", "install", "--quiet", "--python", PYTHON]
    command += ["-r", DEMANDS, *wanted, "-c", LOCK, "--compile-bytecode"]
    command += ["--only-binary", ":all:"]
    # Behind a company's proxy only the system knows whom to trust; a small image
    # has no list of its own. So first uv's list, then the system's.
    if not _runs(command):
        _run([*command, "--system-certs"])


def _install_everything_by_pip() -> None:
    _run([*_pip(), "install", "--quiet", "--require-hashes", "-r", LOCK])


def _put_project_on_path() -> None:
    """Let `python -m` and pytest find the project from any folder."""
    place = VENV / "lib" / "python{}.{}".format(*NEEDED) / "site-packages"
    (place / "itu_digital_world.pth").write_text(f"{PROJECT}\n")


def _runs(command: Command) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, cwd=PROJECT, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _run(command: Command) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=PROJECT, check=False
    )
    if done.returncode != 0:
        words = (done.stderr or done.stdout).strip()[-1500:]
        message = f"Installing packages failed:\n{words}"
        raise Trouble(message)
