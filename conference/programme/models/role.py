"""The part a person plays in a session."""

from typing import ClassVar

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable
from django.utils.translation import gettext_lazy as _

from conference.programme.models.signs import seen_by_the_public


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
    exclude=["busy"],
)
class SessionRole(models.Model):
    """One person in one role in one session, and whether they said yes.

    `busy` is when they stand on the stage: a trigger copies it from the session, so
    that the database itself keeps everyone off two stages at once. `told` is the
    version of the session they last heard of.
    """

    class Role(models.TextChoices):
        OPENING_REMARKS = "opening_remarks", _("Opening remarks")
        KEYNOTE = "keynote", _("Keynote")
        CHAIR = "chair", _("Chair")
        MODERATOR = "moderator", _("Moderator")
        PANELLIST = "panellist", _("Panellist")
        PRESENTER = "presenter", _("Presenter")
        JUROR = "juror", _("Member of the jury")

    class Confirmation(models.TextChoices):
        INVITED = "invited", _("Invited")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        SUBSTITUTED = "substituted", _("Replaced by another person")
        TO_RECONFIRM = "to_reconfirm", _("Asked again after a change")

    GONE: ClassVar = (Confirmation.DECLINED, Confirmation.SUBSTITUTED)

    session = models.ForeignKey(
        "programme.Session", on_delete=models.CASCADE, related_name="roles"
    )
    speaker = models.ForeignKey(
        "programme.Speaker", on_delete=models.PROTECT, related_name="roles"
    )
    role = models.CharField(_("role"), max_length=15, choices=Role.choices)
    order = models.PositiveSmallIntegerField(_("place in lists"), default=100)
    confirmation = models.CharField(
        _("answer"),
        max_length=12,
        choices=Confirmation.choices,
        default=Confirmation.INVITED,
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    told = models.ForeignKey(
        "programme.SessionVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    busy = DateTimeRangeField(null=True, blank=True, editable=False)

    objects: ClassVar[models.Manager["SessionRole"]] = models.Manager()

    class Meta:
        verbose_name = _("role in a session")
        verbose_name_plural = _("roles in sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker", "role"],
                name="role_is_one_per_session_and_person",
            ),
            ExclusionConstraint(
                name="role_person_is_on_one_stage",
                expressions=[
                    ("busy", RangeOperators.OVERLAPS),
                    ("speaker", RangeOperators.EQUAL),
                    # Who opens a session may also moderate it.
                    ("session", RangeOperators.NOT_EQUAL),
                ],
                deferrable=Deferrable.DEFERRED,
            ),
        ]
        triggers = [
            # The share lock keeps the session from moving away meanwhile.
            pgtrigger.Trigger(
                name="follow_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("slot", "tstzrange")],
                func="""
                    SELECT CASE WHEN state <> 'cancelled' AND starts_at IS NOT NULL
                                THEN tstzrange(starts_at, ends_at, '[)') END
                      INTO slot FROM programme_session
                     WHERE id = NEW.session_id FOR SHARE;
                    NEW.busy := CASE
                        WHEN NEW.confirmation IN ('declined', 'substituted') THEN NULL
                        ELSE slot END;
                    RETURN NEW;
                """,
            ),
            seen_by_the_public(
                pgtrigger.Update,
                condition="OLD.confirmation IS DISTINCT FROM NEW.confirmation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.speaker_id}"
