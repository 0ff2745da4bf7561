import pytest
from django.db import IntegrityError

from registration.attendance.models import ParticipantCategory, Registration
from tests.factories.attendance import (
    MARCH,
    ParticipantCategoryFactory,
    RegistrationFactory,
)

pytestmark = pytest.mark.django_db


def test_a_person_has_one_live_registration_per_edition():
    first = RegistrationFactory()

    with pytest.raises(
        IntegrityError, match="registration_live_is_one_per_person_and_edition"
    ):
        RegistrationFactory(account=first.account)


def test_the_category_counts_its_approved_registrations():
    category = ParticipantCategoryFactory(quota=5)
    RegistrationFactory.create_batch(2, category=category, approved=True)
    RegistrationFactory(category=category)

    Registration.objects.filter(number="DW21-0000-00").delete()
    category.refresh_from_db()

    assert category.places_taken == Registration.objects.approved().count()


def test_a_quota_is_never_exceeded_even_by_a_bulk_statement():
    category = ParticipantCategoryFactory(quota=1)
    elsewhere = ParticipantCategoryFactory(code="academia")
    RegistrationFactory.create_batch(2, category=elsewhere, approved=True)

    with pytest.raises(IntegrityError, match="category_quota_is_never_exceeded"):
        Registration.objects.filter(category=elsewhere).update(category=category)


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ("registration_sent_is_complete", {"organisation": ""}),
        ("registration_sent_is_complete", {"country": ""}),
        ("registration_sent_is_complete", {"family_name": ""}),
        ("registration_sent_is_complete", {"badge_name": ""}),
        ("registration_sent_is_complete", {"category": None}),
        ("registration_sent_is_complete", {"submitted_at": None}),
        (
            "registration_approved_has_number_and_token",
            {"approved": True, "number": None},
        ),
        (
            "registration_approved_has_number_and_token",
            {"approved": True, "badge_token": None},
        ),
        (
            "registration_approved_has_number_and_token",
            {"approved": True, "decided_at": None},
        ),
        (
            "registration_waiting_has_its_place",
            {"waiting": True, "waiting_number": None},
        ),
        ("registration_waiting_has_its_place", {"waiting_number": 1}),
        ("registration_rejection_has_a_reason", {"rejected": True, "reason": ""}),
        ("registration_end_has_its_time", {"withdrawn": True, "ended_at": None}),
        ("registration_end_has_its_time", {"ended_at": MARCH}),
    ],
)
def test_the_database_keeps_the_rules_of_a_registration(rule, broken):
    with pytest.raises(IntegrityError, match=rule):
        RegistrationFactory(**broken)


def test_a_place_in_line_is_one_persons():
    first = RegistrationFactory(waiting=True)

    with pytest.raises(
        IntegrityError, match="registration_waiting_number_is_one_persons"
    ):
        RegistrationFactory(waiting=True, waiting_number=first.waiting_number)


@pytest.mark.parametrize("field", ["number", "badge_token"])
def test_a_number_and_a_pass_are_one_persons(field):
    first = RegistrationFactory(approved=True)

    with pytest.raises(IntegrityError, match=field):
        RegistrationFactory(approved=True, **{field: getattr(first, field)})


def test_a_code_of_a_category_is_one_per_edition():
    first = ParticipantCategoryFactory()

    with pytest.raises(IntegrityError, match="category_code_is_one_per_edition"):
        ParticipantCategory.objects.create(
            edition=first.edition, code=first.code, approval="nobody"
        )


def test_a_category_closes_after_it_opens():
    with pytest.raises(IntegrityError, match="category_closes_after_it_opens"):
        ParticipantCategoryFactory(opens_at=MARCH, closes_at=MARCH)
