"""The dates of a decision in words: a day, a month or not known, in seven languages.

Month names are Django's own; how a language joins day, month and year stands here,
so that a page, a mail and a calendar say it alike without asking a message file.
"""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils import translation
from django.utils.dateformat import format as date_part


class Dated(Protocol):
    """Anything with the dates of a decision."""

    date_precision: str
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one language writes days, months and ranges.

    `{d} {m} {y}` are day, month and year, numbered where there are two; `{to}` stands
    between the ends of a range: a dash, or the word where a dash would be lost. `{g}`
    is the month in the genitive, and `before` goes ahead of a range told in words.
    """

    day: str
    days_of_month: str
    days_of_year: str
    days: str
    month: str
    months_of_year: str
    months: str
    dash: str
    word: str
    open: str
    month_part: str = "F"
    before: str = ""
    month_word: str = ""
    first_day: str = "1"


@dataclass(frozen=True, slots=True)
class Joint:
    """What stands between the ends of a range, close or wide, and before it."""

    to: str
    wide: str
    before: str


def _western(joint: str, word: str, tbc: str, **more: str) -> Grammar:
    """Return the grammar of languages that write day, month, year in this order."""
    day1 = f"{{d1}}{joint}{{m1}}"
    day2 = f"{{d2}}{joint}{{m2}}{joint}{{y2}}"
    return Grammar(
        day=f"{day1}{joint}{{y1}}",
        days_of_month=f"{{d1}}{{to}}{day2}",
        days_of_year=f"{day1}{{wide}}{day2}",
        days=f"{day1}{joint}{{y1}}{{wide}}{day2}",
        month=f"{{m1}}{joint}{{y1}}",
        months_of_year=f"{{m1}}{{to}}{{m2}}{joint}{{y2}}",
        months=f"{{m1}}{joint}{{y1}}{{wide}}{{m2}}{joint}{{y2}}",
        dash="–",
        word=f" {word} ",
        open=tbc,
        **more,
    )


ENGLISH = _western(" ", "to", "to be confirmed")
GRAMMARS: dict[str, Grammar] = {
    "en": ENGLISH,
    "fr": _western(" ", "au", "à confirmer", month_word=" à ", first_day="1er"),
    "es": _western(" de ", "al", "por confirmar", month_word=" a "),
    "ar": _western(" ", "إلى", "يُؤكَّد لاحقًا"),
    "vi": Grammar(
        day="{d1} tháng {m1} năm {y1}",
        days_of_month="{d1}{to}{d2} tháng {m2} năm {y2}",
        days_of_year="{d1} tháng {m1}{wide}{d2} tháng {m2} năm {y2}",
        days="{d1} tháng {m1} năm {y1}{wide}{d2} tháng {m2} năm {y2}",
        month="tháng {m1} năm {y1}",
        months_of_year="tháng {m1}{wide}tháng {m2} năm {y2}",
        months="tháng {m1} năm {y1}{wide}tháng {m2} năm {y2}",
        dash="–",
        word=" đến ",
        open="sẽ xác nhận sau",
        month_part="n",
    ),
    "ru": Grammar(
        day="{d1} {g1} {y1} года",
        days_of_month="{before}{d1}{to}{d2} {g2} {y2} года",
        days_of_year="{before}{d1} {g1}{wide}{d2} {g2} {y2} года",
        days="{before}{d1} {g1} {y1} года{wide}{d2} {g2} {y2} года",
        month="{m1} {y1} года",
        months_of_year="с {g1} по {m2} {y2} года",
        months="с {g1} {y1} года по {m2} {y2} года",
        dash="–",
        word=" по ",
        open="будет уточнено",
        before="с ",
    ),
    "zh-hans": Grammar(
        day="{y1}年{m1}月{d1}日",
        days_of_month="{y1}年{m1}月{d1}日{to}{d2}日",
        days_of_year="{y1}年{m1}月{d1}日{to}{m2}月{d2}日",
        days="{y1}年{m1}月{d1}日{to}{y2}年{m2}月{d2}日",
        month="{y1}年{m1}月",
        months_of_year="{y1}年{m1}月{to}{m2}月",
        months="{y1}年{m1}月{to}{y2}年{m2}月",
        dash="–",
        word="至",
        open="待定",
        month_part="n",
    ),
}
# Where months have no short letter of their own, the rail shows their number.
NUMBERED = frozenset({"vi", "zh-hans", "ar"})


def date_text(dated: Dated, language: str) -> str:
    """Return the date as a heading says it: "6–9 September 2020", "September 2021".

    From right to left a range always takes the word, because a dash between two
    numbers would be read from the wrong side.
    """
    if translation.get_language_info(language)["bidi"]:
        return date_text_in_words(dated, language)
    grammar = grammar_of(language)
    wide = grammar.dash if language == "zh-hans" else f" {grammar.dash} "
    return _say(dated, language, Joint(grammar.dash, wide, ""))


def date_text_in_words(dated: Dated, language: str) -> str:
    """Return the date for struck text, where a line would hide a dash: "6 to 9 ..."."""
    grammar = grammar_of(language)
    is_month = dated.date_precision == "month"
    word = (is_month and grammar.month_word) or grammar.word
    return _say(dated, language, Joint(word, word, grammar.before))


def day_text(day: date, language: str) -> str:
    """Return one day: "7 May 2020"."""
    grammar = grammar_of(language)
    with translation.override(language):
        return grammar.day.format(before="", **_parts(grammar, day, "1"))


def month_letter(month: date, language: str) -> str:
    """Return the letter or number that names a month on the rail."""
    if language in NUMBERED:
        return str(month.month)
    with translation.override(language):
        return date_part(month, "F")[0].upper()


def grammar_of(language: str) -> Grammar:
    """Return a language's grammar; English where there is none."""
    return GRAMMARS.get(language, ENGLISH)


def _say(dated: Dated, language: str, joint: Joint) -> str:
    grammar = grammar_of(language)
    if dated.starts_on is None or dated.ends_on is None:
        return grammar.open
    pattern = _pattern(grammar, dated.date_precision, dated.starts_on, dated.ends_on)
    with translation.override(language):
        parts = _parts(grammar, dated.starts_on, "1")
        parts |= _parts(grammar, dated.ends_on, "2")
        return pattern.format(
            to=joint.to, wide=joint.wide, before=joint.before, **parts
        )


def _pattern(grammar: Grammar, precision: str, first: date, last: date) -> str:
    of_month, of_year, over_years, one = (
        (grammar.month, grammar.months_of_year, grammar.months, grammar.month)
        if precision == "month"
        else (grammar.days_of_month, grammar.days_of_year, grammar.days, grammar.day)
    )
    if first == last:
        return one
    if (first.year, first.month) == (last.year, last.month):
        return of_month
    return of_year if first.year == last.year else over_years


def _parts(grammar: Grammar, day: date, which: str) -> dict[str, str]:
    month = date_part(day, grammar.month_part)
    if grammar is not ENGLISH:
        month = month.lower()
    return {
        f"d{which}": grammar.first_day if day.day == 1 else str(day.day),
        f"m{which}": month,
        f"g{which}": date_part(day, "E").lower(),
        f"y{which}": str(day.year),
    }
