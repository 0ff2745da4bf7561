"""Our tables as files, which can be brought back again."""

from collections.abc import Iterator
from typing import Any, Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tablib import Dataset

from conference.programme.exchange.cells import LANGUAGES, defused
from conference.programme.exchange.columns import Column, Known, columns
from conference.programme.exchange.existing import Facts, existing

FORMATS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Offered empty, so that whoever fills the table in sees the way.
ALWAYS: Final = ("en", "vi")


def write(kind: str, edition_id: int, form: str) -> bytes:
    """Return everything of a kind as a file, "csv" or "xlsx"."""
    table = _table(kind, edition_id)
    content = table.export(form)
    if isinstance(content, bytes):
        return content
    # Table programs know by this mark that the text is UTF-8.
    return str(content).encode("utf-8-sig")


def _table(kind: str, edition_id: int) -> Dataset:
    rows = existing(kind, edition_id)
    wide = [
        (column, language)
        for column in columns(kind, Known.of(edition_id))
        for language in _languages(column, list(rows.values()))
    ]
    table = Dataset(title=kind)
    table.headers = [
        f"{column.name}_{language}" if language else column.name
        for column, language in wide
    ]
    for facts in rows.values():
        table.append([defused(text) for text in _cells(facts, wide)])
    return table


def _languages(column: Column, rows: list[Facts]) -> list[str]:
    if not column.is_translated:
        return [""]
    used = {language for facts in rows for language in facts[column.fact]}
    return [each for each in LANGUAGES if each in used or each in ALWAYS]


def _cells(facts: Facts, wide: list[tuple[Column, str]]) -> Iterator[str]:
    for column, language in wide:
        value: Any = facts[column.fact]
        text = value.get(language, "") if language else column.write(value)
        yield ILLEGAL_CHARACTERS_RE.sub(" ", text)
