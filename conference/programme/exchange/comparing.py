"""A table beside what there is: new, changed, the same, and what cannot be read.

Nothing is written here. A few statements read what there is, whatever the number of
lines.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from conference.programme.exchange import cells, fitting
from conference.programme.exchange.columns import Column, Kind, Known, columns
from conference.programme.exchange.differences import (
    Bad,
    Comparison,
    Difference,
    Row,
)
from conference.programme.exchange.existing import Facts, existing
from conference.programme.models import Session, Upload

# What a new one is where its line says nothing.
NEW: Final[dict[str, Facts]] = {
    Kind.SESSIONS: {
        "abstract": {},
        "label": {},
        "strand_id": None,
        "room_id": None,
        "starts_at": None,
        "ends_at": None,
        "language": "en",
        "interpretation": [],
        "has_captions": False,
        "session_format": Session.Format.ON_SITE,
        "join_url": "",
        "seats": None,
        "open_to": [],
        "state": Session.State.DRAFT,
        "people": (),
    },
    Kind.PEOPLE: {
        "position": {},
        "organisation": {},
        "country": "",
        "biography": {},
        "address": "",
        "language": "en",
    },
    Kind.ROOMS: {
        "place": {},
        "seats": None,
        "online_places": None,
        "interpretation_booths": 0,
        "order": 100,
    },
}
MOST_SHOWN: Final = 160


@dataclass(frozen=True, slots=True)
class _Place:
    """One column of the file: where it stands and, if translated, its language."""

    column: Column
    language: str
    name: str


def unknown_columns(kind: str, header: Sequence[str]) -> list[str]:
    """Return what stands in the header and is no column of ours, or stands twice."""
    known = _by_name(columns(kind, Known({}, {}, {})))
    names = [_name(cell) for cell in header]
    return [
        cell or _("(no name)")
        for place, (cell, name) in enumerate(zip(header, names, strict=True))
        if name not in known or name in names[:place]
    ]


def missing_columns(header: Sequence[str]) -> list[str]:
    """Return what every table must have and this one has not."""
    return [] if "code" in map(_name, header) else ["code"]


def compare(upload: Upload) -> Comparison:
    """Compare an upload with what there is."""
    known = Known.of(upload.edition_id)
    there = existing(upload.kind, upload.edition_id)
    by_name = _by_name(columns(upload.kind, known))
    places = [by_name[_name(cell)] for cell in upload.header]
    reader = _Reader(upload.kind, places, there)
    found = Comparison()
    rows = []
    for line, texts in upload.rows:
        row = reader.row(line, texts, found.bad)
        if row is not None:
            rows.append(row)
    if upload.kind == Kind.SESSIONS:
        _fit(rows, there, known, found)
    _sort_out(rows, found)
    return found


def _fit(
    rows: list[Row], there: dict[str, Facts], known: Known, found: Comparison
) -> None:
    """Take out the sessions that cannot stand, alone or beside the others."""
    misfits = list(fitting.misfits(rows, there, known))
    found.bad += [
        Bad(row.line, column, _shown(cell), sentence)
        for row, column, cell, sentence in misfits
    ]
    lines = {row.line for row, *_said in misfits}
    rows[:] = [row for row in rows if row.line not in lines]


def _sort_out(rows: Iterable[Row], found: Comparison) -> None:
    for row in rows:
        if row.pk is None:
            found.new.append(row)
        elif row.differences:
            found.changed.append(row)
        else:
            found.same += 1
    found.bad.sort(key=lambda bad: bad.line)


class _Reader:
    """Reads lines into rows, and remembers which codes it has seen."""

    def __init__(
        self, kind: str, places: list[_Place], there: dict[str, Facts]
    ) -> None:
        self.kind = kind
        self.places = places
        self.there = there
        self.seen: dict[str, int] = {}
        self.at_code = next(
            number for number, each in enumerate(places) if each.name == "code"
        )

    def row(self, line: int, texts: list[str], bad: list[Bad]) -> Row | None:
        """Return the row of a line, or note what is bad about it."""
        wrong: list[Bad] = []
        if any(texts[len(self.places) :]):
            sentence = _("There are more cells in this line than columns.")
            wrong.append(Bad(line, "", _shown(texts[len(self.places)]), sentence))
        texts = [*texts, *[""] * len(self.places)][: len(self.places)]
        values = dict(self._values(line, texts, wrong))
        code = values.get("code", "")
        if code and code in self.seen:
            sentence = _("Line %(line)d is about the same code.") % {
                "line": self.seen[code]
            }
            wrong.append(Bad(line, "code", code, sentence))
        self.seen.setdefault(code, line)
        row = self._row(line, code, values)
        if row.pk is None and not wrong:
            wrong += self._missing(row)
        bad += wrong
        return None if wrong else row

    def _values(
        self, line: int, texts: list[str], wrong: list[Bad]
    ) -> Iterator[tuple[str, Any]]:
        """Yield facts and values; of a translated one, the words of each language."""
        words: dict[str, dict[str, str]] = {}
        for place, raw in zip(self.places, texts, strict=True):
            try:
                cells.refuse_formula(raw)
                value = place.column.read(cells.as_meant(raw))
            except cells.Wrong as refused:
                wrong.append(Bad(line, place.name, _shown(raw), str(refused)))
                continue
            if place.language:
                words.setdefault(place.column.fact, {})[place.language] = value
            else:
                yield place.column.fact, value
        yield from words.items()

    def _row(self, line: int, code: str, values: Facts) -> Row:
        before = self.there.get(code)
        whole = dict(before or NEW[self.kind])
        for place in self.places:
            fact = place.column.fact
            if fact in values:
                whole[fact] = (
                    _merged(whole.get(fact, {}), values[fact])
                    if place.language
                    else values[fact]
                )
        differences = tuple(self._differences(before, whole))
        facts = {
            place.column.fact: whole[place.column.fact]
            for place in self.places
            if place.column.fact in whole
            and (
                before is None or before[place.column.fact] != whole[place.column.fact]
            )
        }
        pk = before["pk"] if before else None
        return Row(line, code, pk, facts, whole, before, differences)

    def _differences(self, before: Facts | None, whole: Facts) -> Iterator[Difference]:
        for place in self.places:
            was = _written(place, before or {})
            now = _written(place, whole)
            if was != now:
                yield Difference(place.name, _shown(was), _shown(now))

    def _missing(self, row: Row) -> Iterator[Bad]:
        """Yield what a new one needs and its line does not say."""
        for column in dict.fromkeys(columns(self.kind, Known({}, {}, {}))):
            if column.is_needed and not row.whole.get(column.fact):
                name = f"{column.name}_en" if column.is_translated else column.name
                sentence = _("This one is new and needs it.")
                yield Bad(row.line, name, "", sentence)


def _by_name(all_columns: Iterable[Column]) -> dict[str, _Place]:
    """Return our columns by the name in the header, translated ones once a language."""
    return {
        name: _Place(column, language, name)
        for column in all_columns
        for language in (cells.LANGUAGES if column.is_translated else ("",))
        for name in [f"{column.name}_{language}" if language else column.name]
    }


def _name(cell: str) -> str:
    return cell.strip().casefold().replace(" ", "_")


def _merged(before: dict[str, str], given: dict[str, str]) -> dict[str, str]:
    """Return the words with those given instead; an empty cell takes its language away.

    The languages stand in one order, so that nothing differs by it.
    """
    both = before | given
    return {code: both[code] for code in cells.LANGUAGES if both.get(code)}


def _written(place: _Place, facts: Facts) -> str:
    if place.column.fact not in facts:
        return ""
    value = facts[place.column.fact]
    return (
        value.get(place.language, "") if place.language else place.column.write(value)
    )


def _shown(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
