"""Reading: that a person has opened a notice after signing in."""

from datetime import datetime

from registration.notices.models import Delivery, ScheduleDelivery


def mark_read(delivery_id: int, *, now: datetime) -> None:
    """Note when a notice was first opened; later visits change nothing."""
    Delivery.objects.filter(pk=delivery_id, read_at=None).update(read_at=now)


def mark_round_read(delivery_id: int, *, now: datetime) -> None:
    """Note when a letter about moved sessions was first opened here."""
    unread = ScheduleDelivery.objects.filter(pk=delivery_id, read_at=None)
    unread.update(read_at=now)
