"""The names by which the bell and the sweep find the tasks."""

from django.conf import settings

from registration.notices import tasks
from registration.notices.operations import moving


def test_the_bell_of_an_organiser_rings_for_the_task_that_tells():
    assert tasks.announce_changes.name == moving.TASK


def test_the_sweep_finds_every_task_of_ours():
    swept = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    ours = {tasks.announce_changes, tasks.lapse_seats, tasks.remind_the_silent}

    assert {task.name for task in ours} <= swept
