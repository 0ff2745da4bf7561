"""A file that somebody brought, read into rows of text: CSV and XLSX."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, LargeZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812  it is one

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook

from conference.core.refusals import Refusal

HEAVIEST_MB: Final = 5
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 40_000
# An XLSX is a folder in a zip; ours unpack to ten times their size at most.
MOST_UNPACKED: Final = 100_000_000
BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


class FileTooHeavy(Refusal):
    """More than anybody's programme."""

    sentence = _(
        "This file is larger than %(most)s MB. Split it into smaller ones; they can be "
        "imported one after the other."
    )


class TooManyRows(Refusal):
    """More rows than anybody's programme has."""

    sentence = _(
        "This table has more than %(most)s lines. Split it into smaller ones; they can "
        "be imported one after the other."
    )


class NoTable(Refusal):
    """The file is none that we read."""

    sentence = _(
        "We cannot read this file. Save it as XLSX or as CSV with UTF-8, then bring it "
        "again."
    )


class NothingInside(Refusal):
    """There is no row."""

    sentence = _(
        "There are no lines in this table. The first line holds the names of the "
        "columns; what is to be imported follows below."
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The names of the columns, and each row with its line in the file."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read(content: bytes) -> Sheet:
    """Read a file, whatever it is called.

    Refused: FileTooHeavy, TooManyRows, NoTable, NothingInside.
    """
    if len(content) > HEAVIEST_MB * 1024 * 1024:
        raise FileTooHeavy(most=HEAVIEST_MB)
    lines = _xlsx(content) if content.startswith(b"PK") else _csv(content)
    return _sheet(lines)


def _sheet(lines: Iterable[tuple[int, list[str]]]) -> Sheet:
    rows: list[tuple[int, list[str]]] = []
    for line, cells in lines:
        if not any(cells):
            continue
        if len(rows) > MOST_ROWS:
            raise TooManyRows(most=f"{MOST_ROWS:,}")
        if len(cells) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in cells):
            raise NoTable
        rows.append((line, [cell.replace("\x00", " ") for cell in cells]))
    if len(rows) < 2:  # noqa: PLR2004  the header and one row
        raise NothingInside
    return Sheet(header=_without_tail(rows[0][1]), rows=rows[1:])


def _without_tail(cells: list[str]) -> list[str]:
    """Drop empty cells at the end, which table programs like to add."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        # What fills several lines is told by the first of them.
        begun = 1
        for cells in reader:
            yield begun, cells
            begun = reader.line_num + 1
    except csv.Error as error:
        raise NoTable from error


def _decoded(content: bytes) -> str:
    """Return the text: by its mark, else as UTF-8, else as old Windows wrote it."""
    marked = next((name for mark, name in BOMS if content.startswith(mark)), None)
    names = [marked] if marked else ["utf-8", _unmarked(content)]
    for name in names:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    raise NoTable


def _unmarked(content: bytes) -> str:
    # Every second byte of English in UTF-16 is empty; no old text has any.
    if b"\x00" not in content[:200]:
        return "cp1252"
    return "utf-16-be" if content[:1] == b"\x00" else "utf-16-le"


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _xlsx(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        _refuse_bomb(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        # What the file says of its own size may be wrong.
        sheet.reset_dimensions()
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield line, [_cell(value) for value in row]
    except BROKEN_FILES as error:
        raise NoTable from error


BROKEN_FILES: Final = (
    BadZipFile,
    LargeZipFile,
    ZlibError,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
    OverflowError,
)


def _refuse_bomb(content: bytes) -> None:
    with ZipFile(io.BytesIO(content)) as folder:
        if sum(part.file_size for part in folder.infolist()) > MOST_UNPACKED:
            raise FileTooHeavy(most=HEAVIEST_MB)


def _cell(value: object) -> str:
    """Return what a cell shows, as people would type it."""
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else "no"
        case float() if value.is_integer():
            text = str(int(value))
        case datetime():
            text = value.isoformat(sep=" ")
        case date() | time():
            text = value.isoformat()
        case _:
            text = str(value)
    return text
