from datetime import UTC, datetime, timedelta

import pytest
from i18nfield.strings import LazyI18nString

from conference.mailroom.models import Letter
from registration.notices import queries
from registration.notices.models import Delivery
from registration.notices.operations import answering, drafting
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.factories.notices import (
    HOUR,
    JUNE_30,
    MAY_7,
    delivery_to,
    person,
)
from tests.factories.notices import (
    newsroom as build,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def shares(rows):
    return [(row.code, row.people) for row in rows]


def test_the_effect_counts_everybody_who_is_touched(newsroom):
    media = ParticipantCategoryFactory(
        edition=newsroom.edition,
        code="media",
        name=LazyI18nString({"en": "Media"}),
        closes_at=datetime(2020, 7, 31, 17, 0, tzinfo=UTC),
    )
    person(country="VN", language="vi")
    person(country="VN", language="vi", attendance_mode="remote")
    RegistrationFactory(country="FR", language="fr", category=media)
    RegistrationFactory(draft=True, country="", category=None)
    RegistrationFactory(withdrawn=True)

    effect = queries.effect(newsroom.revision, now=MAY_7)

    assert effect.people == 4
    assert [(row.code, row.people, row.asked) for row in effect.by_state] == [
        ("approved", 2, True),
        ("submitted", 1, False),
        ("waiting", 0, False),
        ("draft", 1, False),
    ]
    assert [(row.label, row.people) for row in effect.by_category] == [
        ("Member State", 2),
        ("Media", 1),
        ("Not chosen yet", 1),
    ]
    assert shares(effect.by_country) == [("VN", 2), ("FR", 1), ("", 1)]
    assert shares(effect.by_language) == [("vi", 2), ("en", 1), ("fr", 1)]
    assert shares(effect.by_mode) == [("on_site", 3), ("remote", 1)]
    assert effect.undecided == 1
    assert [(d.category, d.passes_event) for d in effect.deadlines] == [(media, False)]


def test_the_effect_names_what_changes_and_what_stays(newsroom):
    changes = queries.effect(newsroom.revision, now=MAY_7).changes

    assert [(fact.code, fact.was, fact.now, fact.changed) for fact in changes] == [
        ("dates", "6 to 9 September 2020", "September 2021", True),
        ("name", "ITU Digital World 2020", "ITU Digital World 2021", True),
        (
            "place",
            "National Convention Center, Ha Noi, Viet Nam",
            "National Convention Center, Ha Noi, Viet Nam",
            False,
        ),
        ("format", "In person", "In person", False),
    ]


def test_a_new_decision_shows_which_planned_reminders_lapse(newsroom):
    notice = newsroom.announced()
    later = build(number=2, name="ITU Digital World 2022")

    lapsing = queries.effect(later.revision, now=MAY_7 + HOUR).lapsing

    assert lapsing == list(notice.reminders.order_by("due_at"))


@pytest.mark.parametrize("people", [1, 30])
def test_the_effect_costs_the_same_for_any_number(
    newsroom, people, django_assert_num_queries
):
    for _ in range(people):
        person()

    with django_assert_num_queries(7):
        queries.effect(newsroom.revision, now=MAY_7)


def test_the_gate_lists_languages_by_their_readers(newsroom):
    person(language="ru")
    person(language="ru")
    person(language="vi")
    notice = newsroom.draft()
    by = {"by": newsroom.writer, "now": MAY_7}
    for language in ("ru", "fr", "es", "zh-hans"):
        drafting.delete_text(notice.pk, language, **by)

    rows = queries.language_gate(notice)

    assert [(r.language, r.people, r.text is not None, r.is_open) for r in rows] == [
        ("ru", 2, False, True),
        ("vi", 1, True, False),
        ("ar", 0, True, False),
        ("en", 0, True, False),
    ]


def test_after_announcing_the_gate_tells_of_the_frozen_people(newsroom):
    person(language="vi")
    notice = newsroom.announced()
    person(language="ru")

    rows = {row.language: row.people for row in queries.language_gate(notice)}

    assert (rows["vi"], rows["ru"]) == (1, 0)


def test_the_states_of_a_notice_always_sum_to_the_number_addressed(newsroom):
    for _ in range(9):
        person()
    notice = newsroom.announced()
    states = [*Letter.State]
    ended = {"accepted", "failed", "uncertain", "cancelled", "suppressed"}
    for letter, state in zip(Letter.objects.order_by("pk"), states, strict=True):
        held = state in {"claimed", "handing_over"}
        Letter.objects.filter(pk=letter.pk).update(
            state=state,
            finished_at=MAY_7 if state in ended else None,
            lease_until=MAY_7 if held else None,
        )

    shown = queries.progress(notice)

    parts = (
        shown.accepted,
        shown.waiting,
        shown.failed,
        shown.uncertain,
        shown.cancelled,
        shown.suppressed,
    )
    assert parts == (1, 4, 1, 1, 1, 1)
    assert sum(parts) == shown.addressed == 9
    assert (shown.percent, shown.has_left, shown.asked, shown.answered) == (
        55,
        True,
        9,
        0,
    )


def test_the_ledger_is_searched_by_person_and_state(newsroom):
    linh = person(given_name="Linh", family_name="Nguyễn")
    an = person(given_name="An", family_name="Trần")
    notice = newsroom.announced()
    Letter.objects.filter(delivery__registration=an).update(
        state="failed", finished_at=MAY_7, smtp_words="mailbox full"
    )

    def found(**by):
        return [row.registration for row in queries.ledger(notice, **by)]

    assert found() == [linh, an]
    assert found(text="linh nguyễn") == [linh]
    assert found(text=an.account.email) == [an]
    assert found(text=linh.number) == [linh]
    assert found(state="failed") == [an]
    assert found(state="waiting") == [linh]
    assert found(text="Linh\x00", state="failed") == []


@pytest.mark.parametrize("people", [1, 30])
def test_ledger_and_progress_cost_the_same_for_any_number(
    newsroom, people, django_assert_num_queries
):
    for _ in range(people):
        person()
    notice = newsroom.announced()

    with django_assert_num_queries(4):
        for row in queries.ledger(notice):
            _ = row.letter.smtp_words, row.category.name, getattr(row, "decision", None)
        queries.progress(notice)


def test_the_tally_counts_answers_and_the_silent(newsroom):
    voters = [
        (person(country="VN", language="vi"), "keep"),
        (person(country="VN", language="vi"), "withdraw"),
        (person(country="VN", language="en"), None),
        (person(country="FR", language="fr"), "remote"),
    ]
    RegistrationFactory(country="VN")  # asked nothing
    notice = newsroom.announced()
    for registration, choice in voters:
        if choice:
            delivery = delivery_to(notice, registration)
            answering.answer(delivery.pk, choice, via="link", now=MAY_7 + HOUR)

    def rows(by):
        return [
            (r.label, r.asked, r.keep, r.remote, r.withdraw, r.silent)
            for r in queries.tally(notice, by)
        ]

    total = queries.tally_total(notice)
    assert rows("country") == [("Viet Nam", 3, 1, 0, 1, 1), ("France", 1, 0, 1, 0, 0)]
    assert rows("category") == [("Member State", 4, 1, 1, 1, 1)]
    assert rows("language") == [
        ("Tiếng Việt", 2, 1, 0, 1, 0),
        ("English", 1, 0, 0, 0, 1),
        ("Français", 1, 0, 1, 0, 0),
    ]
    assert (total.asked, total.silent) == (4, 1)


def test_my_notices_are_mine_and_newest_first(newsroom):
    linh = person()
    person()
    first = newsroom.announced()
    second = build(
        number=2, name="ITU Digital World 2022", decided_on=JUNE_30.date()
    ).announced()

    mine = queries.my_notices(linh.account, now=MAY_7 + HOUR)

    assert [(row.notice_id, row.number, row.standing.closed) for row in mine] == [
        (second.pk, 2, ""),
        (first.pk, 1, "overtaken"),
    ]
    assert queries.my_notices(UserFactory(), now=MAY_7) == []


@pytest.mark.parametrize("notices", [1, 3])
def test_my_notices_cost_the_same_for_any_number(
    db, notices, django_assert_num_queries
):
    linh = person()
    for number in range(1, notices + 1):
        build(number=number, name=f"ITU Digital World {2020 + number}").announced()

    with django_assert_num_queries(2):
        mine = queries.my_notices(linh.account, now=MAY_7 + timedelta(hours=1))

    assert len(mine) == notices == Delivery.objects.filter(account=linh.account).count()
