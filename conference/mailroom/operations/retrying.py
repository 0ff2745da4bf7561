"""Trying failed letters once more, when a person says so."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.mailroom import bell
from conference.mailroom.models import Batch, Letter
from conference.mailroom.operations.posting import PATIENCE

log = logging.getLogger(__name__)
# Its time begins anew; the deadline is counted from where its batch (re)started.
AGAIN: Final = """
UPDATE mailroom_letter AS l SET state = 'due', finished_at = NULL, attempts = 0,
    send_after = %(now)s, may_be_double = l.may_be_double OR l.state = 'uncertain',
    give_up_at = greatest(l.posted_at, l.posted_at + %(seconds)s * interval '1 second'
        + (%(now)s - coalesce(b.resumed_at, b.started_at, l.posted_at)))
FROM mailroom_letter AS m LEFT JOIN mailroom_batch AS b ON b.id = m.batch_id
WHERE m.id = l.id AND l.id = ANY(%(ids)s) AND l.state IN ('failed', 'uncertain')
AND (b.id IS NULL OR b.state <> 'stopped') AND NOT l.context ? '_spent'
RETURNING l.is_urgent, lower(l.to_address)
"""


class NothingToRetry(Refusal):
    """None of these letters can be tried again."""

    sentence = _("None of these letters failed, or their sending was stopped for good.")


@transaction.atomic
def retry(letter_ids: Sequence[int], *, by: AbstractBaseUser, now: datetime) -> int:
    """Let failed and uncertain letters leave once more and return how many.

    An address that was called dead is believed in again. Letters of a stopped batch
    stay as they are, and so do those whose code or facts are no longer kept.
    Refused: NothingToRetry.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            AGAIN,
            {"ids": list(letter_ids), "now": now, "seconds": PATIENCE.total_seconds()},
        )
        rows = cursor.fetchall()
        if not rows:
            raise NothingToRetry
        cursor.execute(
            "DELETE FROM mailroom_suppression"
            " WHERE kind = 'dead' AND lower(address) = ANY(%s)",
            [[address for _urgent, address in rows]],
        )
    log.info("letters.again", extra={"count": len(rows), "by": getattr(by, "pk", None)})
    urgent = {is_urgent for is_urgent, _address in rows}
    bell.ring(urgent=True in urgent, bulk=False in urgent)
    return len(rows)


def retry_failed(batch_id: int, *, by: AbstractBaseUser, now: datetime) -> int:
    """Let every failed letter of a batch leave once more. Refused: NothingToRetry."""
    batch = Batch.objects.get(pk=batch_id)
    failed = batch.letters.filter(state=Letter.State.FAILED)
    return retry(list(failed.values_list("pk", flat=True)), by=by, now=now)
