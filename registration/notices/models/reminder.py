"""When the silent are asked again."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reminder(models.Model):
    """One planned reminder of one notice; made when it is announced.

    `done_at` empty means planned; `reminded` counts the letters it made, which leave,
    wait and stop together as its batch.
    """

    class Kind(models.TextChoices):
        MID_TERM = "mid_term", _("Half of the time is over")
        LAST = "last", _("48 hours are left")

    notice = models.ForeignKey(
        "notices.Notice", on_delete=models.CASCADE, related_name="reminders"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    reminded = models.PositiveIntegerField(default=0)
    batch = models.OneToOneField(
        "mailroom.Batch",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reminder",
    )

    objects: ClassVar[models.Manager["Reminder"]] = models.Manager()

    class Meta:
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "kind"], name="reminder_is_one_per_notice_and_kind"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(done_at=None),
                name="reminder_planned",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
