"""The ledger of notices."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class Delivery(models.Model):
    """One notice to one person by one channel: who, frozen as they were that moment.

    How far it got is the state of its letter. `asked` says whether the person is
    asked for an answer; `read_at` when they opened the notice after signing in.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("Mail")

    notice = models.ForeignKey(
        "notices.Notice", on_delete=models.PROTECT, related_name="deliveries"
    )
    registration = models.ForeignKey(
        "attendance.Registration", on_delete=models.PROTECT, related_name="deliveries"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries"
    )
    channel = models.CharField(
        max_length=5, choices=Channel.choices, default=Channel.MAIL
    )
    letter = models.OneToOneField(
        "mailroom.Letter", on_delete=models.PROTECT, related_name="delivery"
    )
    name = models.CharField(max_length=310)
    address = models.EmailField(max_length=254)
    language = models.CharField(max_length=10)
    category = models.ForeignKey(
        "attendance.ParticipantCategory",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    country = CountryField(blank=True)
    attendance_mode = models.CharField(max_length=8)
    registration_state = models.CharField(max_length=10)
    asked = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Delivery"]] = models.Manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("ledger of notices")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "account", "channel"],
                name="delivery_is_one_per_notice_person_and_channel",
            )
        ]
        indexes = [
            models.Index(fields=["account", "notice"], name="delivery_of_account"),
            models.Index(fields=["notice", "id"], name="delivery_of_notice"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.account_id}"
