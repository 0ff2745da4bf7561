"""What people were told of moved sessions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ScheduleNotice(models.Model):
    """One round of telling: every change since the last round, one letter a person.

    Made by the machine after a quiet period, or at once when `asked_by` an organiser.
    """

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="schedule_notices"
    )
    number = models.PositiveIntegerField()
    changes = models.ManyToManyField(
        "programme.SessionChange", related_name="schedule_notices"
    )
    batch = models.OneToOneField(
        "mailroom.Batch",
        null=True,
        on_delete=models.PROTECT,
        related_name="schedule_notice",
    )
    announced_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    addressed = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager["ScheduleNotice"]] = models.Manager()

    class Meta:
        verbose_name = _("notice of moved sessions")
        verbose_name_plural = _("notices of moved sessions")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "number"],
                name="schedule_notice_number_is_one_per_edition",
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class ScheduleDelivery(models.Model):
    """One person's letter about the sessions that moved for them.

    `items` holds what they were told, one object a session, as it stood that moment:
    its keys are those of `registration.notices.operations.moving.Item`. Who is only on
    stage and has no account is known by `speaker`.
    """

    notice = models.ForeignKey(
        ScheduleNotice, on_delete=models.PROTECT, related_name="deliveries"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="schedule_deliveries",
    )
    speaker = models.ForeignKey(
        "programme.Speaker", null=True, on_delete=models.PROTECT, related_name="+"
    )
    letter = models.OneToOneField(
        "mailroom.Letter", on_delete=models.PROTECT, related_name="schedule_delivery"
    )
    name = models.CharField(max_length=310)
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=10)
    items = models.JSONField(default=list)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["ScheduleDelivery"]] = models.Manager()

    class Meta:
        verbose_name = _("letter about moved sessions")
        verbose_name_plural = _("letters about moved sessions")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "account"],
                condition=Q(account__isnull=False),
                name="schedule_delivery_is_one_per_notice_and_person",
            ),
            models.UniqueConstraint(
                fields=["notice", "speaker"],
                condition=Q(speaker__isnull=False),
                name="schedule_delivery_is_one_per_notice_and_speaker",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(speaker__isnull=False),
                name="schedule_delivery_has_its_reader",
            ),
        ]
        indexes = [
            models.Index(
                fields=["account", "notice"], name="schedule_delivery_of_account"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.account_id or self.speaker_id}"
