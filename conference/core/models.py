"""What any form that must not act twice needs to remember."""

from typing import ClassVar

from django.db import models


class RepeatToken(models.Model):
    """One press of one button: what was sent, and what was answered.

    The second arrival of the same token gets the first answer again. The rule follows
    the idempotency keys of payment interfaces: same token with other content is
    refused, a failed attempt is not remembered.
    """

    owner = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    token = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    outcome = models.CharField(max_length=500, blank=True)
    used_at = models.DateTimeField()

    objects: ClassVar[models.Manager["RepeatToken"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "action", "token"], name="repeat_token_acts_once"
            )
        ]
        indexes = [models.Index(fields=["used_at"], name="repeat_token_by_age")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.action} {self.token}"
