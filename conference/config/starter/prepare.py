"""One Django process that migrates and seeds the demo, then says who can sign in.

Run as `python -m conference.config.starter.prepare REGISTRATIONS`.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command, get_commands
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from conference.core import clock

ACCOUNTS_FILE = "accounts.txt"


def prepare(registrations: int) -> None:
    """Bring the database up to date; a second time there is nothing to do."""
    state = Path(os.environ["DEMO_DIR"])
    clock.start_demo_clock()
    _migrate()
    _seed(state / "seeded.txt", registrations)
    _write_accounts(state / ACCOUNTS_FILE)


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Making the tables ...", flush=True)
        call_command("migrate", verbosity=0, interactive=False)


def _seed(done: Path, registrations: int) -> None:
    # A database from outside may be another one each time: it is always asked.
    is_ours = os.environ.get("DEMO_DATABASE") == "embedded"
    if is_ours and done.exists() and done.read_text() == str(registrations):
        return
    if "seed_demo" not in get_commands():
        return
    print(f"Filling in {registrations:,} registrations ...", flush=True)
    call_command("seed_demo", registrations=registrations, verbosity=0)
    done.write_text(str(registrations))


def _write_accounts(path: Path) -> None:
    with path.open("w") as file:
        if "demo_accounts" in get_commands():
            call_command("demo_accounts", stdout=file, no_color=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.config.settings")
    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        sys.exit(f"the database does not answer: {str(error).splitlines()[0]}")
    prepare(int(sys.argv[1]))
