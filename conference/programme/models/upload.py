"""Tables that organisers brought, between looking at the differences and applying."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """One table as it was read: `header` and `rows`, each row with its line number.

    Kept a day for the one who brought it; nothing in it counts before it is applied.
    """

    class Kind(models.TextChoices):
        SESSIONS = "sessions", _("Sessions")
        PEOPLE = "people", _("People on stage")
        ROOMS = "rooms", _("Rooms")

    edition = models.ForeignKey(
        "editions.Edition", on_delete=models.CASCADE, related_name="+"
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    header = models.JSONField()
    rows = models.JSONField()
    brought_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Upload"]] = models.Manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
