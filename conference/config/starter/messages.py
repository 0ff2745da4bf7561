"""`make messages`: collect what is to be translated; and check that it was done."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from conference.config.starter import packages
from conference.config.starter.trouble import Trouble

SOURCES = ("conference", "registration", "templates")
CATALOGUES = Path("conference/locale")
# English is what the sources say.
LANGUAGES = ("ar", "es", "fr", "ru", "vi", "zh_Hans")
COMPLETE = ("vi",)
NO_GETTEXT = (
    "GNU gettext is needed to collect messages. Install it, on Debian and Ubuntu: "
    "apt install gettext"
)

Key = tuple[str | None, str, str]


def collect(project: Path) -> None:
    """Bring the message files of every language up to date."""
    if shutil.which("xgettext") is None or shutil.which("msgmerge") is None:
        raise Trouble(NO_GETTEXT)
    (project / CATALOGUES).mkdir(exist_ok=True)
    wanted = [part for language in LANGUAGES for part in ("--locale", language)]
    done = subprocess.run(
        [
            *(sys.executable, "manage.py", "makemessages", *wanted),
            *("--no-obsolete", "--add-location", "file", "--ignore", "tests"),
        ],
        cwd=project,
        # The copy must find its own settings, not the ones .venv points at.
        env={"PYTHONPATH": str(project), "DW_MODE": "test", "PATH": _path()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Trouble(done.stderr.strip())


def complaints(project: Path) -> Iterator[str]:
    """Name each message file that is behind its sources or not complete."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for source in SOURCES:
            shutil.copytree(project / source, copy / source)
        shutil.copy(project / "manage.py", copy)
        collect(copy)
        for path in sorted((copy / CATALOGUES).glob("*/LC_MESSAGES/django.po")):
            name = path.relative_to(copy)
            if _keys(copy / name) != _keys(project / name):
                yield f"{name} is not up to date. Run: make messages"
    for language in COMPLETE:
        name = CATALOGUES / language / "LC_MESSAGES" / "django.po"
        yield from _gaps(project / name)


def _keys(path: Path) -> set[Key]:
    if not path.exists():
        return set()
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural)
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


def _gaps(path: Path) -> Iterator[str]:
    if not path.exists():
        yield f"{path} is missing."
        return
    catalogue = polib.pofile(str(path))
    for entry in [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]:
        yield f"{path.name} of {path.parts[-3]} has no text for: {entry.msgid}"


def _path() -> str:
    return f"{packages.VENV / 'bin'}:/usr/local/bin:/usr/bin:/bin"


def main(arguments: list[str]) -> int:
    """Collect; with --check only compare, and say what is missing."""
    try:
        if arguments == ["--check"]:
            found = list(complaints(packages.PROJECT))
            print("\n".join(found) or "All message files are up to date.")
            return 1 if found else 0
        collect(packages.PROJECT)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
