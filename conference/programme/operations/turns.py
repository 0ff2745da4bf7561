"""One writer of a programme after another, and the database's rules in words."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError, connection
from django.db.transaction import atomic

# Names our locks among all advisory locks of the database: "prog" in ASCII.
PROGRAMME: Final = 0x70726F67


def take_turn(edition_id: int) -> None:
    """Let nobody else plan or publish this programme until the transaction ends.

    The first lock of every writer, before any row: so writers of the plan never wait
    for each other in a circle. Who takes a seat needs no turn. Asked twice in one
    transaction, it is had already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [PROGRAMME, edition_id])


class RuleBroken(Exception):
    """A rule of the database said no; `rule` is the name of its constraint."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@contextmanager
def checked(rules: Iterable[str]) -> Iterator[None]:
    """Ask these rules at the end of the block, and undo the block where one says no.

    They wait for the end of the transaction otherwise, too late for a kind word.
    Raises RuleBroken for any constraint, so that the caller may say it in words.
    """
    names = ", ".join(connection.ops.quote_name(rule) for rule in rules)
    try:
        with atomic():
            yield
            if names:
                _ask_now(names)
    except IntegrityError as error:
        rule = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if rule is None:
            raise
        raise RuleBroken(rule) from error


def _ask_now(names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        cursor.execute(f"SET CONSTRAINTS {names} DEFERRED")
