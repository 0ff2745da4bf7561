import pytest
from django.db import IntegrityError

from registration.attendance.models import Registration
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory

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
