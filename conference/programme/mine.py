"""What the reader has to do with each session, told by whoever knows.

The programme does not know who registers: a middleware further up lays these facts
into the request, and pages read them here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

TAKEN: Final = "taken"
HELD: Final = "held"
WAITING: Final = "waiting"


@dataclass(frozen=True, slots=True)
class Mine:
    """A reader's seat in one session: its state, and their place in the line.

    `clashes_with` holds the titles of other sessions of theirs at the same time.
    """

    state: str = ""
    place: int | None = None
    starred: bool = False
    on_stage: bool = False
    clashes_with: tuple[str, ...] = ()

    @property
    def is_agenda(self) -> bool:
        """Whether the session is in the reader's own programme."""
        return bool(self.state) or self.starred or self.on_stage


NOTHING: Final = Mine()


class MyProgramme(dict[int, Mine]):
    """The reader's sessions by key; `category` is empty unless they are approved."""

    category: str = ""


def mine_of(request: HttpRequest) -> Mapping[int, Mine]:
    """Return the reader's sessions by key; empty for who is not signed in."""
    found: Mapping[int, Mine] = getattr(request, "mine", {})
    return found


def category_of(request: HttpRequest) -> str:
    """Return in which category the reader was approved, or nothing."""
    return str(getattr(mine_of(request), "category", ""))
