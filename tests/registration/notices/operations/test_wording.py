from datetime import date

import pytest
from i18nfield.strings import LazyI18nString

from registration.notices.models import Notice
from registration.notices.operations import wording
from registration.notices.words.catalogue import LANGUAGES
from registration.notices.words.filling import check_placeholders
from registration.notices.words.phrases import Kind
from tests.factories.editions import ScheduleRevisionFactory
from tests.factories.notices import JUNE_30, MAY_7
from tests.factories.notices import newsroom as build

pytestmark = pytest.mark.django_db

OCTOBER = {
    "to_september_2021": False,
    "name": "ITU Digital World 2021",
    "starts_on": date(2021, 10, 12),
    "ends_on": date(2021, 10, 14),
    "decided_on": date(2021, 1, 15),
}


def texts(room, **terms):
    terms = {"answer_by": JUNE_30, "next_update_on": date(2020, 9, 30)} | terms
    notice = Notice(
        revision=room.revision, written_by=room.writer, written_at=MAY_7, **terms
    )
    return wording.default_texts(notice)


def test_a_postponement_is_told_from_its_facts():
    assert texts(build())["en"] == {
        "subject": "Postponed: ITU Digital World moves to September 2021",
        "headline": "ITU Digital World moves to September 2021",
        "lead": (
            "We have postponed the event. It was planned for 6 to 9 September 2020."
            " You do not have to register again."
        ),
        "was": "6 to 9 September 2020, Ha Noi, Viet Nam",
        "now": "September 2021, Ha Noi, Viet Nam",
        "now_note": (
            "The day is not fixed yet. The name becomes ITU Digital World 2021."
        ),
        "for_you": "Your registration {number} stays valid. You keep your place.",
        "for_you_open": "Your request stays as it is. We handle it as before.",
        "you_can": (
            "Answer until {deadline}, or do nothing."
            " If you say nothing, you keep your place."
        ),
        "you_can_open": (
            "Do nothing. On your page you can look at your request, change it or"
            " withdraw it."
        ),
        "stays": (
            "Your registration, your number {number} and your category: {category}.\n"
            "The approval of your registration.\n"
            "Your calendar entry is updated by this mail: the old days are taken out."
        ),
        "stays_open": (
            "Your request and everything you told us.\n"
            "Your place in line, if you are on the waiting list."
        ),
        "out_of_date": (
            "Visa support letters, hotel bookings and journeys for the old plan,"
            " 6 to 9 September 2020. Do not use such a letter any more."
            " You can ask for a new letter when the day is fixed."
        ),
        "why": (
            "It is not safe to meet in 2020."
            " Decided on 7 May 2020 by: ITU and the Ministry."
            " We write again by 30 September 2020, with more news or without."
        ),
        "contact": "Questions? Write to help@digital-world.example.org.",
    }


@pytest.mark.parametrize(
    ("facts", "kind", "subject"),
    [
        ({}, Kind.POSTPONED, "Postponed: ITU Digital World moves to September 2021"),
        (
            {"date_precision": "open", "starts_on": None, "ends_on": None},
            Kind.UNDATED,
            "Postponed: ITU Digital World waits for a new date",
        ),
        (
            OCTOBER,
            Kind.POSTPONED,
            "Postponed: ITU Digital World moves to 12–14 October 2021",
        ),
        (
            OCTOBER | {"delivery_format": "virtual"},
            Kind.ONLINE,
            "Now online: ITU Digital World takes place online, 12–14 October 2021",
        ),
        (
            {
                "to_september_2021": False,
                "starts_on": date(2020, 8, 1),
                "ends_on": date(2020, 8, 2),
            },
            Kind.MOVED,
            "Moved: ITU Digital World moves to 1–2 August 2020",
        ),
        (
            {"to_september_2021": False, "delivery_format": "hybrid"},
            Kind.FORMAT,
            "New format: ITU Digital World: In person and online, 6–9 September 2020",
        ),
        (
            {"to_september_2021": False, "city": LazyI18nString({"en": "Geneva"})},
            Kind.PLACE,
            "New place: ITU Digital World takes place in Geneva",
        ),
        (
            {"to_september_2021": False, "name": "ITU Digital World 2021"},
            Kind.NAME,
            "New name: ITU Digital World 2020 becomes ITU Digital World 2021",
        ),
        (
            {"to_september_2021": False, "theme": LazyI18nString({"en": "Apart"})},
            Kind.OTHER,
            "News: A new decision about ITU Digital World",
        ),
    ],
)
def test_the_subject_begins_with_the_kind_of_change(facts, kind, subject):
    room = build(**facts)

    assert wording.kind_of(room.edition.in_force, room.revision) == kind
    assert texts(room)["en"]["subject"] == subject


def test_days_that_become_known_within_their_month_are_a_date_and_no_delay():
    room = build()
    room.edition.in_force = ScheduleRevisionFactory(
        edition=room.edition, number=2, announced=True, to_september_2021=True
    )
    room.revision.starts_on = date(2021, 9, 14)
    room.revision.ends_on = date(2021, 9, 16)
    room.revision.date_precision = "day"

    assert wording.kind_of(room.edition.in_force, room.revision) == Kind.DATED


def test_a_reason_is_quoted_where_it_was_not_translated():
    whys = {language: words["why"] for language, words in texts(build()).items()}

    assert whys["vi"].startswith("Năm 2020 chưa an toàn. Quyết định ngày 7 tháng 5")
    assert whys["fr"].startswith("En anglais : « It is not safe to meet in 2020. »")


@pytest.mark.parametrize(
    "facts", [{}, OCTOBER, OCTOBER | {"delivery_format": "virtual"}]
)
def test_every_language_has_every_part_with_known_placeholders_only(facts):
    made = texts(build(**facts))

    assert set(made) == set(LANGUAGES)
    for words in made.values():
        assert set(words) == set(wording.FIELDS)
        for part in words.values():
            check_placeholders(part)
            assert "$" not in part


def test_braces_in_a_fact_never_become_a_placeholder():
    reason = LazyI18nString({"en": "Because {user.password} {number}"})

    made = texts(build(reason=reason))

    assert made["en"]["why"].startswith("Because (user.password) (number).")
