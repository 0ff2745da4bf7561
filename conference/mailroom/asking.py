"""Statements that the database works on while we talk to the mail server.

Half the time of a letter is waiting for one of the two. A question is understood by the
database once for each connection (parsing is half its price), sent, and its answer
collected later; in between, nothing else may be asked on this connection. Psycopg's own
preparing must stay off, as Django leaves it: it would forget our statements, too.
"""

import re
import select
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg import pq

NAMED: Final = re.compile(r"%\((\w+)\)s")
Rows = list[tuple[str | None, ...]]
_prepared: WeakKeyDictionary[Any, dict[str, tuple[bytes, list[str]]]] = (
    WeakKeyDictionary()
)


def ask(sql: str, values: dict[str, object]) -> Callable[[], Rows]:
    """Send a statement and return what collects its rows, as texts.

    Raised, here and there: what Django raises when the database says no or is away.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        raw = connection.connection
        name, order = _prepare(raw, sql)
        raw.pgconn.send_query_prepared(name, [_spoken(values[key]) for key in order])
        raw.pgconn.flush()
    return lambda: _collect(raw)


def _prepare(raw: "psycopg.Connection[Any]", sql: str) -> tuple[bytes, list[str]]:
    known = _prepared.setdefault(raw, {})
    if sql not in known:
        order = list(dict.fromkeys(NAMED.findall(sql)))
        places = {name: f"${at}" for at, name in enumerate(order, 1)}
        text = NAMED.sub(lambda found: places[found.group(1)], sql)
        name = f"asked_{len(known)}".encode()
        result = raw.pgconn.prepare(name, text.encode())
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(result)
        known[sql] = (name, order)
    return known[sql]


def _spoken(value: object) -> bytes:
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return text.encode("utf-8", "replace")


def _collect(raw: "psycopg.Connection[Any]") -> Rows:
    pgconn = raw.pgconn
    with connection.wrap_database_errors:
        while pgconn.is_busy():
            pgconn.flush()
            select.select([pgconn.socket], [], [])
            pgconn.consume_input()
        result = pgconn.get_result()
        while pgconn.get_result() is not None:
            pass
        if result is None or result.status != pq.ExecStatus.TUPLES_OK:
            raise _error(raw, result)
        return [
            tuple(_text(result, row, column) for column in range(result.nfields))
            for row in range(result.ntuples)
        ]


def _error(
    raw: "psycopg.Connection[Any]", result: "pq.abc.PGresult | None"
) -> psycopg.Error:
    if result is None:
        return psycopg.OperationalError(raw.pgconn.get_error_message())
    return psycopg.errors.error_from_result(result)


def _text(result: "pq.abc.PGresult", row: int, column: int) -> str | None:
    value = result.get_value(row, column)
    return None if value is None else value.decode()
