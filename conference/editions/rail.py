"""The month rail: the years of a change as a row of months, the event as a block."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from conference.editions.dates import (
    date_text,
    date_text_in_words,
    day_text,
    month_letter,
)
from conference.editions.models import ScheduleRevision
from conference.editions.queries import PublicRecord

# A label turns back when it would leave the rail.
NEAR_THE_END: Final = 0.65
# Two labels meet in one line when they stand closer than this part of the rail.
FAR_APART: Final = 0.4
MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class Month:
    """One cell: its letter, how it is drawn, and its label."""

    letter: str
    classes: str
    tag: str


@dataclass(frozen=True, slots=True)
class Rail:
    """Whole years of months; `label` says the same in a sentence."""

    months: tuple[Month, ...]
    years: tuple[int, ...]
    label: str


def rail_of(record: PublicRecord, language: str) -> Rail | None:
    """Draw the rail; none when no decision has ever named a month."""
    chain = [decision for decision in record.chain() if decision.starts_on]
    if not chain:
        return None
    return _Drawing(record, chain, language).rail()


class _Drawing:
    def __init__(
        self, record: PublicRecord, chain: list[ScheduleRevision], language: str
    ) -> None:
        self.now = record.in_force
        self.was = next((d for d in chain if _dates(d) != _dates(self.now)), None)
        self.older = [d for d in chain if d not in (self.now, self.was)]
        self.language = language
        self.years = self._years(chain)
        self.length = len(self.years) * MONTHS
        self.classes: list[set[str]] = [set() for _month in range(self.length)]
        self.tags: dict[int, str] = {}

    def rail(self) -> Rail:
        if self.was is None:
            self._block(self.now, "held")
        else:
            for decision in self.older:
                self._block(decision, "old")
            self._move(self.was)
        months = (
            date(year, month, 1)
            for year in self.years
            for month in range(1, MONTHS + 1)
        )
        return Rail(tuple(map(self._month, months)), self.years, self._label())

    def _years(self, chain: list[ScheduleRevision]) -> tuple[int, ...]:
        days = [d for each in chain for d in (each.starts_on, each.ends_on) if d]
        if self.was is not None:
            days.append(self.now.decided_on)
        years = {day.year for day in days}
        return tuple(range(min(years), max(years) + 1))

    def _at(self, day: date) -> int:
        return (day.year - self.years[0]) * MONTHS + day.month - 1

    def _block(self, decision: ScheduleRevision, kind: str) -> int | None:
        """Draw a decision over its months and return the first of them."""
        if decision.starts_on is None or decision.ends_on is None:
            return None
        first, last = self._at(decision.starts_on), self._at(decision.ends_on)
        for index in range(first, last + 1):
            self.classes[index] = {kind}
        return first

    def _move(self, was: ScheduleRevision) -> None:
        """Draw the block that moved, the way it took and when that was decided."""
        old = self._block(was, "old")
        new = self._block(self.now, "new")
        decided = self._at(self.now.decided_on)
        if not self.classes[decided]:
            # Its own label stands below the rail, where none of the dates' can be.
            self._tag(decided, self._decided())
        self.classes[decided].add("today")
        if old is None:
            self._tag(new, date_text(self.now, self.language))
            return
        if new is None or new == old:
            text = date_text(was if new is None else self.now, self.language)
            self._tag(old, text)
            return
        self._arc(old, new)
        self._two_tags(old, new, was)

    def _arc(self, old: int, new: int) -> None:
        early, late = min(old, new), max(old, new)
        self.classes[early].add("arc-first")
        self.classes[late].add("arc-last")
        self.classes[new].add("arc-head")
        for index in range(early + 1, late):
            self.classes[index].add("arc-through")

    def _two_tags(self, old: int, new: int, was: ScheduleRevision) -> None:
        self.tags[old] = date_text(was, self.language)
        self.tags[new] = date_text(self.now, self.language)
        early, late = min(old, new), max(old, new)
        if (late - early) / self.length >= FAR_APART:
            self.classes[late].add("tag-back")
            return
        # Too close for one line: the old label moves up.
        self.classes[old] |= {"tag-up", *self._side(old)}
        self.classes[new] |= self._side(new)

    def _tag(self, index: int | None, text: str) -> None:
        if index is not None:
            self.tags[index] = text
            self.classes[index] |= self._side(index)

    def _side(self, index: int) -> set[str]:
        return {"tag-back"} if index / self.length > NEAR_THE_END else set()

    def _month(self, month: date) -> Month:
        index = self._at(month)
        classes = " ".join(
            sorted(self.classes[index] | ({"y"} if month.month == 1 else set()))
        )
        return Month(
            letter=month_letter(month, self.language),
            classes=classes,
            tag=self.tags.get(index, ""),
        )

    def _decided(self) -> str:
        day = day_text(self.now.decided_on, self.language)
        return _("Decided %(day)s") % {"day": day}

    def _label(self) -> str:
        years = " – ".join(str(year) for year, _same in groupby(self._ends()))
        now = date_text_in_words(self.now, self.language)
        if self.was is None:
            return _("Time line of %(years)s: %(now)s.") % {"years": years, "now": now}
        return _("Time line of %(years)s: the event moved from %(was)s to %(now)s.") % {
            "years": years,
            "was": date_text_in_words(self.was, self.language),
            "now": now,
        }

    def _ends(self) -> tuple[int, int]:
        return self.years[0], self.years[-1]


def _dates(decision: ScheduleRevision) -> tuple[object, ...]:
    return (decision.date_precision, decision.starts_on, decision.ends_on)
