"""One transaction for one change, whoever begins it."""

from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")
DEADLOCK: Final = "40P01"


def in_one_transaction(operation: Callable[P, R]) -> Callable[P, R]:
    """Run the operation in the transaction around it, or in one of its own.

    Unlike `transaction.atomic` it sets no savepoint inside another transaction: two
    statements fewer. So it fits operations that refuse before they write.
    """

    @wraps(operation)
    def joined(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return operation(*args, **kwargs)
        with transaction.atomic():
            return operation(*args, **kwargs)

    return joined


def retry_once_on_deadlock(operation: Callable[P, R]) -> Callable[P, R]:
    """Run the operation again when the database ended it to free two who waited.

    Only the outermost of several does so: a transaction that was ended is lost as a
    whole. The operation must do nothing outside the database.
    """

    @wraps(operation)
    def patient(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return operation(*args, **kwargs)
        try:
            return operation(*args, **kwargs)
        except OperationalError as error:
            if not _is_deadlock(error):
                raise
        return operation(*args, **kwargs)

    return patient


def _is_deadlock(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) == DEADLOCK
