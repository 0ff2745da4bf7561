"""One occurrence of the event series."""

from typing import ClassVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Edition(models.Model):
    """One occurrence of the event series; its dates live in its revisions.

    `ical_uid` stays for life; `ical_sequence` grows with every revision put in force
    or taken back, because calendars ignore an update whose sequence did not grow
    (RFC 5546, 2.1.4). `registration_prefix` begins every registration number.
    """

    slug = models.SlugField(max_length=40, unique=True)
    itu_event_code = models.CharField(max_length=12, blank=True)
    registration_prefix = models.CharField(max_length=6, default="DW21")
    in_force = models.ForeignKey(
        "editions.ScheduleRevision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ical_uid = models.CharField(max_length=100, unique=True)
    ical_sequence = models.PositiveIntegerField(default=0)
    contact_address = models.EmailField(default="help@digital-world.example.org")
    is_current = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Edition"]] = models.Manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=models.Q(is_current=True),
                name="edition_current_is_one",
            ),
            models.CheckConstraint(
                condition=models.Q(itu_event_code="")
                | models.Q(itu_event_code__regex=r"^C-\d{8}$"),
                name="edition_code_is_as_itu_writes_it",
            ),
        ]

    def __str__(self) -> str:
        return self.slug
