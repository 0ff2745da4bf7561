import random

import pytest

from registration.attendance.models.number import (
    SIGNS,
    is_registration_number,
    normalised,
    registration_number,
)


def test_each_registration_has_a_number_of_its_own():
    keys = [*range(30_000), *range(279_000, 285_000)]

    numbers = {registration_number("DW21", key) for key in keys}

    assert len(numbers) == len(keys)


def test_a_number_is_short_and_has_no_signs_that_look_alike():
    prefix, body, check = registration_number("DW21", 17).split("-")

    assert (prefix, len(body), len(check)) == ("DW21", 4, 2)
    assert set(body + check) <= set(SIGNS)
    assert set(SIGNS) & set("01OILSZBUV") == set()


def test_the_check_signs_find_every_single_slip_and_every_swap():
    prefix, body, check = registration_number("DW21", 4711).split("-")
    slips = {
        f"{prefix}-{body[:at]}{sign}{body[at + 1 :]}-{check}"
        for at in range(len(body))
        for sign in SIGNS
        if sign != body[at]
    }
    swaps = {
        f"{prefix}-{body[:at]}{body[at + 1]}{body[at]}{body[at + 2 :]}-{check}"
        for at in range(len(body) - 1)
        if body[at] != body[at + 1]
    }

    assert [number for number in slips | swaps if is_registration_number(number)] == []


@pytest.mark.parametrize("typed", ["dw21 {0} {1}", " DW21-{0}-{1} ", "Dw21 - {0} -{1}"])
def test_a_number_may_be_typed_as_it_is_heard(typed):
    number = registration_number("DW21", random.randrange(10**6))
    _prefix, body, check = number.split("-")

    assert normalised(typed.format(body.lower(), check)) == number
    assert is_registration_number(typed.format(body.lower(), check))


@pytest.mark.parametrize(
    "junk", ["", "-", "DW21", "DW21-", "DW21-OOOO-OO", "a" * 10_000, "DW21-7K3M-"]
)
def test_other_text_is_no_number(junk):
    assert not is_registration_number(junk)
