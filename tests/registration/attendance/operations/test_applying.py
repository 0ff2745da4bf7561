from datetime import timedelta

import pytest

from registration.attendance.models import Registration, RegistrationStep
from registration.attendance.operations import applying, placing
from tests.factories.attendance import (
    MARCH,
    ParticipantCategoryFactory,
    RegistrationFactory,
)
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
AT_ONCE = {"code": "public_visitor", "approval": "nobody"}
ANSWERS = {
    "family_name": "Nguyễn",
    "given_name": "Thị Thuỳ Linh",
    "badge_name": "Thuỳ Linh Nguyễn",
    "organisation": "Ministry of Samples",
    "country": "VN",
}


def kinds_of(registration):
    return list(registration.steps.order_by("pk").values_list("kind", flat=True))


def test_a_request_begins_with_what_the_profile_knows(now):
    person = UserFactory(
        family_name="Нурланова", given_name="", country="KZ", language="ru"
    )

    registration = applying.start(person, edition_id=EditionFactory().pk, now=now)

    assert (
        registration.family_name,
        registration.given_name,
        registration.badge_name,
        registration.country,
        registration.language,
        kinds_of(registration),
    ) == ("Нурланова", "", "Нурланова", "KZ", "ru", ["started"])


def test_beginning_twice_gives_the_same_request(now):
    person, edition = UserFactory(), EditionFactory()

    first = applying.start(person, edition_id=edition.pk, now=now)
    second = applying.start(person, edition_id=edition.pk, now=now)

    assert (first.pk, kinds_of(first)) == (second.pk, ["started"])


def test_a_request_that_was_not_approved_may_be_begun_anew(now):
    old = RegistrationFactory(rejected=True)

    new = applying.start(old.account, edition_id=old.edition_id, now=now)

    assert (new.pk != old.pk, new.state) == (True, "draft")


def test_a_draft_keeps_each_step(now):
    draft = RegistrationFactory(draft=True, organisation="")
    later = now + timedelta(minutes=1)

    saved = applying.save_answers(
        draft.pk,
        answers={"organisation": "Independent"},
        seen_at=draft.changed_at,
        now=later,
    )

    draft.refresh_from_db()
    assert (draft.organisation, draft.changed_at, kinds_of(draft)) == (
        "Independent",
        later,
        [],
    )
    assert saved.changed_at == later


def test_the_same_answers_again_change_nothing(now):
    draft = RegistrationFactory(draft=True)

    applying.save_answers(
        draft.pk,
        answers={"organisation": draft.organisation},
        seen_at=now - timedelta(days=1),
        now=now + timedelta(days=1),
    )

    draft.refresh_from_db()
    assert draft.changed_at == now


def test_an_empty_profile_learns_what_is_typed(now):
    person = UserFactory(family_name="", given_name="")
    draft = applying.start(person, edition_id=EditionFactory().pk, now=now)

    applying.save_answers(draft.pk, answers=ANSWERS, seen_at=None, now=now)

    person.refresh_from_db()
    assert (person.family_name, person.given_name, person.country) == (
        "Nguyễn",
        "Thị Thuỳ Linh",
        "VN",
    )


def test_a_filled_profile_stays_as_it_is(now):
    person = UserFactory(family_name="Trần", given_name="An", country="FR")
    draft = applying.start(person, edition_id=EditionFactory().pk, now=now)

    applying.save_answers(draft.pk, answers=ANSWERS, seen_at=None, now=now)

    person.refresh_from_db()
    assert (person.family_name, person.given_name, person.country) == (
        "Trần",
        "An",
        "FR",
    )


def test_fields_that_are_not_answers_cannot_be_saved_through_answers(now):
    draft = RegistrationFactory(draft=True)

    applying.save_answers(
        draft.pk,
        answers={"state": "approved", "number": "DW21-AAAA-AA", "account_id": 1},
        seen_at=None,
        now=now,
    )

    draft.refresh_from_db()
    assert (draft.state, draft.number) == ("draft", None)


def test_a_second_window_does_not_overwrite_the_first(now):
    draft = RegistrationFactory(draft=True)
    seen_by_both = draft.changed_at
    applying.save_answers(
        draft.pk,
        answers={"position": "Minister"},
        seen_at=seen_by_both,
        now=now + timedelta(seconds=1),
    )

    with pytest.raises(placing.ChangedMeanwhile):
        applying.save_answers(
            draft.pk,
            answers={"position": "Adviser"},
            seen_at=seen_by_both,
            now=now + timedelta(seconds=2),
        )

    draft.refresh_from_db()
    assert draft.position == "Minister"


@pytest.mark.parametrize("state", ["submitted", "waiting"])
def test_answers_change_while_the_request_is_undecided_and_the_history_says_so(
    now, state
):
    registration = RegistrationFactory(**({state: True} if state == "waiting" else {}))

    applying.save_answers(
        registration.pk,
        answers={"position": "Minister"},
        seen_at=None,
        now=now,
    )

    registration.refresh_from_db()
    assert (registration.position, kinds_of(registration)) == ("Minister", ["changed"])


def test_a_sent_request_stays_complete(now):
    registration = RegistrationFactory()

    with pytest.raises(applying.AnswersMissing):
        applying.save_answers(
            registration.pk, answers={"organisation": ""}, seen_at=None, now=now
        )

    registration.refresh_from_db()
    assert registration.organisation == "Ministry of Samples"


@pytest.mark.parametrize("state", ["approved", "rejected", "withdrawn"])
def test_decided_answers_stand(now, state):
    registration = RegistrationFactory(**{state: True})

    with pytest.raises(applying.AlreadyDecided):
        applying.save_answers(
            registration.pk, answers={"position": "Minister"}, seen_at=None, now=now
        )


def test_a_draft_chooses_its_category(now):
    draft = RegistrationFactory(draft=True, category=None)
    category = ParticipantCategoryFactory()

    applying.choose_category(draft.pk, category_id=category.pk, seen_at=None, now=now)

    draft.refresh_from_db()
    assert draft.category == category


def test_a_sent_request_keeps_its_category(now):
    registration = RegistrationFactory()
    other = ParticipantCategoryFactory(code="media")

    with pytest.raises(applying.CategoryIsSettled):
        applying.choose_category(
            registration.pk, category_id=other.pk, seen_at=None, now=now
        )


@pytest.mark.parametrize(
    ("times", "refusal"),
    [
        ({"opens_at": MARCH + timedelta(seconds=1)}, applying.CategoryNotOpenYet),
        ({"closes_at": MARCH}, applying.CategoryClosed),
    ],
)
def test_a_category_outside_its_times_takes_no_request(now, times, refusal):
    category = ParticipantCategoryFactory(**times)
    draft = RegistrationFactory(draft=True, category=None)
    ready = RegistrationFactory(draft=True, category=category)

    with pytest.raises(refusal):
        applying.choose_category(
            draft.pk, category_id=category.pk, seen_at=None, now=now
        )
    with pytest.raises(refusal):
        applying.submit(ready.account, now=now)

    assert set(Registration.objects.values_list("state", flat=True)) == {"draft"}


def test_a_category_opens_and_closes_to_the_second(now):
    category = ParticipantCategoryFactory(
        opens_at=now, closes_at=now + timedelta(seconds=1)
    )
    draft = RegistrationFactory(draft=True, category=category)

    assert applying.submit(draft.account, now=now).state == "submitted"


def test_a_sent_request_waits_for_an_organiser_and_is_acknowledged(now, letters):
    draft = RegistrationFactory(draft=True)

    registration = applying.submit(draft.account, now=now)

    registration.refresh_from_db()
    assert (registration.state, registration.submitted_at, registration.number) == (
        "submitted",
        now,
        None,
    )
    assert kinds_of(registration) == ["submitted"]
    assert letters() == [(draft.account.email, "registration_acknowledged")]


def test_where_nobody_has_to_approve_the_place_is_given_at_once(now, letters):
    category = ParticipantCategoryFactory(**AT_ONCE)
    draft = RegistrationFactory(draft=True, category=category)

    registration = applying.submit(draft.account, now=now)

    registration.refresh_from_db()
    category.refresh_from_db()
    assert (registration.state, registration.decided_at, registration.decided_by) == (
        "approved",
        now,
        None,
    )
    assert registration.number.startswith("DW21-")
    assert len(registration.badge_token) >= 22
    assert kinds_of(registration) == ["submitted", "approved"]
    assert category.places_taken == 1
    assert letters() == [(draft.account.email, "registration_confirmed")]


def test_in_a_full_category_people_stand_in_line_in_the_order_they_came(now, letters):
    category = ParticipantCategoryFactory(**AT_ONCE, quota=1)
    drafts = RegistrationFactory.create_batch(3, draft=True, category=category)

    for draft in drafts:
        applying.submit(draft.account, now=now)

    rows = Registration.objects.order_by("pk").values_list("state", "waiting_number")
    assert list(rows) == [("approved", None), ("waiting", 1), ("waiting", 2)]
    assert [template for _to, template in letters()] == [
        "registration_confirmed",
        "registration_waiting",
        "registration_waiting",
    ]


def test_what_is_missing_is_refused_before_sending(now, letters):
    draft = RegistrationFactory(draft=True, organisation="", country="")

    with pytest.raises(applying.AnswersMissing):
        applying.submit(draft.account, now=now)

    assert (applying.missing_answers(draft), letters()) == (
        ["organisation", "country"],
        [],
    )


def test_a_sent_request_is_not_sent_again(now, letters):
    registration = RegistrationFactory()

    with pytest.raises(placing.NotPossibleNow):
        applying.submit(registration.account, now=now)

    assert (letters(), RegistrationStep.objects.count()) == ([], 0)
