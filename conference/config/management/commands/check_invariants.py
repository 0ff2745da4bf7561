"""Checks what must always be true."""

from typing import Any

from django.core.management.base import BaseCommand

from conference.config import invariants
from conference.core import clock


class Command(BaseCommand):
    help = "State what must always be true and check it; end with 1 if it is not."

    def handle(self, *_args: Any, **options: Any) -> None:
        found = {rule.sentence: rule for rule in invariants.broken(now=clock.now())}
        for rule in invariants.RULES:
            wrong = found.get(rule.sentence)
            if wrong is not None:
                told = "; ".join(wrong.examples)
                self.stdout.write(f"BROKEN  {rule.sentence} {wrong.count}: {told}")
            elif options["verbosity"]:
                self.stdout.write(f"holds   {rule.sentence}")
        if found:
            raise SystemExit(1)
