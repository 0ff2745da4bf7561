"""Tables and demo data: made when what they are made from has changed."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

from conference.config.starter import packages, processes
from conference.config.starter.trouble import Trouble

MIGRATIONS = "*/**/migrations/0*.py"
APPLIED = "migrations.json"
ERROR = re.compile(r"[\w.]*(Error|Exception|Refusal)\b")


def mark(registrations: int) -> str:
    """Name all that the tables and the demo data are made from."""
    made_of = [packages.LOCK, *sorted(packages.PROJECT.glob(MIGRATIONS))]
    made_of += sorted((packages.PROJECT / "conference/config/demo").glob("*.py"))
    whole = hashlib.sha256(str(registrations).encode())
    for path in made_of:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def run(registrations: int, environment: dict[str, str], state: Path) -> None:
    """Let one Django process do it all; Trouble with its reason when it cannot."""
    applied = state / APPLIED
    if applied.exists():
        refuse_rewritten(json.loads(applied.read_text()), migrations(), state)
    log = state / "prepare.log"
    with log.open("wb") as errors:
        done = subprocess.run(
            processes.python("conference.config.starter.prepare", str(registrations)),
            env=environment,
            stderr=errors,
            check=False,
        )
    if done.returncode != 0:
        message = (
            f"The database could not be prepared: {_reason(log)}\n"
            f"The whole story is in {log}."
        )
        raise Trouble(message)
    applied.write_text(json.dumps(migrations()))


def migrations() -> dict[str, str]:
    """Return the fingerprint of each migration by its path."""
    return {
        str(path.relative_to(packages.PROJECT)): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(packages.PROJECT.glob(MIGRATIONS))
    }


def refuse_rewritten(
    applied: dict[str, str], present: dict[str, str], state: Path
) -> None:
    """Refuse tables made by migrations that were written anew since.

    Until the first release they may be; Django would believe them applied, and the
    first page that misses a column would be an error.
    """
    rewritten = [path for path in applied if present.get(path) != applied[path]]
    if rewritten:
        message = (
            f"The tables in {state} were made by an earlier version. "
            f"Remove the folder and start again: rm -r {state}"
        )
        raise Trouble(message)


def _reason(log: Path) -> str:
    """Return the line of a traceback that names the error, or the last one."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line]
    named = [line for line in lines if ERROR.match(line)]
    return (named or lines or ["no reason was given"])[-1]
