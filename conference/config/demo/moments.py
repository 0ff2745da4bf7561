"""Moments worth moving the demo clock to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registration.notices.models import Notice, Reminder

A_MINUTE: Final = timedelta(minutes=1)
STEPS: Final = (
    ("hour", _("An hour later"), timedelta(hours=1)),
    ("day", _("A day later"), timedelta(days=1)),
    ("week", _("A week later"), timedelta(days=7)),
)
REMINDERS: Final = {
    Reminder.Kind.MID_TERM: _("When the reminder at half of the time is due"),
    Reminder.Kind.LAST: _("When the reminder 48 hours before the deadline is due"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One choice: a key for the form, words, and the instant it means."""

    key: str
    label: str | Promise
    at: datetime


def ahead(now: datetime) -> list[Moment]:
    """Return the moments ahead: steps, and what the running notice waits for."""
    steps = [Moment(key, label, now + step) for key, label, step in STEPS]
    return steps + [moment for moment in _of_the_notice() if moment.at > now]


def _of_the_notice() -> Iterator[Moment]:
    announced = Notice.objects.filter(state=Notice.State.ANNOUNCED)
    notice = announced.order_by("-announced_at").first()
    if notice is None:
        return
    for reminder in notice.reminders.order_by("due_at"):
        kind = Reminder.Kind(reminder.kind)
        yield Moment(reminder.kind, REMINDERS[kind], reminder.due_at + A_MINUTE)
    yield Moment(
        "over", _("After the deadline for answers"), notice.answer_by + A_MINUTE
    )
