"""What happened to a registration, in words for the person."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationStep(models.Model):
    """One line of a registration's history, written with the change it tells of.

    `by` is empty when the person or the software itself did it.
    """

    class Kind(models.TextChoices):
        STARTED = "started", _("Request begun")
        SUBMITTED = "submitted", _("Request sent")
        CHANGED = "changed", _("Answers changed")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Not approved")
        WAITING = "waiting", _("Put on the waiting list")
        PROMOTED = "promoted", _("A place became free: approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CANCELLED = "cancelled", _("Cancelled by the organisers")
        MOVED_ONLINE = "moved_online", _("Changed to online")
        MOVED_ON_SITE = "moved_on_site", _("Changed to in person")
        RESTORED = "restored", _("Withdrawal taken back")
        KEPT = "kept", _("Place kept after the change of dates")

    registration = models.ForeignKey(
        "attendance.Registration", on_delete=models.CASCADE, related_name="steps"
    )
    kind = models.CharField(max_length=15, choices=Kind.choices)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: ClassVar[models.Manager["RegistrationStep"]] = models.Manager()

    class Meta:
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["registration", "at"], name="step_of_registration")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
