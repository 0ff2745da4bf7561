"""The one number that names what the public reads, and who makes it grow.

Pages are drawn once and kept under this number. Whatever changes what they show, by
whichever door, raises it in the same transaction.
"""

import pgtrigger

RAISE = "UPDATE programme_programme SET public_number = public_number + 1"


def seen_by_the_public(
    operations: pgtrigger.Operation, *, condition: str = ""
) -> pgtrigger.Trigger:
    """Return a trigger that raises the number after any change of a table.

    With a condition it looks at each row, without one it runs once a statement.
    """
    return pgtrigger.Trigger(
        name="raise_public_number",
        level=pgtrigger.Row if condition else pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operations,
        condition=pgtrigger.Condition(f"({condition})") if condition else None,
        func=f"{RAISE}; RETURN NULL;",
    )


ANY = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
