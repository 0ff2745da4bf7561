"""How far letters got."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from conference.mailroom.models import Batch, Letter


@dataclass(frozen=True, slots=True)
class Progress:
    """The letters of a batch by state; they always add up to `total`."""

    batch_id: int
    state: str
    alarm: str
    total: int
    due: int
    claimed: int
    handing_over: int
    retry: int
    accepted: int
    failed: int
    uncertain: int
    cancelled: int
    suppressed: int
    may_be_double: int

    @property
    def waiting(self) -> int:
        return self.due + self.claimed + self.handing_over + self.retry

    @property
    def finished(self) -> int:
        return self.total - self.waiting

    @property
    def percent(self) -> int:
        """How much has come to an end, rounded down: 100 only when all has."""
        return self.finished * 100 // self.total if self.total else 0


def batch_progress(batch_id: int) -> Progress:
    """Return the counts of a batch, taken at one moment."""
    batch = Batch.objects.get(pk=batch_id)
    letters = Letter.objects.filter(batch_id=batch_id)
    counted = letters.values_list("state").annotate(n=Count("id")).order_by("state")
    counts = dict(counted)
    return Progress(
        batch_id=batch.pk,
        state=batch.state,
        alarm=batch.alarm,
        total=sum(counts.values()),
        **{state.value: counts.get(state.value, 0) for state in Letter.State},
        may_be_double=letters.filter(may_be_double=True).count(),
    )


def oldest_due_at(now: datetime) -> datetime | None:
    """Return since when the oldest letter waits that could have left; None if none."""
    oldest: datetime | None = Letter.objects.due(now).aggregate(at=Min("send_after"))[
        "at"
    ]
    return oldest


@dataclass(frozen=True, slots=True)
class Queue:
    """What lies in the mailroom now."""

    urgent: int
    bulk: int
    later: int
    failed: int


def queue() -> Queue:
    """Return how many letters wait, are put off, and have failed."""
    counts = Letter.objects.aggregate(
        urgent=Count("id", filter=Q(state__in=Letter.WAITING, is_urgent=True)),
        bulk=Count("id", filter=Q(state__in=Letter.WAITING, is_urgent=False)),
        later=Count("id", filter=Q(state=Letter.State.RETRY)),
        failed=Count("id", filter=Q(state=Letter.State.FAILED)),
    )
    return Queue(**counts)
