"""Forgetting: what a letter was made from is not needed once it is history."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

KEPT_FOR: Final = timedelta(days=30)
CHUNK: Final = 5000
# How each letter ended stays; names, links and codes in it go. Of a code of ours a mark
# stays, as the sender leaves it: such a letter cannot be tried again.
FORGET: Final = """
UPDATE mailroom_letter SET context = '{"_spent": true}'
WHERE id IN (
    SELECT id FROM mailroom_letter
    WHERE finished_at < %(before)s AND context <> '{"_spent": true}'
    ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
"""


def forget_old_letters(*, now: datetime) -> int:
    """Empty the letters that ended over thirty days ago; return how many there were."""
    forgotten, last = 0, CHUNK
    while last == CHUNK:
        with connection.cursor() as cursor:
            cursor.execute(FORGET, {"before": now - KEPT_FOR, "limit": CHUNK})
            last = cursor.rowcount
        forgotten += last
    return forgotten
