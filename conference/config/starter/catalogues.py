"""Compiles message files, in Python: a fresh machine has no GNU gettext.

The compiled files are not in the repository, where they could be older than
their sources without anybody seeing it.
"""

from pathlib import Path

import polib

PROJECT = Path(__file__).parents[3]
PACKAGES = ("conference", "registration")


def compile_messages(project: Path = PROJECT) -> list[Path]:
    """Compile each .po file that is newer than its .mo, and return the new ones."""
    made = []
    sources = [
        source
        for package in PACKAGES
        for source in (project / package).rglob("LC_MESSAGES/*.po")
    ]
    for source in sorted(sources):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = target.with_suffix(".new")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)
        made.append(target)
    return made


if __name__ == "__main__":
    compile_messages()
