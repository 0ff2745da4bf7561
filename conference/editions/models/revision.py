"""A numbered decision about the dates."""

import calendar
from datetime import date
from typing import ClassVar, Self, TypeAlias, TypedDict

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.strings import LazyI18nString

Words: TypeAlias = LazyI18nString | str


class Facts(TypedDict):
    """What a decision says, without who wrote it, who approved it and when."""

    name: str
    theme: Words
    delivery_format: str
    venue: Words
    city: Words
    date_precision: str
    starts_on: date | None
    ends_on: date | None
    reason: Words
    decided_by: Words
    decided_on: date


class ScheduleRevisionQuerySet(models.QuerySet["ScheduleRevision"]):
    """Revisions, narrowed."""

    def announced(self) -> Self:
        return self.filter(state=ScheduleRevision.State.ANNOUNCED)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
)
class ScheduleRevision(models.Model):
    """Decision number N about name, place, format and dates; never overwritten.

    With day precision `starts_on` and `ends_on` are days; with month precision
    `starts_on` is the first of the month and `ends_on` its last day; to be confirmed,
    both are empty.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        ANNOUNCED = "announced", _("Announced")
        TAKEN_BACK = "taken_back", _("Taken back")

    class Format(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        VIRTUAL = "virtual", _("Online")
        HYBRID = "hybrid", _("In person, with online seats")

    class Precision(models.TextChoices):
        DAY = "day", _("Known to the day")
        MONTH = "month", _("Known to the month")
        OPEN = "open", _("To be confirmed")

    # Which state may follow which; operations refuse everything else.
    MOVES: ClassVar[dict[str, set[str]]] = {
        State.PROPOSED: {State.APPROVED, State.TAKEN_BACK},
        State.APPROVED: {State.ANNOUNCED, State.PROPOSED, State.TAKEN_BACK},
        State.ANNOUNCED: {State.TAKEN_BACK},
        State.TAKEN_BACK: set(),
    }

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("name of the event"), max_length=120)
    theme = I18nCharField(_("theme"), max_length=200, blank=True)
    delivery_format = models.CharField(
        _("format"), max_length=10, choices=Format.choices
    )
    venue = I18nCharField(_("venue"), max_length=200, blank=True)
    city = I18nCharField(_("city and country"), max_length=200, blank=True)
    date_precision = models.CharField(
        _("how well the date is known"), max_length=6, choices=Precision.choices
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    reason = I18nTextField(_("reason"), blank=True)
    decided_by = I18nCharField(_("who decided"), max_length=300, blank=True)
    decided_on = models.DateField(_("decided on"))
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = ScheduleRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about the dates")
        verbose_name_plural = _("decisions about the dates")
        permissions = [
            ("propose_revision", "Can propose a decision about the dates"),
            ("approve_revision", "Can approve and announce a decision about the dates"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "number"], name="revision_number_is_one_per_edition"
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=Q(state__in=["proposed", "approved"]),
                name="revision_open_is_one_per_edition",
            ),
            models.CheckConstraint(
                condition=Q(date_precision="open", starts_on=None, ends_on=None)
                | (
                    ~Q(date_precision="open")
                    & Q(starts_on__isnull=False, ends_on__isnull=False)
                ),
                name="revision_has_dates_unless_open",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="revision_ends_on_or_after_its_first_day",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False),
                name="revision_approval_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(announced_at__isnull=False),
                name="revision_announced_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(state="taken_back", taken_back_at__isnull=False)
                | (~Q(state="taken_back") & Q(taken_back_at=None, taken_back_by=None)),
                name="revision_taken_back_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(proposed_by=None)
                | ~Q(approved_by=F("proposed_by")),
                name="revision_is_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"

    @property
    def has_days(self) -> bool:
        """Whether the event can stand in a calendar."""
        return self.date_precision == self.Precision.DAY

    @property
    def was_public(self) -> bool:
        """Whether it was ever announced, also when it was taken back later."""
        return self.announced_at is not None

    def state_facts(self, facts: Facts) -> None:
        """Take over what is decided; a month runs from its first day to its last."""
        for name, value in facts.items():
            setattr(self, name, value)
        if self.date_precision == self.Precision.OPEN:
            self.starts_on = self.ends_on = None
        if self.date_precision == self.Precision.MONTH and self.starts_on:
            end = self.ends_on or self.starts_on
            self.starts_on = self.starts_on.replace(day=1)
            self.ends_on = end.replace(day=calendar.monthrange(end.year, end.month)[1])
