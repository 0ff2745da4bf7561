"""A person reads on the site what they were told of moved sessions."""

import pytest
from django.urls import reverse

from tests.factories.moving import ScheduleDeliveryFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def page_of(delivery):
    return reverse("notices:schedule-notice", args=[delivery.notice_id])


def test_the_list_leads_to_the_letter_and_remembers_that_it_was_read(client):
    delivery = ScheduleDeliveryFactory()
    client.force_login(delivery.account)

    listed = client.get(reverse("notices:list")).content.decode()
    page = client.get(page_of(delivery)).content.decode()
    again = client.get(reverse("notices:list")).content.decode()

    assert page_of(delivery) in listed
    assert "Moved: Open networks" in page
    assert "Tue 8 Sep 2020, 14:00 to 15:00 Ha Noi, Hall A" in page
    assert ["Not opened here yet." in text for text in (listed, again)] == [True, False]


def test_a_letter_is_read_by_its_own_person_only(client):
    delivery = ScheduleDeliveryFactory()
    client.force_login(UserFactory())

    assert client.get(page_of(delivery)).status_code == 404


def test_a_letter_about_several_sessions_says_how_many(client):
    delivery = ScheduleDeliveryFactory()
    delivery.items *= 2
    delivery.save()
    client.force_login(delivery.account)

    page = client.get(page_of(delivery)).content.decode()

    assert "<h1" in page
    assert "2 of your sessions changed" in page


@pytest.mark.parametrize("letters", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    client, letters, django_assert_num_queries
):
    account = UserFactory()
    for _ in range(letters):
        ScheduleDeliveryFactory(account=account)
    client.force_login(account)
    client.get(reverse("notices:list"))

    with django_assert_num_queries(5):
        client.get(reverse("notices:list"))
