"""Taking the ledger out of the house, which is recorded."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from registration.notices.models import Delivery, Notice

HEADS: Final = (
    "name",
    "address",
    "language",
    "country",
    "category",
    "attendance_mode",
    "asked",
    "letter_state",
    "attempts",
    "mail_server_code",
    "mail_server_words",
    "may_be_double",
    "finished_at",
    "answer",
    "answered_at",
)
# A table program takes these for the beginning of a formula, in full width too.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def record_export(notice_id: int, *, by: AbstractBaseUser, now: datetime) -> LogEntry:
    """Write down who took the ledger out, before the first row leaves."""
    notice = Notice.objects.get(pk=notice_id)
    return LogEntry.objects.create(
        user_id=by.pk,
        action_time=now,
        content_type=ContentType.objects.get_for_model(Notice),
        object_id=str(notice.pk),
        object_repr=str(notice)[:200],
        action_flag=CHANGE,
        change_message="ledger exported",
    )


def exports_of(notice: Notice) -> QuerySet[LogEntry]:
    """Return who took the ledger of a notice out, newest first."""
    kind = ContentType.objects.get_for_model(Notice)
    taken = LogEntry.objects.filter(
        content_type=kind, object_id=str(notice.pk), change_message="ledger exported"
    )
    return taken.select_related("user").order_by("-action_time", "-pk")


def rows(deliveries: Iterable[Delivery]) -> Iterator[tuple[str, ...]]:
    """Yield the heads, then one row a delivery; no cell is ever a formula."""
    yield HEADS
    for delivery in deliveries:
        yield tuple(safe(cell) for cell in _cells(delivery))


def safe(cell: str) -> str:
    """Return a cell that table programs read as text: a formula gets an apostrophe."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def _cells(delivery: Delivery) -> tuple[str, ...]:
    letter = delivery.letter
    answer = getattr(delivery, "decision", None)
    return (
        delivery.name,
        delivery.address,
        delivery.language,
        str(delivery.country),
        str(delivery.category or ""),
        delivery.attendance_mode,
        "yes" if delivery.asked else "no",
        letter.state,
        str(letter.attempts),
        letter.smtp_code,
        letter.smtp_words,
        "yes" if letter.may_be_double else "no",
        letter.finished_at.isoformat() if letter.finished_at else "",
        answer.choice if answer else "",
        answer.answered_at.isoformat() if answer else "",
    )
