"""Addresses that get no letters any more, or none of a kind."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Suppression(models.Model):
    """An address that no letter is tried for any more, or no news.

    Dead is an address that its own server called unknown (RFC 3463, 5.1.1). A person
    who unsubscribed from news still gets every operational letter.
    """

    class Kind(models.TextChoices):
        DEAD = "dead", _("Nobody there")
        NEWS = "news", _("Wants no news")

    address = models.EmailField(max_length=254)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.DEAD)
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()

    objects: ClassVar[models.Manager["Suppression"]] = models.Manager()

    class Meta:
        verbose_name = _("address without letters")
        verbose_name_plural = _("addresses without letters")
        constraints = [
            models.UniqueConstraint(
                Lower("address"), "kind", name="suppression_is_one_per_address_and_kind"
            )
        ]

    def __str__(self) -> str:
        return self.address
