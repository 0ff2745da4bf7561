"""Posting: a letter becomes a row in the transaction of what it tells of."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from conference.mailroom import bell

Json = dict[str, "Json"] | list["Json"] | str | int | float | None
CHUNK: Final = 1000
PATIENCE: Final = timedelta(hours=48)
# What PostgreSQL keeps in no text: NUL, and halves of surrogate pairs.
UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

INSERT: Final = """
INSERT INTO mailroom_letter (
    idempotency_key, batch_id, wording_id, wave, is_urgent, is_news, must_not_repeat,
    template, language, to_address, context, state, finished_at, attempts,
    lease_holder, smtp_code, smtp_words, may_be_double,
    posted_at, send_after, give_up_at
)
SELECT
    d.key, d.batch_id, d.wording_id, d.wave, d.is_urgent, d.is_news, d.must_not_repeat,
    d.template, d.language, d.to_address, d.context::jsonb,
    CASE WHEN s.reason IS NULL THEN 'due' ELSE 'suppressed' END,
    CASE WHEN s.reason IS NULL THEN NULL ELSE %(now)s END,
    0, '', '', coalesce(s.reason, ''), false, %(now)s, %(now)s,
    %(now)s + d.patience_seconds * interval '1 second'
FROM json_to_recordset(%(drafts)s::json) AS d (
    key text, to_address text, language text, template text, context text,
    is_urgent bool, is_news bool, batch_id bigint, wording_id bigint, wave int,
    patience_seconds float8, must_not_repeat bool
)
LEFT JOIN LATERAL (
    SELECT reason FROM mailroom_suppression
    WHERE lower(address) = lower(d.to_address)
    AND (kind = 'dead' OR (kind = 'news' AND d.is_news)) LIMIT 1
) AS s ON true
ON CONFLICT (idempotency_key) DO NOTHING
RETURNING idempotency_key, id
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to be posted.

    `template` names a folder of templates/mail; `context` is small and fits into JSON;
    of its keys `_qr` becomes a picture in the letter and `_calendar` an attachment, or
    several when it is a list.
    """

    key: str
    to: str
    language: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    urgent: bool = False
    news: bool = False
    batch_id: int | None = None
    wording_id: int | None = None
    wave: int = 1
    give_up_after: timedelta = PATIENCE
    must_not_repeat: bool = False


def post(drafts: Sequence[Draft], *, now: datetime) -> dict[str, int]:
    """Store one letter for each key and return their ids, earlier ones included.

    Posting a key twice makes one letter. A dead address gets a row that says so and is
    not tried. The senders wake when the transaction commits.
    """
    posted: dict[str, int] = {}
    for chunk in _chunks(drafts):
        posted |= _insert(chunk, now)
        missing = [draft.key for draft in chunk if draft.key not in posted]
        if missing:
            posted |= _earlier(missing)
    bell.ring(
        urgent=any(draft.urgent for draft in drafts),
        bulk=any(not draft.urgent for draft in drafts),
    )
    return posted


def _chunks(drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    rest = iter(drafts)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _insert(drafts: list[Draft], now: datetime) -> dict[str, int]:
    # As one text: the driver takes far longer to write lists of a thousand values.
    rows = json.dumps([_row(draft) for draft in drafts], ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, {"drafts": rows, "now": now})
        return dict(cursor.fetchall())


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "key": draft.key,
        "to_address": draft.to,
        "language": draft.language,
        "template": draft.template,
        "context": _storable(draft.context),
        "is_urgent": draft.urgent,
        "is_news": draft.news,
        "batch_id": draft.batch_id,
        "wording_id": draft.wording_id,
        "wave": draft.wave,
        "patience_seconds": draft.give_up_after.total_seconds(),
        "must_not_repeat": draft.must_not_repeat,
    }


def _earlier(keys: list[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT idempotency_key, id FROM mailroom_letter"
            " WHERE idempotency_key = ANY(%s)",
            [keys],
        )
        return dict(cursor.fetchall())


def _storable(context: dict[str, Any]) -> str:
    written = json.dumps(context, cls=DjangoJSONEncoder, ensure_ascii=False)
    if "\\u0000" not in written and not UNSTORABLE.search(written):
        return written
    return json.dumps(_cleaned(json.loads(written)), ensure_ascii=False)


def _cleaned(part: Json) -> Json:
    if isinstance(part, str):
        return UNSTORABLE.sub("\ufffd", part)
    if isinstance(part, dict):
        return {
            UNSTORABLE.sub("\ufffd", key): _cleaned(inner)
            for key, inner in part.items()
        }
    if isinstance(part, list):
        return [_cleaned(inner) for inner in part]
    return part
