"""Celery's ways into the mailroom: bells and sweeps ring here."""

from celery import shared_task

from conference.core import clock
from conference.mailroom import bell
from conference.mailroom.operations import sending

# A round takes twenty seconds and one slow letter; then another worker may go on.
LIMITS = {"soft_time_limit": 180, "time_limit": 240, "ignore_result": True}


@shared_task(name="conference.mailroom.tasks.send_urgent_mail", **LIMITS)
def send_urgent_mail() -> None:
    if sending.send_due(is_urgent=True, now=clock.now()):
        bell.ring(urgent=True)


@shared_task(name="conference.mailroom.tasks.send_bulk_mail", **LIMITS)
def send_bulk_mail() -> None:
    if sending.send_due(is_urgent=False, now=clock.now()):
        bell.ring(bulk=True)
