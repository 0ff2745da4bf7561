"""Registration numbers: short, read aloud, and checked."""

from typing import Final

# No vowels, so no words; nothing that looks or sounds like something else: no 0 and O,
# 1, I and L, 2 and Z, 5 and S, 8 and B, U and V. Twenty-three signs, a prime, so that
# two check signs find every slip in one or two places and every swap of neighbours.
SIGNS: Final = "23456789CDFGHJKMNPRTWXY"
BASE: Final = len(SIGNS)
SHORTEST: Final = 4
# Coprime to the base: one number for each registration, far from its neighbours'.
STRIDE: Final = 104_729


def registration_number(prefix: str, pk: int) -> str:
    """Return the number of the registration with this key: "DW21-7K3M-92".

    Different keys have different numbers, so that nothing has to be tried twice.
    """
    length, first = SHORTEST, 0
    while pk - first >= BASE**length:
        first += BASE**length
        length += 1
    body = _in_signs((pk - first) * STRIDE % BASE**length, length)
    return f"{prefix}-{body}-{_check(body)}"


def is_registration_number(text: str) -> bool:
    """Whether the check signs agree with the rest."""
    _prefix, _, rest = normalised(text).partition("-")
    body, _, check = rest.partition("-")
    return bool(body) and set(body + check) <= set(SIGNS) and check == _check(body)


def normalised(text: str) -> str:
    """Return a number as we write it, from how a person may type it."""
    parts = text.upper().replace("-", " ").split()
    return "-".join(parts)


def _in_signs(value: int, length: int) -> str:
    signs = []
    for _ in range(length):
        value, place = divmod(value, BASE)
        signs.append(SIGNS[place])
    return "".join(reversed(signs))


def _check(body: str) -> str:
    values = [SIGNS.index(sign) for sign in body]
    plain = sum(value * at for at, value in enumerate(values, start=1))
    squared = sum(value * at * at for at, value in enumerate(values, start=1))
    return SIGNS[plain % BASE] + SIGNS[squared % BASE]
