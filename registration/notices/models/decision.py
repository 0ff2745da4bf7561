"""The answer of a person to a notice."""

from typing import ClassVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Decision(models.Model):
    """What one person answered to one notice; changeable until its deadline.

    No row means silence, and silence means keep.
    """

    class Choice(models.TextChoices):
        KEEP = "keep", _("Keep my place")
        REMOTE = "remote", _("Attend online instead")
        WITHDRAW = "withdraw", _("Withdraw")

    class Via(models.TextChoices):
        LINK = "link", _("Link in the mail")
        PAGE = "page", _("Page after sign-in")

    delivery = models.OneToOneField(
        "notices.Delivery", on_delete=models.PROTECT, related_name="decision"
    )
    choice = models.CharField(max_length=8, choices=Choice.choices)
    via = models.CharField(max_length=4, choices=Via.choices)
    answered_at = models.DateTimeField()
    times_changed = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager["Decision"]] = models.Manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.get_choice_display()
