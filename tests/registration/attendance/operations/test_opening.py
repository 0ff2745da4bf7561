import pytest

from registration.attendance.models import ParticipantCategory, Registration
from registration.attendance.operations import opening
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("quota", "states"),
    [
        (1, ["approved", "waiting", "waiting"]),
        (2, ["approved", "approved", "waiting"]),
        (None, ["approved", "approved", "approved"]),
    ],
)
def test_more_places_go_to_those_in_line_as_far_as_they_reach(
    now, letters, quota, states
):
    category = ParticipantCategoryFactory(quota=1, last_waiting_number=2)
    RegistrationFactory(category=category, approved=True)
    for number in (1, 2):
        RegistrationFactory(category=category, waiting=True, waiting_number=number)
    stale = ParticipantCategory.objects.get(pk=category.pk)
    stale.quota, stale.places_taken, stale.last_waiting_number = quota, 0, 0

    opening.save_category(stale, now=now)

    category.refresh_from_db()
    assert (
        list(Registration.objects.order_by("pk").values_list("state", flat=True))
        == states
    )
    assert (category.places_taken, category.last_waiting_number) == (
        states.count("approved"),
        2,
    )
    assert len(letters()) == states.count("approved") - 1


def test_fewer_places_than_are_taken_is_refused(now):
    category = ParticipantCategoryFactory(quota=2)
    RegistrationFactory.create_batch(2, category=category, approved=True)
    category.quota = 1

    with pytest.raises(opening.PlacesAreTaken):
        opening.save_category(category, now=now)

    category.refresh_from_db()
    assert category.quota == 2
