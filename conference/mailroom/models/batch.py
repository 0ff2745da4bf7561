"""Many letters that belong together, and the words they share."""

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@pghistory.track(
    pghistory.UpdateEvent(),
    pghistory.InsertEvent(),
    append_only=True,
    exclude=["alarm"],
)
class Batch(models.Model):
    """A mass mailing: its letters leave, wait or stop together.

    Letters carry a wave; those above `open_wave` wait. A first batch of fifty is wave
    1, everybody else wave 2, and "go on" opens it.
    """

    class State(models.TextChoices):
        HELD = "held", _("Held")
        RUNNING = "running", _("On its way")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped for good")

    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    open_wave = models.PositiveSmallIntegerField(default=2)
    alarm = models.TextField(blank=True)
    alarm_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    resumed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Batch"]] = models.Manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="stopped", stopped_at__isnull=False)
                | (~Q(state="stopped") & Q(stopped_at__isnull=True)),
                name="batch_stopped_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Wording(models.Model):
    """The words of a batch in one language for one kind of reader, as approved.

    `parts` maps a part of the letter (headline, lead, was, now ...) to plain text with
    placeholders such as {name}; `calendar` is an iCalendar object or empty.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=10)
    variant = models.CharField(max_length=20, blank=True)
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=250)
    parts = models.JSONField(default=dict)
    calendar = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Wording"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "language", "variant"],
                name="wording_is_one_per_language_and_variant",
            )
        ]

    def __str__(self) -> str:
        return self.subject
