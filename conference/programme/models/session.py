"""A session as organisers plan it."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from conference.programme.models.signs import RAISE

# Nothing of ours is older than ITU Telecom (1971) or beyond a calendar's reach.
FIRST = datetime(1971, 1, 1, tzinfo=UTC)
LAST = datetime(2100, 1, 1, tzinfo=UTC)
LONGEST = timedelta(hours=24)


class Slot(Func):
    """From the start up to, not including, the end: back to back is no overlap."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()

    def __init__(self) -> None:
        super().__init__(F("starts_at"), F("ends_at"), RangeBoundary())


def _availability(row: str) -> str:
    """Return the SQL of what the public reads of a session's seats."""
    return (
        f"(CASE WHEN {row}.capacity IS NULL THEN 'open'"
        f" WHEN {row}.seats_taken >= {row}.capacity THEN 'full'"
        f" WHEN {row}.seats_taken * 10 >= {row}.capacity * 9 THEN 'few'"
        f" ELSE 'open' END)"
    )


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, narrowed."""

    def live(self) -> Self:
        return self.exclude(state=Session.State.CANCELLED)

    def placed(self) -> Self:
        return self.filter(room__isnull=False, starts_at__isnull=False)

    def unplaced(self) -> Self:
        return self.live().filter(Q(room=None) | Q(starts_at=None))

    def released(self) -> Self:
        """Sessions the public knows."""
        return self.filter(released__isnull=False)

    def changed_since_release(self) -> Self:
        """Sessions that the next release would look at."""
        return self.filter(has_unreleased_changes=True)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
    exclude=["seats_taken", "last_arrival"],
)
class Session(models.Model):
    """One item of the programme, as organisers plan it; the public reads `released`.

    Titles repeat; `code` is ITU's ("C-00010155") and never does. A session without a
    time stands in the tray. `open_to` names participant categories by code, empty for
    all. `seats` is what is planned, empty for no limit; `capacity` what is in force
    since the last release. `seats_taken` is kept by a trigger on seats, and
    `last_arrival` numbers everyone who came for one, under the lock of this row.
    `ical_uid` stays for life; `ical_sequence` grows when a release moves, cancels or
    revives the session (RFC 5546, 2.1.4). `version` grows with each save, so that two
    organisers never overwrite each other unseen.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        TO_BE_CONFIRMED = "tbc", _("Time to be confirmed")
        CANCELLED = "cancelled", _("Cancelled")

    class Type(models.TextChoices):
        CEREMONY = "ceremony", _("Ceremony")
        MINISTERIAL_ROUNDTABLE = "ministerial_roundtable", _("Ministerial Roundtable")
        REGULATORY_ROUNDTABLE = "regulatory_roundtable", _("Regulatory Roundtable")
        FORUM_PANEL = "forum_panel", _("Forum session")
        MASTERCLASS = "masterclass", _("Masterclass")
        PITCHING = "pitching", _("Pitching")
        AWARDS = "awards", _("Awards")
        NETWORKING = "networking", _("Networking")

    class Format(models.TextChoices):
        ON_SITE = "on_site", _("On site")
        ONLINE = "online", _("Online")
        BOTH = "both", _("On site and online")

    # Which state may follow which; who was told of a session is never left with none.
    MOVES: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.PUBLISHED, State.TO_BE_CONFIRMED, State.CANCELLED},
        State.PUBLISHED: {State.TO_BE_CONFIRMED, State.CANCELLED},
        State.TO_BE_CONFIRMED: {State.PUBLISHED, State.CANCELLED},
        State.CANCELLED: {State.PUBLISHED, State.TO_BE_CONFIRMED, State.DRAFT},
    }

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="sessions"
    )
    code = models.CharField(_("code"), max_length=12)
    title = I18nCharField(_("title"), max_length=300)
    abstract = I18nTextField(_("abstract"), blank=True)
    label = I18nCharField(_("label"), max_length=200, blank=True)
    session_type = models.CharField(_("type"), max_length=25, choices=Type.choices)
    strand = models.ForeignKey(
        "programme.Strand",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
        verbose_name=_("strand"),
    )
    room = models.ForeignKey(
        "programme.Room",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sessions",
        verbose_name=_("room"),
    )
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    language = models.CharField(
        _("language on the floor"),
        max_length=10,
        choices=settings.LANGUAGES,
        default="en",
    )
    interpretation = ArrayField(
        models.CharField(max_length=10, choices=settings.LANGUAGES),
        verbose_name=_("interpretation into"),
        default=list,
        blank=True,
    )
    has_captions = models.BooleanField(_("with captions"), default=False)
    session_format = models.CharField(
        _("on site or online"),
        max_length=7,
        choices=Format.choices,
        default=Format.ON_SITE,
    )
    join_url = models.URLField(_("link to join"), max_length=500, blank=True)
    seats = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    open_to = ArrayField(
        models.SlugField(max_length=40),
        verbose_name=_("open to"),
        default=list,
        blank=True,
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State.choices, default=State.DRAFT
    )
    has_unreleased_changes = models.BooleanField(default=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ical_uid = models.CharField(max_length=100, unique=True, editable=False)
    ical_sequence = models.PositiveIntegerField(default=0, editable=False)
    released = models.OneToOneField(
        "programme.SessionVersion",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    capacity = models.PositiveIntegerField(null=True, blank=True, editable=False)
    seats_taken = models.PositiveIntegerField(default=0, editable=False)
    last_arrival = models.PositiveIntegerField(default=0, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        permissions = [
            ("plan_session", "Can plan, move and cancel sessions"),
            ("publish_release", "Can publish a release and announce changes"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"], name="session_code_is_one_per_edition"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^C-\d{8}$"),
                name="session_code_is_as_itu_writes_it",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="session_has_both_times_or_none",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__lte=F("starts_at") + LONGEST),
                name="session_lasts_a_day_at_most",
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None)
                | Q(starts_at__gte=FIRST, ends_at__lte=LAST),
                name="session_times_are_finite",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(room__isnull=False, starts_at__isnull=False),
                name="session_published_is_placed",
            ),
            models.CheckConstraint(
                condition=~Q(state="tbc") | Q(starts_at=None),
                name="session_to_be_confirmed_has_no_time",
            ),
            ExclusionConstraint(
                name="session_room_is_not_double_booked",
                expressions=[
                    (Slot(), RangeOperators.OVERLAPS),
                    ("room", RangeOperators.EQUAL),
                ],
                condition=~Q(state="cancelled")
                & Q(room__isnull=False, starts_at__isnull=False),
                # Two sessions may change places in one save.
                deferrable=Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(seats_taken__lte=F("capacity")),
                name="session_seats_are_never_exceeded",
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "starts_at"], name="session_by_time"),
            models.Index(
                fields=["edition"],
                condition=Q(has_unreleased_changes=True),
                name="session_unreleased",
            ),
        ]
        triggers = [
            # A role without a slot takes the one of its session: see SessionRole.
            pgtrigger.Trigger(
                name="roles_follow",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("starts_at", "ends_at", "state"),  # type: ignore[no-untyped-call]
                func=(
                    "UPDATE programme_sessionrole SET busy = NULL"
                    " WHERE session_id = NEW.id; RETURN NULL;"
                ),
            ),
            pgtrigger.Trigger(
                name="tell_when_seats_run_out",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("seats_taken", "capacity"),  # type: ignore[no-untyped-call]
                condition=pgtrigger.Condition(
                    f"({_availability('OLD')} IS DISTINCT FROM {_availability('NEW')})"
                ),
                func=f"{RAISE}; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_placed(self) -> bool:
        """Whether it has a room and a time."""
        return self.room_id is not None and self.starts_at is not None

    @property
    def seats_left(self) -> int | None:
        """Seats nobody has taken, or None without a limit."""
        return None if self.capacity is None else self.capacity - self.seats_taken

    def may_become(self, state: str) -> bool:
        """Whether the table of moves leads from the present state to that one."""
        return state in self.MOVES[self.State(self.state)]
