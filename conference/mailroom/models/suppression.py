"""Addresses that no letter is tried for any more."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower


class Suppression(models.Model):
    """An address its own server called unknown (RFC 3463, 5.1.1)."""

    address = models.EmailField(max_length=254)
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()

    objects: ClassVar[models.Manager["Suppression"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("address"), name="suppression_is_one_per_address")
        ]

    def __str__(self) -> str:
        return self.address
