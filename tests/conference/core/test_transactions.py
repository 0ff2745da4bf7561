"""One transaction for one change, and one more try after a deadlock."""

from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction

from conference.core.transactions import in_one_transaction, retry_once_on_deadlock
from registration.accounts.models import User
from tests.factories.people import UserFactory
from tests.faults.crowd import errors_in, together


def crossing(first, second):
    """Two operations that lock two rows in opposite order, at the same moment."""
    both_hold_one = Barrier(2)
    tried = {"there": 0, "back": 0}

    def lock(name, *people):
        tried[name] += 1
        for person in people:
            User.objects.select_for_update().get(pk=person.pk)
            if tried[name] == 1 and person == people[0]:
                both_hold_one.wait()
        return name

    def there():
        return lock("there", first, second)

    def back():
        return lock("back", second, first)

    return there, back, tried


@pytest.mark.django_db(transaction=True)
def test_two_who_wait_for_each_other_both_come_through():
    there, back, tried = crossing(UserFactory(), UserFactory())

    results = together(
        [
            retry_once_on_deadlock(in_one_transaction(there)),
            retry_once_on_deadlock(in_one_transaction(back)),
        ]
    )

    assert results == ["there", "back"]
    assert sorted(tried.values()) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_without_another_try_one_of_them_fails():
    there, back, _tried = crossing(UserFactory(), UserFactory())

    results = together([in_one_transaction(there), in_one_transaction(back)])

    assert [type(error) for error in errors_in(results)] == [OperationalError]


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_the_outermost_tries_again():
    tried = []

    @retry_once_on_deadlock
    def fails():
        tried.append(connection.in_atomic_block)
        raise deadlock()

    @retry_once_on_deadlock
    @transaction.atomic
    def whole():
        fails()

    with pytest.raises(OperationalError):
        whole()

    assert tried == [True, True]


@pytest.mark.django_db(transaction=True)
def test_what_is_no_deadlock_is_not_tried_again():
    tried = []

    @retry_once_on_deadlock
    def fails():
        tried.append(1)
        message = "lock timeout"
        raise OperationalError(message)

    with pytest.raises(OperationalError):
        fails()

    assert tried == [1]


def deadlock():
    """The error as Django raises it: ours around the driver's."""

    class DriverError(Exception):
        sqlstate = "40P01"

    error = OperationalError("deadlock detected")
    error.__cause__ = DriverError()
    return error
