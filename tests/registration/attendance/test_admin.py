import pytest
from django.contrib.auth.models import Group

from tests.factories.attendance import SeatFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SEATS = "/desk/attendance/seat/"


@pytest.mark.parametrize("seats", [1, 3])
def test_seats_are_looked_at_and_not_changed(
    client, seats, django_assert_max_num_queries
):
    person = UserFactory(staff=True)
    person.groups.add(Group.objects.get(name="Auditor"))
    client.force_login(person)
    made = [SeatFactory() for _ in range(seats)]

    with django_assert_max_num_queries(16):
        page = client.get(SEATS)
    one = client.get(f"{SEATS}{made[0].pk}/change/")
    changed = client.post(f"{SEATS}{made[0].pk}/change/", {"state": "released"})

    assert page.context["cl"].result_count == seats
    assert (one.status_code, changed.status_code) == (200, 403)
    assert client.get(f"{SEATS}add/").status_code == 403
