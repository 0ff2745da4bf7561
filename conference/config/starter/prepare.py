"""One Django process that migrates and seeds the demo, then says who can sign in.

Run as `python -m conference.config.starter.prepare REGISTRATIONS`.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from conference.core import clock

ACCOUNTS_FILE = "accounts.txt"


def prepare(registrations: int) -> None:
    """Bring the database up to date; a second time there is nothing to do."""
    clock.start_demo_clock()
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Making the tables ...", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
    print(f"Filling in {registrations:,} registrations ...", flush=True)
    call_command("seed_demo", registrations=registrations, verbosity=0)
    with Path(os.environ["DEMO_DIR"], ACCOUNTS_FILE).open("w") as file:
        call_command("demo_accounts", stdout=file, no_color=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.config.settings")
    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        sys.exit(f"the database does not answer: {str(error).splitlines()[0]}")
    prepare(int(sys.argv[1]))
