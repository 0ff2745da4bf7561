"""A person's request and right to attend one edition."""

import secrets
from datetime import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from registration.attendance.models.number import registration_number

LIVE = ("draft", "submitted", "waiting", "approved")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations, narrowed."""

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def in_current_edition(self) -> Self:
        return self.filter(edition__is_current=True)

    def of(self, account: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(account_id=account.pk)

    def approved(self) -> Self:
        return self.filter(state=Registration.State.APPROVED)

    def undecided(self) -> Self:
        return self.filter(state=Registration.State.SUBMITTED)

    def in_line(self) -> Self:
        return self.filter(state=Registration.State.WAITING)


def _count_places(
    name: str, operation: pgtrigger.Operation, changes: str, **tables: str
) -> pgtrigger.Trigger:
    """Return a trigger that keeps the categories' count of approved registrations.

    Per statement, so that a bulk insert of thousands costs one update.
    """
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),  # type: ignore[no-untyped-call]
        func=f"""
            UPDATE attendance_participantcategory AS category
               SET places_taken = category.places_taken + change.places
              FROM (SELECT category_id, sum(places) AS places
                      FROM ({changes}) AS each
                     WHERE category_id IS NOT NULL
                     GROUP BY category_id HAVING sum(places) <> 0
                     ORDER BY category_id) AS change
             WHERE category.id = change.category_id;
            RETURN NULL;
        """,  # noqa: S608  our own words, no input
    )


_TAKEN = "SELECT category_id, 1 AS places FROM new_rows WHERE state = 'approved'"
_FREED = "SELECT category_id, -1 AS places FROM old_rows WHERE state = 'approved'"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
    exclude=["badge_token", "special_needs"],
)
class Registration(models.Model):
    """One person's request to attend one edition, and what became of it.

    Account, registration and badge are three things (ITU practice). `number` is given
    with the approval and read aloud; `badge_token` is what the QR code holds: 128
    random bits and no personal data. `waiting_number` orders the waiting list.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Sent, not yet decided")
        WAITING = "waiting", _("On the waiting list")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Not approved")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CANCELLED = "cancelled", _("Cancelled")

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("In person, in Ha Noi")
        REMOTE = "remote", _("Online")

    class Title(models.TextChoices):
        MS = "ms", _("Ms")
        MR = "mr", _("Mr")
        DR = "dr", _("Dr")
        PROF = "prof", _("Prof.")
        HE = "he", _("H.E.")

    # Which state may follow which; operations refuse everything else.
    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.SUBMITTED, State.WAITING, State.APPROVED, State.WITHDRAWN},
        State.SUBMITTED: {
            State.APPROVED,
            State.REJECTED,
            State.WAITING,
            State.WITHDRAWN,
            State.CANCELLED,
        },
        State.WAITING: {
            State.APPROVED,
            State.REJECTED,
            State.WITHDRAWN,
            State.CANCELLED,
        },
        State.APPROVED: {State.WITHDRAWN, State.CANCELLED},
        State.REJECTED: set(),
        # Only an answer to a notice, changed before its deadline, leads back.
        State.WITHDRAWN: {State.APPROVED, State.WAITING},
        State.CANCELLED: set(),
    }

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="registrations"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="registrations"
    )
    category = models.ForeignKey(
        "attendance.ParticipantCategory",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    title = models.CharField(
        _("title"), max_length=5, choices=Title.choices, blank=True
    )
    family_name = models.CharField(_("family name"), max_length=150, blank=True)
    given_name = models.CharField(_("given name"), max_length=150, blank=True)
    badge_name = models.CharField(_("name on your badge"), max_length=60, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    country = CountryField(_("country or territory"), blank=True)
    language = models.CharField(
        _("language of our mails"),
        max_length=10,
        choices=settings.LANGUAGES,
        default="en",
    )
    attendance_mode = models.CharField(
        _("how you attend"), max_length=8, choices=Mode.choices, default=Mode.ON_SITE
    )
    special_needs = models.TextField(
        _("what you need from us"), max_length=1000, blank=True
    )
    in_public_list = models.BooleanField(default=False)
    may_be_contacted = models.BooleanField(default=False)
    share_with_exhibitors = models.BooleanField(default=False)
    wants_news = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.CharField(max_length=20, null=True, blank=True, unique=True)
    badge_token = models.CharField(max_length=40, null=True, blank=True, unique=True)
    waiting_number = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        permissions = [("decide_registration", "Can approve and reject registrations")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "edition"],
                condition=Q(state__in=["draft", "submitted", "waiting", "approved"]),
                name="registration_live_is_one_per_person_and_edition",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | (
                    Q(category__isnull=False, submitted_at__isnull=False)
                    & ~Q(family_name="")
                    & ~Q(badge_name="")
                    & ~Q(organisation="")
                    & ~Q(country="")
                ),
                name="registration_sent_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved")
                | Q(
                    number__isnull=False,
                    badge_token__isnull=False,
                    decided_at__isnull=False,
                ),
                name="registration_approved_has_number_and_token",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", waiting_number__isnull=False)
                | (~Q(state="waiting") & Q(waiting_number=None)),
                name="registration_waiting_has_its_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(reason=""),
                name="registration_rejection_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["withdrawn", "cancelled"], ended_at__isnull=False
                )
                | (~Q(state__in=["withdrawn", "cancelled"]) & Q(ended_at=None)),
                name="registration_end_has_its_time",
            ),
            models.UniqueConstraint(
                fields=["category", "waiting_number"],
                name="registration_waiting_number_is_one_persons",
            ),
        ]
        indexes = [
            models.Index(
                fields=["edition", "state"], name="registration_edition_state"
            ),
            models.Index(
                fields=["submitted_at"],
                condition=Q(state="submitted"),
                name="registration_undecided",
            ),
            models.Index(fields=["-created_at", "-id"], name="registration_newest"),
        ]
        triggers = [
            _count_places(
                "count_places_on_insert", pgtrigger.Insert, _TAKEN, new="new_rows"
            ),
            _count_places(
                "count_places_on_update",
                pgtrigger.Update,
                f"{_TAKEN} UNION ALL {_FREED}",
                new="new_rows",
                old="old_rows",
            ),
            _count_places(
                "count_places_on_delete", pgtrigger.Delete, _FREED, old="old_rows"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} {self.number or ''}".strip()

    @property
    def full_name(self) -> str:
        """Given and family name as written; either may be all there is."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_editable(self) -> bool:
        """Whether the person may still change the answers: until it is decided."""
        return self.state in {
            self.State.DRAFT,
            self.State.SUBMITTED,
            self.State.WAITING,
        }

    @property
    def is_live(self) -> bool:
        """Whether it still counts as the person's one request."""
        return self.state in LIVE

    def may_become(self, state: str) -> bool:
        """Whether the table of moves leads from the present state to that one."""
        return state in self.MOVES[self.State(self.state)]

    def approve(self, by: AbstractBaseUser | None, now: datetime) -> None:
        """Give the place, with number and token; a restored one keeps its own."""
        self.state = self.State.APPROVED
        self.number = self.number or registration_number(
            self.edition.registration_prefix, self.pk
        )
        self.badge_token = self.badge_token or secrets.token_urlsafe(16)
        self.waiting_number = None
        self.ended_at = None
        self._decide(by, now)

    def wait(self, number: int, by: AbstractBaseUser | None, now: datetime) -> None:
        """Stand in line with this number; `by` is the organiser who said yes."""
        self.state = self.State.WAITING
        self.waiting_number = number
        self.ended_at = None
        if by is not None:
            self._decide(by, now)

    def reject(self, reason: str, by: AbstractBaseUser, now: datetime) -> None:
        """Say no, and why."""
        self.state = self.State.REJECTED
        self.reason = reason
        self.waiting_number = None
        self.decided_at, self.decided_by_id = now, by.pk

    def end(self, state: str, now: datetime) -> None:
        """Withdraw or cancel."""
        self.state = state
        self.waiting_number = None
        self.ended_at = now

    def _decide(self, by: AbstractBaseUser | None, now: datetime) -> None:
        # The first yes stands: promotion and restoring decide nothing anew.
        if self.decided_at is None:
            self.decided_at = now
            self.decided_by_id = by.pk if by else None
