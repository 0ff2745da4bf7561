"""Fills the demo with the event of May 2020."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conference.config.demo.seeding import seed


class Command(BaseCommand):
    help = "Fill in the event of May 2020 with invented people; twice adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--registrations", type=int, default=300)

    def handle(self, *_args: Any, **options: Any) -> None:
        wanted = options["registrations"]
        if wanted < 0:
            message = "Write how many registrations you want, 0 or more."
            raise CommandError(message)
        added = seed(wanted)
        if options["verbosity"]:
            self.stdout.write(f"{added:,} registrations added.")
