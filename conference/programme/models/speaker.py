"""People on stage."""

from typing import ClassVar

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from i18nfield.fields import I18nCharField, I18nTextField

from conference.programme.models.signs import ANY, seen_by_the_public


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
)
class Speaker(models.Model):
    """A person on stage, in whatever role; with an account, they keep it themselves.

    `code` is for import and addresses ("minister-of-ict-samoria"). `sort_key` orders
    names without asking the database's collation. `address` and `language` serve our
    letters where there is no account. `version` grows with each save, so that two
    people never overwrite each other unseen.
    """

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.PROTECT, related_name="speakers"
    )
    code = models.SlugField(_("code"), max_length=80)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="speakers",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=200)
    sort_key = models.CharField(max_length=200, editable=False, blank=True)
    position = I18nCharField(_("position"), max_length=300, blank=True)
    organisation = I18nCharField(_("organisation"), max_length=300, blank=True)
    country = CountryField(_("country or territory"), blank=True)
    biography = I18nTextField(_("biography"), blank=True)
    address = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    language = models.CharField(
        _("language of our mails"),
        max_length=10,
        choices=settings.LANGUAGES,
        default="en",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[models.Manager["Speaker"]] = models.Manager()

    class Meta:
        verbose_name = _("person on stage")
        verbose_name_plural = _("people on stage")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"], name="speaker_code_is_one_per_edition"
            ),
            models.UniqueConstraint(
                fields=["edition", "account"],
                condition=Q(account__isnull=False),
                name="speaker_account_is_one_per_edition",
            ),
        ]
        indexes = [models.Index(fields=["edition", "sort_key"], name="speaker_sorted")]
        triggers = [seen_by_the_public(ANY)]

    def __str__(self) -> str:
        return self.name


class SpeakerPhoto(models.Model):
    """A photo as we drew it anew: small, square, without what cameras write into it.

    It lies in the database, so that it is saved, restored and erased with the person;
    `digest` names the content in addresses, so that browsers may keep it for ever.
    """

    speaker = models.OneToOneField(
        Speaker, on_delete=models.CASCADE, primary_key=True, related_name="photo"
    )
    content = models.BinaryField()
    content_type = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["SpeakerPhoto"]] = models.Manager()

    class Meta:
        default_permissions = ()
        triggers = [seen_by_the_public(ANY)]

    def __str__(self) -> str:
        return self.digest
