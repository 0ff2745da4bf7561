"""One cell of a table: text into a value, and a value into the same text again."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from conference.core.clock import EVENT_ZONE
from conference.core.text import plain_line

# What table programs would run: a sign of a formula, whatever stands before it.
DANGEROUS: Final = re.compile(r"'*[\s;,|]*[=+\-@＝＋－＠]")
FORMULA: Final = re.compile(r"[\s;,|]*[=＝]")
BROKEN: Final = re.compile(r"#(REF!|NAME\?|VALUE!|DIV/0!|N/A|NUM!|NULL!)")
SLUG: Final = re.compile(r"[-a-zA-Z0-9_]+")
CODE: Final = re.compile(r"C-\d{8}")
YES, NO = {"yes", "true", "1", "x"}, {"no", "false", "0", ""}
LARGEST: Final = 2_147_483_647
SMALL: Final = 32_767
DIGITS: Final = 12
LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
HALF_A_SECOND: Final = timedelta(milliseconds=500)
# Years that are still there on the clocks of every zone.
YEARS: Final = range(2, 9999)
# The same moment is written in as many ways as there are programs.
TIME_FORMATS: Final = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")


class Wrong(Exception):
    """A cell that does not say what its column needs, with a sentence to repair it."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))


def defused(text: str) -> str:
    """Return text that no table program takes for a formula: an apostrophe first."""
    return f"'{text}" if DANGEROUS.match(text) else text


def as_meant(text: str) -> str:
    """Take away the apostrophe that an export of ours put before the text."""
    return text[1:] if text.startswith("'") and DANGEROUS.match(text) else text


def refuse_formula(text: str) -> None:
    """Refuse what a program would calculate: we read what is written."""
    if FORMULA.match(text):
        raise Wrong(
            _("This is a formula. Write its result, or an apostrophe before it.")
        )
    if BROKEN.fullmatch(text.strip()):
        raise Wrong(_("This formula has no result. Write what is meant."))


def line_of(most: int) -> Callable[[str], str]:
    """Return what reads one line of text."""

    def read(text: str) -> str:
        return _no_longer(plain_line(text), most)

    return read


def lines_of(most: int) -> Callable[[str], str]:
    """Return what reads several lines of text."""

    def read(text: str) -> str:
        kept = "".join(
            sign
            for sign in text.replace("\r\n", "\n").replace("\r", "\n")
            if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
        )
        return _no_longer(unicodedata.normalize("NFC", kept).strip(), most)

    return read


def number_to(most: int) -> Callable[[str], int | None]:
    """Return what reads a whole number from 0, or nothing."""

    def read(text: str) -> int | None:
        plain = text.strip().removesuffix(".0")
        if not plain:
            return None
        is_number = plain.isascii() and plain.isdecimal() and len(plain) <= DIGITS
        if not is_number or int(plain) > most:
            raise Wrong(_("Write a whole number, or leave the cell empty."))
        return int(plain)

    return read


def needed(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return what reads the same but refuses an empty cell."""

    def read_needed(text: str) -> Any:  # noqa: ANN401  what the column holds
        if not text.strip():
            raise Wrong(_("This cell must not be empty."))
        return read(text)

    return read_needed


def one_of(choices: Iterable[tuple[str, object]]) -> Callable[[str], str]:
    """Return what reads one of these words, by its code or by its name."""
    codes = list(choices)

    def read(text: str) -> str:
        meant = text.strip().casefold()
        for code, label in codes:
            if meant in {code.casefold(), str(label).casefold()}:
                return code
        raise Wrong(
            format_lazy(
                _("Write one of these: {words}."),
                words=", ".join(code for code, _label in codes),
            )
        )

    return read


def known_by(keys: Mapping[str, int], sentence: Promise) -> Callable[[str], int | None]:
    """Return what reads the code of a thing that is there, or nothing."""

    def read(text: str) -> int | None:
        code = text.strip()
        if not code:
            return None
        if code not in keys:
            raise Wrong(str(sentence).format(code=code[:60]))
        return keys[code]

    return read


def yes_or_no(text: str) -> bool:
    """Read yes or no; an empty cell says no."""
    meant = text.strip().casefold()
    if meant not in YES | NO:
        raise Wrong(_("Write yes or no."))
    return meant in YES


def languages(text: str) -> list[str]:
    """Read codes of languages with commas between them."""
    return _several(text, LANGUAGES.__contains__)


def slugs(text: str) -> list[str]:
    """Read codes with commas between them."""
    return _several(text, lambda code: bool(SLUG.fullmatch(code)) and len(code) <= 40)  # noqa: PLR2004  as the column


def session_code(text: str) -> str:
    """Read a code as ITU writes it."""
    code = text.strip().upper()
    if not CODE.fullmatch(code):
        raise Wrong(_("Write C- and eight digits, such as C-00010155."))
    return code


def slug_to(most: int) -> Callable[[str], str]:
    """Return what reads a code of small letters, digits and hyphens."""

    def read(text: str) -> str:
        code = text.strip()
        if not SLUG.fullmatch(code) or len(code) > most:
            raise Wrong(
                _("Write letters without accents, digits and hyphens, such as hall-a.")
            )
        return code

    return read


def web_address(text: str) -> str:
    """Read an address of the web, or nothing."""
    address = text.strip()
    if address:
        _valid(
            URLValidator(schemes=["https", "http"]),
            address,
            _("Write a whole address, such as https://meet.example.org/1."),
        )
    return _no_longer(address, 500)


def mail_address(text: str) -> str:
    """Read an e-mail address, or nothing."""
    address = text.strip()
    if address:
        _valid(
            validate_email,
            address,
            _("Write an e-mail address, such as linh@example.org."),
        )
    return _no_longer(address, 254)


def country(text: str) -> str:
    """Read a country by its code of two letters, or nothing."""
    code = text.strip().upper()
    if code and not countries.name(code):
        raise Wrong(_("Write the two letters of the country, such as VN."))
    return code


def moment(text: str) -> datetime | None:
    """Read a day and a time, in Ha Noi unless the text brings its own offset."""
    meant = text.strip()
    if not meant:
        return None
    at = _iso(meant) or _with_points(meant)
    if at is None or at.year not in YEARS:
        raise Wrong(
            _("Write a day and a time as 2020-09-07 09:00, on the clocks of Ha Noi.")
        )
    # Table programs count in parts of days and miss the second by a little.
    at = (at + HALF_A_SECOND).replace(microsecond=0)
    return at if at.tzinfo else at.replace(tzinfo=EVENT_ZONE)


def moment_text(at: datetime | None) -> str:
    """Write a moment on the clocks of Ha Noi."""
    if at is None:
        return ""
    local = at.astimezone(EVENT_ZONE)
    return f"{local:%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def _iso(text: str) -> datetime | None:
    if len(text) <= len("2020-09-07"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _with_points(text: str) -> datetime | None:
    for form in TIME_FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  the zone is given next
        except ValueError:
            continue
    return None


def _several(text: str, is_known: Callable[[str], bool]) -> list[str]:
    codes = list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", text.strip()))))
    for code in codes:
        if not is_known(code):
            raise Wrong(format_lazy(_("We do not know “{code}” here."), code=code[:60]))
    return codes


def _no_longer(text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong(
            format_lazy(_("This is too long: at most {most} signs."), most=most)
        )
    return text


def _valid(check: Callable[[str], None], text: str, sentence: Promise) -> None:
    try:
        check(text)
    except ValidationError as error:
        raise Wrong(sentence) from error
