"""One letter to one address."""

import hashlib
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from conference.mailroom.models.batch import Batch


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, narrowed."""

    def urgent(self) -> Self:
        return self.filter(is_urgent=True)

    def waiting(self) -> Self:
        return self.filter(state__in=Letter.WAITING)

    def failed(self) -> Self:
        return self.filter(state=Letter.State.FAILED)

    def due(self, now: datetime) -> Self:
        """Letters that may be taken up now: due, or under a lease that ran out."""
        free = Q(state__in=[Letter.State.DUE, Letter.State.RETRY], send_after__lte=now)
        orphaned = Q(
            state__in=[Letter.State.CLAIMED, Letter.State.HANDING_OVER],
            lease_until__lt=Now(),  # of the database, which alone measures leases
        )
        released = Q(batch=None) | Q(
            batch__state=Batch.State.RUNNING, wave__lte=F("batch__open_wave")
        )
        return self.filter(free | orphaned).filter(released)


class Letter(models.Model):
    """One letter to one address: what it is made from, and how far it got.

    A letter renders when it is sent, from its template or wording, its language and a
    small context. `idempotency_key` says what it is about ("notice:4:person:17"), so
    that posting it twice makes one.
    """

    class State(models.TextChoices):
        DUE = "due", _("Due")
        CLAIMED = "claimed", _("Taken up")
        HANDING_OVER = "handing_over", _("Being handed over")
        RETRY = "retry", _("Later")
        ACCEPTED = "accepted", _("Accepted")
        FAILED = "failed", _("Failed")
        UNCERTAIN = "uncertain", _("Uncertain")
        CANCELLED = "cancelled", _("Taken back")
        SUPPRESSED = "suppressed", _("Not sent, address takes none")

    WAITING = (State.DUE, State.CLAIMED, State.HANDING_OVER, State.RETRY)

    idempotency_key = models.CharField(max_length=120)
    batch = models.ForeignKey(
        Batch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="letters",
        db_index=False,  # letter_batch_state begins with it
    )
    wording = models.ForeignKey(
        "mailroom.Wording",
        null=True,
        blank=True,
        db_index=False,  # each index costs every letter three times; nobody asks this
        on_delete=models.PROTECT,
        related_name="letters",
    )
    wave = models.PositiveSmallIntegerField(default=1)
    is_urgent = models.BooleanField(default=False)
    is_news = models.BooleanField(default=False)
    must_not_repeat = models.BooleanField(default=False)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    to_address = models.EmailField(max_length=254)
    context = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_holder = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    smtp_code = models.CharField(max_length=12, blank=True)
    smtp_words = models.TextField(blank=True)
    may_be_double = models.BooleanField(default=False)
    posted_at = models.DateTimeField()
    send_after = models.DateTimeField()
    give_up_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            # Not `unique=True`, which adds a second index for LIKE.
            models.UniqueConstraint(
                fields=["idempotency_key"], name="letter_is_one_per_key"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["claimed", "handing_over"],
                    lease_until__isnull=False,
                )
                | (
                    ~Q(state__in=["claimed", "handing_over"])
                    & Q(lease_until__isnull=True, lease_holder="")
                ),
                name="letter_lease_stands_while_it_is_held",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "accepted",
                        "failed",
                        "uncertain",
                        "cancelled",
                        "suppressed",
                    ],
                    finished_at__isnull=False,
                )
                | Q(
                    state__in=["due", "claimed", "handing_over", "retry"],
                    finished_at__isnull=True,
                ),
                name="letter_end_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(give_up_at__gte=F("posted_at")),
                name="letter_gives_up_after_it_was_posted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["is_urgent", "batch", "send_after", "id"],
                condition=Q(state__in=["due", "claimed", "handing_over", "retry"]),
                name="letter_waiting",
            ),
            models.Index(fields=["batch", "state"], name="letter_batch_state"),
            models.Index(
                fields=["-finished_at"],
                condition=Q(state="failed"),
                name="letter_failed",
            ),
        ]

    def __str__(self) -> str:
        return self.idempotency_key

    @property
    def message_id(self) -> str:
        """The Message-ID (RFC 5322, 3.6.4), the same on every try."""
        return message_id(self.idempotency_key)


def message_id(idempotency_key: str) -> str:
    """Return the Message-ID that belongs to a key, angle brackets included."""
    digest = hashlib.sha256(idempotency_key.encode()).hexdigest()[:40]
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{digest}@{domain}>"
