"""What a table would do, line by line."""

import hashlib
from dataclasses import dataclass, field

from i18nfield.strings import LazyI18nString

from conference.programme.exchange.existing import Facts


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of one line: what there is, and what there would be."""

    column: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table as it would be; `facts` are those that differ.

    `pk` is empty for what is new; `whole` is everything that it would be.
    """

    line: int
    code: str
    pk: int | None
    facts: Facts
    whole: Facts
    before: Facts | None
    differences: tuple[Difference, ...]

    @property
    def title(self) -> str:
        """Return what people call it."""
        name = self.whole.get("title") or self.whole.get("name") or ""
        return str(LazyI18nString(name))


@dataclass(frozen=True, slots=True)
class Bad:
    """One cell that cannot stand, and how to repair it."""

    line: int
    column: str
    cell: str
    sentence: str


@dataclass(slots=True)
class Comparison:
    """Everything that applying a table would do."""

    new: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    same: int = 0
    bad: list[Bad] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Name these differences: another name means that something changed."""
        told = [
            (row.line, row.code, row.pk, row.differences)
            for row in (*self.new, *self.changed)
        ]
        return hashlib.sha256(repr((told, self.same, self.bad)).encode()).hexdigest()

    @property
    def does_something(self) -> bool:
        """Whether there is anything to apply, and nothing in its way."""
        return bool(self.new or self.changed) and not self.bad
