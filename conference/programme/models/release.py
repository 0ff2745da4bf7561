"""What the public reads: numbered releases, and each session as they showed it."""

from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import Deferrable, F, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from conference.programme.models.role import SessionRole
from conference.programme.models.session import Session, Slot


@pghistory.track(pghistory.InsertEvent(), append_only=True)
class Release(models.Model):
    """One public state of the programme; number N replaces N - 1 for all readers.

    A release holds every planned change, or, when urgent, those of chosen sessions.
    """

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="releases"
    )
    number = models.PositiveIntegerField()
    is_urgent = models.BooleanField(default=False)
    note = models.CharField(_("note for readers"), max_length=300, blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: ClassVar[models.Manager["Release"]] = models.Manager()

    class Meta:
        verbose_name = _("release of the programme")
        verbose_name_plural = _("releases of the programme")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "number"], name="release_number_is_one_per_edition"
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class SessionVersionQuerySet(models.QuerySet["SessionVersion"]):
    """Versions, narrowed."""

    def current(self) -> Self:
        return self.filter(replaced_in=None)

    def in_release(self, release: Release) -> Self:
        """Narrow to what readers saw while this release was the newest."""
        return self.filter(
            Q(replaced_in=None) | Q(replaced_in__number__gt=release.number),
            release__edition_id=release.edition_id,
            release__number__lte=release.number,
        )


class SessionVersion(models.Model):
    """A session as the public read it from `release` until `replaced_in`.

    Never changed but for `replaced_in`. `sequence` is the calendar sequence that
    belongs to it.
    """

    class State(models.TextChoices):
        PUBLISHED = "published", _("Published")
        TO_BE_CONFIRMED = "tbc", _("Time to be confirmed")
        CANCELLED = "cancelled", _("Cancelled")

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="versions"
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="versions"
    )
    replaced_in = models.ForeignKey(
        Release,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced",
    )
    title = I18nCharField(max_length=300)
    abstract = I18nTextField(blank=True)
    label = I18nCharField(max_length=200, blank=True)
    session_type = models.CharField(max_length=25, choices=Session.Type.choices)
    strand = models.ForeignKey(
        "programme.Strand", null=True, on_delete=models.PROTECT, related_name="+"
    )
    room = models.ForeignKey(
        "programme.Room", null=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    interpretation = ArrayField(models.CharField(max_length=10), default=list)
    has_captions = models.BooleanField(default=False)
    session_format = models.CharField(max_length=7, choices=Session.Format.choices)
    join_url = models.URLField(max_length=500, blank=True)
    seats = models.PositiveIntegerField(null=True)
    open_to = ArrayField(models.SlugField(max_length=40), default=list)
    state = models.CharField(max_length=9, choices=State.choices)
    sequence = models.PositiveIntegerField()

    objects = SessionVersionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(replaced_in=None),
                name="version_current_is_one_per_session",
            ),
            models.UniqueConstraint(
                fields=["session", "release"],
                name="version_is_one_per_session_and_release",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(room__isnull=False, starts_at__isnull=False, ends_at__isnull=False),
                name="version_published_is_placed",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="version_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="version_room_is_not_double_booked",
                expressions=[
                    (Slot(), RangeOperators.OVERLAPS),
                    ("room", RangeOperators.EQUAL),
                ],
                condition=Q(state="published", replaced_in=None),
                deferrable=Deferrable.DEFERRED,
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="roles_follow",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("replaced_in_id"),  # type: ignore[no-untyped-call]
                func=(
                    "UPDATE programme_versionrole SET busy = NULL"
                    " WHERE version_id = NEW.id; RETURN NULL;"
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} in {self.release_id}"


class VersionRole(models.Model):
    """Who was on stage in one version of a session.

    `busy` is set by a trigger while the version is current and not cancelled, so that
    no release shows anybody on two stages at once.
    """

    version = models.ForeignKey(
        SessionVersion, on_delete=models.CASCADE, related_name="roles"
    )
    speaker = models.ForeignKey(
        "programme.Speaker", on_delete=models.PROTECT, related_name="version_roles"
    )
    role = models.CharField(max_length=15, choices=SessionRole.Role.choices)
    order = models.PositiveSmallIntegerField(default=100)
    busy = DateTimeRangeField(null=True, editable=False)

    objects: ClassVar[models.Manager["VersionRole"]] = models.Manager()

    class Meta:
        default_permissions = ()
        constraints = [
            ExclusionConstraint(
                name="version_person_is_on_one_stage",
                expressions=[
                    ("busy", RangeOperators.OVERLAPS),
                    ("speaker", RangeOperators.EQUAL),
                    ("version", RangeOperators.NOT_EQUAL),
                ],
                deferrable=Deferrable.DEFERRED,
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="follow_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    SELECT CASE WHEN state = 'published' AND replaced_in_id IS NULL
                                THEN tstzrange(starts_at, ends_at, '[)') END
                      INTO NEW.busy FROM programme_sessionversion
                     WHERE id = NEW.version_id FOR SHARE;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.speaker_id} in {self.version_id}"


class SessionChange(models.Model):
    """What a release did to one session: history, record and outbox in one row.

    `before` is empty for a session that is new. Of a change that `concerns` people,
    an empty `announced_at` is the queue: nobody was told yet.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("New")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        REVIVED = "revived", _("Takes place after all")
        TO_BE_CONFIRMED = "tbc", _("Time to be confirmed")
        NEW_FORMAT = "format", _("On site or online")
        DETAILS = "details", _("Other details")

    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="changes"
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, related_name="changes"
    )
    before = models.ForeignKey(
        SessionVersion, null=True, on_delete=models.PROTECT, related_name="+"
    )
    after = models.OneToOneField(
        SessionVersion, on_delete=models.PROTECT, related_name="change"
    )
    kind = models.CharField(max_length=9, choices=Kind.choices)
    concerns = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["SessionChange"]] = models.Manager()

    class Meta:
        verbose_name = _("change of a session")
        verbose_name_plural = _("changes of sessions")
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["made_at"],
                condition=Q(concerns=True, announced_at=None),
                name="change_to_be_announced",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.session_id}"
