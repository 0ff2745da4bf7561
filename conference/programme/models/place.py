"""Where sessions stand: the programme of an edition, its rooms, its strands."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField

from conference.programme.models.signs import ANY, seen_by_the_public


class Programme(models.Model):
    """The programme of one edition, and what its readers and writers wait for.

    `public_number` grows with everything the public can see; kept pages are named by
    it. `announce_asked_at` is set when an organiser wants waiting changes told at
    once, `announce_asked_by` who; both are emptied when that was done.
    """

    edition = models.OneToOneField(
        "editions.Edition", on_delete=models.PROTECT, related_name="programme"
    )
    public_number = models.PositiveBigIntegerField(default=1)
    last_release_number = models.PositiveIntegerField(default=0)
    announce_asked_at = models.DateTimeField(null=True, blank=True)
    announce_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects: ClassVar[models.Manager["Programme"]] = models.Manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.edition)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
)
class Room(models.Model):
    """A space for sessions, on site or online.

    `seats` counts chairs, `online_places` places in the meeting; empty means no limit
    online, and no such places on site when `seats` is empty. `interpretation_booths`
    bounds how many languages can be interpreted into at once.
    """

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="rooms"
    )
    code = models.SlugField(_("code"), max_length=40)
    name = I18nCharField(_("name"), max_length=120)
    place = I18nCharField(_("where it is"), max_length=200, blank=True)
    seats = models.PositiveIntegerField(_("seats on site"), null=True, blank=True)
    online_places = models.PositiveIntegerField(
        _("places online"), null=True, blank=True
    )
    interpretation_booths = models.PositiveSmallIntegerField(
        _("interpretation booths"), default=0
    )
    order = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    objects: ClassVar[models.Manager["Room"]] = models.Manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"], name="room_code_is_one_per_edition"
            )
        ]
        triggers = [seen_by_the_public(ANY)]

    def __str__(self) -> str:
        return str(self.name)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
)
class Strand(models.Model):
    """A line of the programme: Forum, Ministerial Roundtables, SME Programme."""

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="strands"
    )
    code = models.SlugField(_("code"), max_length=40)
    name = I18nCharField(_("name"), max_length=120)
    description = I18nTextField(_("what it is about"), blank=True)
    order = models.PositiveSmallIntegerField(_("place in lists"), default=100)

    objects: ClassVar[models.Manager["Strand"]] = models.Manager()

    class Meta:
        verbose_name = _("strand")
        verbose_name_plural = _("strands")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"], name="strand_code_is_one_per_edition"
            )
        ]
        triggers = [seen_by_the_public(ANY)]

    def __str__(self) -> str:
        return str(self.name)
