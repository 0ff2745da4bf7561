"""Celery's way to what is done once a day for the whole site."""

import logging

from celery import shared_task

from conference.config import tidying
from conference.core import clock

log = logging.getLogger(__name__)


@shared_task(soft_time_limit=100, time_limit=120, ignore_result=True)
def tidy(**_unknown: object) -> None:
    log.info("site.tidied", extra=tidying.tidy(now=clock.now()))
