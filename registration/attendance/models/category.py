"""A kind of participation."""

from datetime import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField


class ParticipantCategoryQuerySet(models.QuerySet["ParticipantCategory"]):
    """Categories, narrowed."""

    def open_at(self, now: datetime) -> Self:
        """Categories that take requests at `now`; an empty end means no end."""
        return self.filter(
            Q(opens_at=None) | Q(opens_at__lte=now),
            Q(closes_at=None) | Q(closes_at__gt=now),
        )


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
    exclude=["places_taken", "last_waiting_number"],
)
class ParticipantCategory(models.Model):
    """A kind of participation: Member State, academia, media and so on.

    `quota` is the number of places, empty for no limit. `places_taken` counts approved
    registrations; a trigger on registrations keeps it, and the constraint stands
    behind every way of writing. `last_waiting_number` numbers the waiting list, under
    the lock of this row, so that the list keeps the order of arrival.
    """

    class Approval(models.TextChoices):
        NOBODY = "nobody", _("Nobody: at once")
        ORGANISER = "organiser", _("An organiser")

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="categories"
    )
    code = models.SlugField(_("code"), max_length=40)
    name = I18nCharField(_("name"), max_length=120)
    description = I18nTextField(_("who this is for"), blank=True)
    approval = models.CharField(
        _("who approves"), max_length=10, choices=Approval.choices
    )
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    quota = models.PositiveIntegerField(_("places"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("place in lists"), default=100)
    places_taken = models.PositiveIntegerField(default=0, editable=False)
    last_waiting_number = models.PositiveIntegerField(default=0, editable=False)

    objects = ParticipantCategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant category")
        verbose_name_plural = _("participant categories")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"], name="category_code_is_one_per_edition"
            ),
            models.CheckConstraint(
                condition=Q(quota=None) | Q(places_taken__lte=F("quota")),
                name="category_quota_is_never_exceeded",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None)
                | Q(closes_at=None)
                | Q(closes_at__gt=F("opens_at")),
                name="category_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def places_left(self) -> int | None:
        """Free places, or None without a limit."""
        return None if self.quota is None else self.quota - self.places_taken
