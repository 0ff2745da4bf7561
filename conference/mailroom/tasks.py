"""Celery's ways into the mailroom: bells and sweeps ring here."""

from typing import Final

from celery import shared_task

from conference.core import clock
from conference.mailroom import bell
from conference.mailroom.operations import sending

# A round takes ten seconds and one slow letter; then another worker may go on.
SOFT_SECONDS: Final = 180
HARD_SECONDS: Final = 240


@shared_task(
    name="conference.mailroom.tasks.send_urgent_mail",
    soft_time_limit=SOFT_SECONDS,
    time_limit=HARD_SECONDS,
)
def send_urgent_mail() -> None:
    if sending.send_due(is_urgent=True, now=clock.now()):
        bell.ring(urgent=True)


@shared_task(
    name="conference.mailroom.tasks.send_bulk_mail",
    soft_time_limit=SOFT_SECONDS,
    time_limit=HARD_SECONDS,
)
def send_bulk_mail() -> None:
    if sending.send_due(is_urgent=False, now=clock.now()):
        bell.ring(bulk=True)
