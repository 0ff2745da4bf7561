"""Send everything that is due now, without workers."""

from django.core.management.base import BaseCommand

from conference.core import clock
from conference.mailroom.operations import sending


class Command(BaseCommand):
    """For an emergency without a broker, and for those who try things out."""

    help = "Sends all letters that are due, urgent ones first, and ends."

    def handle(self, *_arguments: object, **_options: object) -> None:
        """Send until nothing is due."""
        for is_urgent in (True, False):
            while sending.send_due(is_urgent=is_urgent, now=clock.now()):
                pass
