from datetime import date
from types import SimpleNamespace

import pytest

from conference.editions.dates import (
    date_text,
    date_text_in_words,
    day_text,
    month_letter,
)


def dated(precision, starts_on=None, ends_on=None):
    return SimpleNamespace(
        date_precision=precision, starts_on=starts_on, ends_on=ends_on
    )


DAYS = dated("day", date(2020, 9, 6), date(2020, 9, 9))
OVER_MONTHS = dated("day", date(2020, 9, 30), date(2020, 10, 3))
MONTH = dated("month", date(2021, 9, 1), date(2021, 9, 30))
QUARTER = dated("month", date(2021, 10, 1), date(2021, 12, 31))
OPEN = dated("open")
SAID = {
    "en": (
        "6–9 September 2020",
        "6 to 9 September 2020",
        "30 September – 3 October 2020",
        "September 2021",
        "October to December 2021",
        "to be confirmed",
    ),
    "vi": (
        "6–9 tháng 9 năm 2020",
        "6 đến 9 tháng 9 năm 2020",
        "30 tháng 9 – 3 tháng 10 năm 2020",
        "tháng 9 năm 2021",
        "tháng 10 đến tháng 12 năm 2021",
        "sẽ xác nhận sau",
    ),
    "fr": (
        "6–9 septembre 2020",
        "6 au 9 septembre 2020",
        "30 septembre – 3 octobre 2020",
        "septembre 2021",
        "octobre à décembre 2021",
        "à confirmer",
    ),
    "es": (
        "6–9 de septiembre de 2020",
        "6 al 9 de septiembre de 2020",
        "30 de septiembre – 3 de octubre de 2020",
        "septiembre de 2021",
        "octubre a diciembre de 2021",
        "por confirmar",
    ),
    "ru": (
        "6–9 сентября 2020 года",
        "с 6 по 9 сентября 2020 года",
        "30 сентября – 3 октября 2020 года",
        "сентябрь 2021 года",
        "с октября по декабрь 2021 года",
        "будет уточнено",
    ),
    "zh-hans": (
        "2020年9月6日–9日",
        "2020年9月6日至9日",
        "2020年9月30日–10月3日",
        "2021年9月",
        "2021年10月至12月",
        "待定",
    ),
    "ar": (
        "6 إلى 9 سبتمبر 2020",
        "6 إلى 9 سبتمبر 2020",
        "30 سبتمبر إلى 3 أكتوبر 2020",
        "سبتمبر 2021",
        "أكتوبر إلى ديسمبر 2021",
        "يُؤكَّد لاحقًا",
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_each_language_says_days_months_and_ranges_its_own_way(language):
    said = (
        date_text(DAYS, language),
        date_text_in_words(DAYS, language),
        date_text(OVER_MONTHS, language),
        date_text(MONTH, language),
        date_text_in_words(QUARTER, language),
        date_text(OPEN, language),
    )

    assert said == SAID[language]


def test_one_day_is_said_once():
    one = dated("day", date(2020, 9, 1), date(2020, 9, 1))

    assert date_text(one, "en") == "1 September 2020"
    assert date_text(one, "fr") == "1er septembre 2020"


def test_a_range_over_new_year_names_both_years():
    new_year = dated("day", date(2020, 12, 30), date(2021, 1, 2))

    assert date_text(new_year, "en") == "30 December 2020 – 2 January 2021"


def test_an_unknown_language_reads_english():
    assert date_text(DAYS, "en-gb") == "6–9 September 2020"


def test_a_day_is_said_in_each_language():
    said = [
        day_text(date(2020, 5, 7), language) for language in ("en", "ru", "zh-hans")
    ]

    assert said == ["7 May 2020", "7 мая 2020 года", "2020年5月7日"]


def test_months_have_a_letter_or_a_number():
    letters = [
        month_letter(date(2020, 9, 1), language) for language in ("en", "ru", "vi")
    ]

    assert letters == ["S", "С", "9"]
