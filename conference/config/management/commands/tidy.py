"""Takes away what nobody needs any more, as the daily task does."""

from typing import Any

from django.core.management.base import BaseCommand

from conference.config import tidying
from conference.core import clock


class Command(BaseCommand):
    help = "Delete ended sessions, old tokens of forms and ended attempts."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for what, count in tidying.tidy(now=clock.now()).items():
            self.stdout.write(f"{what}: {count}")
