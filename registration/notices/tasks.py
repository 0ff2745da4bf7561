"""The Celery entrances of notices."""

from celery import shared_task

from conference.core import clock
from registration.attendance.operations import seating
from registration.notices.operations import moving, reminding


@shared_task(soft_time_limit=100, time_limit=120, ignore_result=True)
def remind_the_silent(**_unknown: object) -> int:
    return reminding.remind_due(now=clock.now())


@shared_task(soft_time_limit=100, time_limit=120, ignore_result=True)
def announce_changes(**_unknown: object) -> int:
    return moving.announce_changes(now=clock.now())


@shared_task(soft_time_limit=50, time_limit=60, ignore_result=True)
def lapse_seats(**_unknown: object) -> int:
    return seating.lapse_due(now=clock.now())
