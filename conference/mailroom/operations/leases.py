"""Who holds which letter until when: claims, leases and how letters end, in SQL.

A sender takes letters up for a while (claims), says of each one that it is being handed
over right before it is, and then how it ended. Each of these is one statement and one
commit; nothing else changes a letter's way. Rows are taken with SKIP LOCKED, so that
senders never wait for each other. A lease is measured by the clock of the database
alone: that of a sender may be wrong, and that of the demo jumps.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext

from conference.mailroom.asking import Rows, ask

BATCHES: Final = """
SELECT id, open_wave FROM mailroom_batch WHERE state = 'running' ORDER BY started_at, id
"""
# A code has done its work when its letter ended. A mark stays in its place, so that
# the letter is not tried again without it.
SPENT: Final = """CASE WHEN {0}is_urgent AND {0}context ? 'code'
    THEN {0}context - 'code' || '{{"_spent": true}}'::jsonb ELSE {0}context END"""
UNTIL: Final = "clock_timestamp() + make_interval(secs => %(lease)s)"
# An orphan is a letter whose holder died: if it was being handed over, it may be there
# already; then it goes out once more and says so, or is left to a person to judge.
CLAIM: Final = """
WITH picked AS (
    SELECT id, state = 'handing_over' AS is_orphan,
        state = 'handing_over' AND must_not_repeat AS is_lost
    FROM mailroom_letter
    WHERE state IN ('due', 'retry', 'claimed', 'handing_over')
    AND is_urgent = %(is_urgent)s AND {batch} AND send_after <= %(now)s
    AND (state IN ('due', 'retry') OR lease_until < clock_timestamp())
    ORDER BY send_after, id LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE mailroom_letter AS l SET
        state = CASE WHEN is_lost THEN 'uncertain' ELSE 'claimed' END,
        finished_at = CASE WHEN is_lost THEN %(now)s END,
        lease_holder = CASE WHEN is_lost THEN '' ELSE %(holder)s END,
        lease_until = CASE WHEN NOT is_lost THEN {until} END,
        smtp_words = CASE WHEN is_lost THEN %(lost_words)s ELSE l.smtp_words END,
        may_be_double = l.may_be_double OR (is_orphan AND NOT is_lost),
        attempts = least(l.attempts + 1, 32000)
    FROM picked
    WHERE l.id = picked.id
    RETURNING l.id, l.state, l.idempotency_key, l.to_address, l.template, l.language,
        l.context, l.wording_id, l.batch_id, l.is_news, l.must_not_repeat, l.attempts,
        l.send_after, l.posted_at, l.give_up_at, l.smtp_code
)
SELECT t.id, t.idempotency_key, t.to_address, t.template, t.language, t.context,
    t.wording_id, t.batch_id, t.is_news, t.must_not_repeat, t.attempts,
    coalesce(b.resumed_at, b.started_at, t.posted_at) + (t.give_up_at - t.posted_at),
    t.smtp_code
FROM taken AS t LEFT JOIN mailroom_batch AS b ON b.id = t.batch_id
WHERE t.state = 'claimed' ORDER BY t.send_after, t.id
"""
# The last look before a letter leaves: is it still ours, does its batch still run?
HAND_OVER: Final = f"""
UPDATE mailroom_letter AS l SET state = 'handing_over', lease_until = {UNTIL}
WHERE l.id = %(id)s AND l.state = 'claimed' AND l.lease_holder = %(holder)s
AND l.lease_until > clock_timestamp()
AND (l.batch_id IS NULL OR EXISTS (
    SELECT 1 FROM mailroom_batch AS b
    WHERE b.id = l.batch_id AND b.state = 'running' AND l.wave <= b.open_wave
))
RETURNING l.id
"""  # noqa: S608  a constant
ACCEPT: Final = f"""
UPDATE mailroom_letter SET state = 'accepted', finished_at = %(now)s, lease_holder = '',
    lease_until = NULL, smtp_code = %(code)s, smtp_words = %(words)s,
    context = {SPENT.format("")}
WHERE id = %(done)s AND state = 'handing_over' AND lease_holder = %(holder)s
RETURNING id
"""  # noqa: S608  a constant
# One statement, one commit: the last letter is there, the next one begins.
ACCEPT_AND_HAND_OVER: Final = f"""
WITH done AS ({ACCEPT}), goes AS ({HAND_OVER})
SELECT (SELECT id FROM done), (SELECT id FROM goes)
"""  # noqa: S608  both are constants
# Our yes came too late, someone else has the letter: it is there all the same.
ACCEPT_LATE: Final = """
UPDATE mailroom_letter SET
    may_be_double = may_be_double OR state IN ('handing_over', 'accepted'),
    state = CASE WHEN state = 'handing_over' THEN state ELSE 'accepted' END,
    finished_at = CASE WHEN state = 'handing_over' THEN NULL
        ELSE coalesce(finished_at, %(now)s) END,
    lease_holder = CASE WHEN state = 'handing_over' THEN lease_holder ELSE '' END,
    lease_until = CASE WHEN state = 'handing_over' THEN lease_until END
WHERE id = %(done)s
"""
FINISH: Final = f"""
UPDATE mailroom_letter SET state = %(state)s, finished_at = %(now)s, lease_holder = '',
    lease_until = NULL, smtp_code = %(code)s, smtp_words = %(words)s,
    context = {SPENT.format("")}
WHERE id = %(id)s AND state IN ('claimed', 'handing_over') AND lease_holder = %(holder)s
"""  # noqa: S608  a constant
RETRY: Final = """
UPDATE mailroom_letter SET state = 'retry', send_after = %(at)s, lease_holder = '',
    lease_until = NULL, smtp_code = %(code)s, smtp_words = %(words)s,
    may_be_double = may_be_double OR %(may_be_double)s
WHERE id = %(id)s AND state IN ('claimed', 'handing_over') AND lease_holder = %(holder)s
"""
RELEASE: Final = """
UPDATE mailroom_letter SET attempts = greatest(attempts - 1, 0), lease_holder = '',
    state = CASE WHEN attempts > 1 THEN 'retry' ELSE 'due' END, lease_until = NULL,
    send_after = greatest(send_after, %(at)s)
WHERE id = ANY(%(ids)s) AND state IN ('claimed', 'handing_over')
AND lease_holder = %(holder)s
"""
PARK_DOMAIN: Final = """
UPDATE mailroom_letter SET send_after = %(at)s
WHERE state IN ('due', 'retry') AND send_after < %(at)s
AND lower(split_part(to_address, '@', 2)) = %(domain)s
"""
# Letters of batches that do not run: nobody claims them, so their dead holders are
# found here. What was being handed over may be there already.
SETTLE: Final = """
UPDATE mailroom_letter AS l SET
    state = CASE
        WHEN l.state = 'handing_over' AND (b.state = 'stopped' OR l.must_not_repeat)
            THEN 'uncertain'
        WHEN b.state = 'stopped' THEN 'cancelled'
        ELSE 'retry' END,
    finished_at = CASE
        WHEN b.state = 'stopped' OR (l.state = 'handing_over' AND l.must_not_repeat)
            THEN %(now)s END,
    may_be_double = l.may_be_double
        OR (l.state = 'handing_over' AND NOT l.must_not_repeat
            AND b.state <> 'stopped'),
    lease_holder = '', lease_until = NULL
FROM mailroom_batch AS b
WHERE b.id = l.batch_id AND b.state <> 'running'
AND l.state IN ('due', 'retry', 'claimed', 'handing_over')
AND (l.lease_until < clock_timestamp()
    OR (b.state = 'stopped' AND l.state IN ('due', 'retry')))
"""


# Letters that could have left all their time, had the mail server taken any.
EXPIRE: Final = f"""
UPDATE mailroom_letter AS l
SET state = 'failed', finished_at = %(now)s, smtp_words = %(words)s,
    context = {SPENT.format("l.")}
FROM mailroom_letter AS m LEFT JOIN mailroom_batch AS b ON b.id = m.batch_id
WHERE m.id = l.id AND l.state IN ('due', 'retry') AND m.state IN ('due', 'retry')
AND (b.id IS NULL OR (b.state = 'running' AND m.wave <= b.open_wave))
AND coalesce(b.resumed_at, b.started_at, m.posted_at) + (m.give_up_at - m.posted_at)
    < %(now)s
"""  # noqa: S608  a constant
CONTEXT: Final = 5  # its place in a row; it comes as text


@dataclass(slots=True)
class Held:
    """A letter in the hands of a sender, with all that is needed to send it."""

    id: int
    key: str
    to: str
    template: str
    language: str
    context: dict[str, Any]
    wording_id: int | None
    batch_id: int | None
    is_news: bool
    must_not_repeat: bool
    attempts: int
    give_up_at: datetime
    last_code: str

    @property
    def domain(self) -> str:
        return self.to.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Done:
    """The yes of the mail server to a letter, not yet written down."""

    letter: Held
    code: str
    words: str


def lease() -> timedelta:
    """Return how long a sender may keep a letter without being asked."""
    return timedelta(seconds=settings.MAIL_LEASE_SECONDS)


class Holder:
    """One sender's hands: every statement it makes carries its name and lease."""

    def __init__(self, name: str) -> None:
        self.name = name

    def claim(self, *, is_urgent: bool, limit: int, now: datetime) -> list[Held]:
        """Take up letters that are due: single ones first, then those of batches."""
        for batch, values in self._piles():
            values |= {"is_urgent": is_urgent, "limit": limit}
            held = self._claim_from(batch, values, now)
            if held:
                return held
        return []

    def begin(self, letter: Held, *, now: datetime) -> bool:
        """Say that this letter is being handed over; False if it may not be."""
        return self.ask_to_begin(letter, now=now)()

    def ask_to_begin(
        self, letter: Held, *, after: "Done | None" = None, now: datetime
    ) -> Callable[[], bool]:
        """Ask whether this letter may be handed over; the answer is collected later.

        With `after`, the same commit notes that the letter before was accepted.
        """
        values: dict[str, object] = {
            "id": letter.id,
            "now": now,
            "lease": settings.MAIL_LEASE_SECONDS,
            "holder": self.name,
        }
        if after is None:
            answer = ask(HAND_OVER, values)
            return lambda: bool(answer())
        values |= {"done": after.letter.id, "code": after.code, "words": after.words}
        answer = ask(ACCEPT_AND_HAND_OVER, values)
        return lambda: self._began(answer, after, now)

    def _began(self, answer: Callable[[], Rows], done: "Done", now: datetime) -> bool:
        noted, goes = answer()[0]
        if noted is None:
            self._run(ACCEPT_LATE, now=now, done=done.letter.id)
        return goes is not None

    def accept(self, done: "Done", *, now: datetime) -> None:
        """Note that a letter was accepted, also if the lease ran out meanwhile."""
        facts = {"done": done.letter.id, "code": done.code, "words": done.words}
        if not self._run(ACCEPT, now=now, **facts):
            self._run(ACCEPT_LATE, now=now, done=done.letter.id)

    def finish(
        self, letter: Held, state: str, *, code: str = "", words: str, now: datetime
    ) -> None:
        """Note that a letter came to its end without being accepted."""
        self._run(FINISH, id=letter.id, state=state, code=code, words=words, now=now)

    def retry(
        self, letter: Held, at: datetime, *, code: str, words: str, may_be_double: bool
    ) -> None:
        """Put a letter back until later; this try counts."""
        self._run(
            RETRY,
            id=letter.id,
            at=at,
            code=code,
            words=words,
            may_be_double=may_be_double,
        )

    def release(self, letters: Iterable[Held], *, at: datetime) -> None:
        """Put letters back that were not tried; nothing counts against them."""
        ids = [letter.id for letter in letters]
        if ids:
            self._run(RELEASE, ids=ids, at=at)

    def _piles(self) -> Iterable[tuple[str, dict[str, int]]]:
        yield "batch_id IS NULL", {}
        for batch_id, open_wave in self._run(BATCHES):
            clause = "batch_id = %(batch_id)s AND wave <= %(wave)s"
            yield clause, {"batch_id": batch_id, "wave": open_wave}

    def _claim_from(
        self, batch: str, values: dict[str, int], now: datetime
    ) -> list[Held]:
        words = gettext("The sender stopped while it handed this letter over.")
        rows = self._run(
            CLAIM.format(batch=batch, until=UNTIL),
            now=now,
            lease=settings.MAIL_LEASE_SECONDS,
            lost_words=words,
            **values,
        )
        return [_held(row) for row in rows]

    def _run(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        values["holder"] = self.name
        return _run(sql, values)


def _held(row: tuple[Any, ...]) -> Held:
    letter = Held(*row)
    letter.context = json.loads(row[CONTEXT])
    return letter


def _run(sql: str, values: dict[str, object]) -> list[tuple[Any, ...]]:
    """Run a statement with values of their own types, which arrays need."""
    connection.ensure_connection()
    with (
        connection.wrap_database_errors,
        psycopg.Cursor(connection.connection) as cursor,
    ):
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def park_domain(domain: str, *, until: datetime) -> None:
    """Let the letters to a domain wait whose server keeps us hanging."""
    with connection.cursor() as cursor:
        cursor.execute(PARK_DOMAIN, {"domain": domain, "at": until})


def expire(words: str, *, now: datetime) -> None:
    """End the letters whose time ran out while the mail server took none."""
    with connection.cursor() as cursor:
        cursor.execute(EXPIRE, {"now": now, "words": words})


def settle_orphans(*, now: datetime) -> None:
    """Bring letters of batches that stand still out of the hands of dead senders."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"now": now})
