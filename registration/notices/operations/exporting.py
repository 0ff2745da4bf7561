"""Taking the ledger out of the house, which is recorded."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from unicodedata import category

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from registration.attendance.models import ParticipantCategory
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
# Where each of them comes from, in the same order.
FIELDS: Final = (
    "name",
    "address",
    "language",
    "country",
    "category_id",
    "attendance_mode",
    "asked",
    "letter__state",
    "letter__attempts",
    "letter__smtp_code",
    "letter__smtp_words",
    "letter__may_be_double",
    "letter__finished_at",
    "decision__choice",
    "decision__answered_at",
)
CHUNK: Final = 2000
# A table program takes these for the beginning of a formula, in full width too.
FORMULA: Final = frozenset("=+-@＝＋－＠")
BREAKS: Final = ("\t", "\r", "\n")
# What may stand before that sign unseen: control signs, marks of direction, zero
# widths, byte order, spaces, marks that belong to a letter, and letters without ink.
UNSEEN: Final = frozenset({"Cc", "Cf", "Mn", "Zs", "Zl", "Zp"})
WITHOUT_INK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Where one program sees a sign, another sees the end of an empty cell.
ENDS_A_CELL: Final = frozenset(";,|")


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


def rows(deliveries: QuerySet[Delivery]) -> Iterator[tuple[str, ...]]:
    """Yield the heads, then one row a delivery; no cell is ever a formula.

    Plain values, read in pieces: a row costs no model and no memory is kept.
    """
    yield HEADS
    categories = {row.pk: str(row.name) for row in ParticipantCategory.objects.all()}
    for values in deliveries.values_list(*FIELDS).iterator(chunk_size=CHUNK):
        told = dict(zip(HEADS, values, strict=True))
        told["category"] = categories.get(told["category"], "")
        yield tuple(safe(_cell(value)) for value in told.values())


def safe(cell: str) -> str:
    """Return a cell that table programs read as text: a formula gets an apostrophe."""
    first = next((sign for sign in cell if not _is_passed_over(sign)), "")
    return f"'{cell}" if first in FORMULA or cell.startswith(BREAKS) else cell


def _is_passed_over(sign: str) -> bool:
    is_unseen = category(sign) in UNSEEN or sign in WITHOUT_INK
    return is_unseen or sign in ENDS_A_CELL


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)
