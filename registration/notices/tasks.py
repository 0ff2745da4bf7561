"""The Celery entrance of notices."""

from celery import shared_task

from conference.core import clock
from registration.notices.operations import reminding


@shared_task(soft_time_limit=100, time_limit=120, ignore_result=True)
def remind_the_silent(**_unknown: object) -> int:
    return reminding.remind_due(now=clock.now())
