"""Says whom you can be in the demo."""

import unicodedata
from typing import Any

from django.core.management.base import BaseCommand

from conference.config.demo.seeding_accounts import (
    ATTENDEES,
    ORGANISERS,
    PASSWORD,
    Organiser,
)
from conference.config.demo.seeding_people import Person


class Command(BaseCommand):
    help = "Print the accounts of the demo: who, address, password, what each can do."

    def handle(self, *_args: Any, **_options: Any) -> None:
        rows = [("Who", "Address", "Password", "Can")]
        rows += [
            (_name(each), each.address, PASSWORD, f"{each.role}: {each.can}")
            for each in ORGANISERS
        ]
        rows += [
            (
                _name(each.person),
                each.person.address,
                PASSWORD,
                f"Attendee: {each.note}",
            )
            for each in ATTENDEES
        ]
        widths = [
            max(map(_width, column)) for column in list(zip(*rows, strict=True))[:-1]
        ]
        for *cells, last in rows:
            told = (
                _fill(cell, width) for cell, width in zip(cells, widths, strict=True)
            )
            self.stdout.write("  ".join([*told, last]))


def _name(who: Organiser | Person) -> str:
    """Return a name that fits a line; the page has it in full."""
    name = f"{who.given_name} {who.family_name}".strip()
    return name if len(name) <= 28 else f"{name[:27]}…"  # noqa: PLR2004


def _width(text: str) -> int:
    """Count the cells of a terminal: Chinese signs take two, marks none."""
    return sum(
        0
        if unicodedata.combining(sign)
        else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


def _fill(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
