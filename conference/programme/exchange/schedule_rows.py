"""A schedule.xml as lines of our table of sessions, whoever wrote the file.

Which session an event is, its id says: 10155 is C-00010155. Rooms and strands are known
by their names. What such a file does not tell (seats, format, people and their roles,
whether it is published) has no column, so that an import leaves it alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from xml.etree import ElementTree as Xml
from xml.parsers import expat

from django.conf import settings
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.programme.exchange.cells import defused
from conference.programme.exchange.reading import (
    HEAVIEST_MB,
    MOST_ROWS,
    FileTooHeavy,
    NothingInside,
    Sheet,
    TooManyRows,
)
from conference.programme.exchange.schedule import LAST_ID, code_of
from conference.programme.exchange.shapes import words
from conference.programme.models import Room, Session, Strand

DEEPEST: Final = 20
LANGUAGE: Final = re.compile(r"\btexts in: ([a-z-]{2,10})\b")
LONG: Final = len(str(LAST_ID)) + 1
DURATION: Final = re.compile(r"(\d{1,3}):([0-5]\d)(?::\d{2})?")
LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
# Other programs call everything a lecture or a workshop.
USUAL_TYPE: Final = Session.Type.FORUM_PANEL


class NoSchedule(Refusal):
    """The file is no schedule.xml that we read."""

    sentence = _(
        "We cannot read this file as a schedule.xml. Take it anew from the program "
        "that wrote it, or bring a table as XLSX or CSV."
    )


@dataclass(frozen=True, slots=True)
class Names:
    """Codes of rooms and strands by each of their names, folded."""

    rooms: Mapping[str, str]
    strands: Mapping[str, str]

    @classmethod
    def of(cls, edition_id: int) -> "Names":
        """Read the names that there are: two statements."""
        rooms = Room.objects.filter(edition_id=edition_id)
        strands = Strand.objects.filter(edition_id=edition_id)
        return cls(_by_name(rooms), _by_name(strands))


def is_schedule(content: bytes) -> bool:
    """Whether the content begins as XML does, and as no table of ours."""
    start = content[:200].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith(b"<")


def read(content: bytes, names: Names) -> Sheet:
    """Return a line for each event, as people would type it into our table.

    Its number is the line of the file. Refused: FileTooHeavy, TooManyRows, NoSchedule,
    NothingInside.
    """
    if len(content) > HEAVIEST_MB * 1024 * 1024:
        raise FileTooHeavy(most=HEAVIEST_MB)
    tree = _Tree()
    root = tree.read(content)
    if root.tag != "schedule":
        raise NoSchedule
    rows = [
        (tree.lines[event], _cells(event, day, names)) for day, event in _events(root)
    ]
    if not rows:
        raise NothingInside
    if len(rows) > MOST_ROWS:
        raise TooManyRows(most=f"{MOST_ROWS:,}")
    return Sheet(header=_header(tree.language), rows=rows)


def _header(language: str) -> list[str]:
    texts = [f"{name}_{language}" for name in ("title", "label", "abstract")]
    return ["code", *texts, "type", "strand", "room", "starts", "ends", "language"]


def _events(root: Xml.Element) -> Iterator[tuple[Xml.Element, Xml.Element]]:
    for day in root.iterfind("day"):
        for event in day.iterfind("room/event"):
            yield day, event


def _cells(event: Xml.Element, day: Xml.Element, names: Names) -> list[str]:
    starts, ends = _slot(event, day)
    return [
        _code(event.get("id", "").strip()),
        defused(_said(event, "title")),
        defused(_said(event, "subtitle")),
        defused(_said(event, "abstract") or _said(event, "description")),
        _type(_said(event, "type")),
        _named(_said(event, "track"), names.strands),
        _named(_said(event, "room"), names.rooms),
        starts,
        ends,
        _language(_said(event, "language")),
    ]


def _said(event: Xml.Element, name: str) -> str:
    return (event.findtext(name) or "").strip()


def _code(event_id: str) -> str:
    """Return the code; an id that makes none stays, and is told as it is."""
    is_number = event_id.isascii() and event_id.isdecimal() and len(event_id) < LONG
    if not is_number or not 1 <= int(event_id) <= LAST_ID:
        return event_id
    return code_of(int(event_id))


def _slot(event: Xml.Element, day: Xml.Element) -> tuple[str, str]:
    """Return start and end; what cannot be read stays, and is told as it is."""
    written = _said(event, "date")
    length = DURATION.fullmatch(_said(event, "duration"))
    try:
        starts_at = datetime.fromisoformat(written)
    except ValueError:
        return _on_the_day(event, day), _said(event, "duration")
    if length is None:
        return _written(starts_at), _said(event, "duration")
    hours, minutes = map(int, length.groups())
    try:
        ends_at = starts_at + timedelta(hours=hours, minutes=minutes)
    except OverflowError:
        return _written(starts_at), _said(event, "duration")
    return _written(starts_at), _written(ends_at)


def _on_the_day(event: Xml.Element, day: Xml.Element) -> str:
    return f"{day.get('date', '')} {_said(event, 'start')}".strip()


def _written(instant: datetime) -> str:
    return instant.isoformat(sep=" ")


def _type(name: str) -> str:
    return _types().get(name.casefold(), USUAL_TYPE)


@lru_cache(maxsize=1)
def _types() -> dict[str, str]:
    """Return our types by code and by name, in each language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            for code, label in Session.Type.choices:
                found[str(label).casefold()] = code
                found[code] = code
    return found


def _named(name: str, codes: Mapping[str, str]) -> str:
    """Return the code for a name; an unknown one as a code, for the table to refuse."""
    return codes.get(name.casefold()) or slugify(name) or name


def _by_name(things: Iterable[Room | Strand]) -> dict[str, str]:
    return {
        name.casefold(): thing.code
        for thing in things
        for name in (thing.code, *words(thing.name).values())
    }


def _language(name: str) -> str:
    """Return the code as we write it: en for en-US, zh-hans for zh."""
    code = name.replace("_", "-").casefold()
    begun = (known for known in LANGUAGES if known.split("-")[0] == code.split("-")[0])
    return code if code in LANGUAGES else next(begun, code) or settings.LANGUAGE_CODE


@dataclass
class _Tree:
    """A document without a type declared, as there a small file becomes a vast one."""

    builder: Xml.TreeBuilder = field(default_factory=Xml.TreeBuilder)
    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)
    depth: int = 0
    language: str = settings.LANGUAGE_CODE
    lines: dict[Xml.Element, int] = field(default_factory=dict)

    def read(self, content: bytes) -> Xml.Element:
        """Return the root. Refused: NoSchedule."""
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.builder.data
        self.parser.CommentHandler = self._comment
        try:
            self.parser.Parse(content, True)  # noqa: FBT003  its only form
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise NoSchedule from error
        return self.builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NoSchedule
        element = self.builder.start(name, attributes)
        if name == "event":
            self.lines[element] = self.parser.CurrentLineNumber

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(name)

    def _comment(self, text: str) -> None:
        found = LANGUAGE.search(text)
        if found and found.group(1) in LANGUAGES:
            self.language = found.group(1)

    def _refuse(self, *_declared: object) -> None:
        raise NoSchedule
