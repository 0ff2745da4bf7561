import pytest
import time_machine
from django.urls import reverse

from conference.core import repeat
from registration.notices.models import Decision
from registration.notices.operations import announcing
from tests.factories.attendance import RegistrationFactory
from tests.factories.notices import HOUR, MAY_7, delivery_to, person
from tests.factories.notices import newsroom as build
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_may():
    with time_machine.travel(MAY_7 + HOUR, tick=False):
        yield


def page_of(notice):
    return reverse("notices:notice", args=[notice.pk])


def test_without_notices_the_page_says_what_will_come(client, newsroom):
    client.force_login(UserFactory())

    page = client.get(reverse("notices:list")).content.decode()

    assert "No notices yet." in page


def test_a_person_reads_answers_and_finds_the_answer_in_the_list(client, newsroom):
    linh = person()
    notice = newsroom.announced()
    client.force_login(linh.account)

    before = client.get(reverse("notices:list")).content.decode()
    client.get(page_of(notice))
    posted = client.post(page_of(notice), {"choice": "remote", repeat.FIELD: "once"})
    after = client.get(reverse("notices:list")).content.decode()

    linh.refresh_from_db()
    delivery = delivery_to(notice, linh)
    assert "ITU Digital World moves to September 2021" in before
    assert "Not opened here yet." in before
    assert (posted.status_code, posted.url) == (302, page_of(notice))
    assert (linh.attendance_mode, delivery.decision.via) == ("remote", "page")
    assert delivery.read_at == MAY_7 + HOUR
    assert "You answered: Attend online instead." in after


def test_a_notice_is_read_by_its_own_people_only(client, newsroom):
    person()
    notice = newsroom.announced()
    client.force_login(UserFactory())

    answers = [
        client.get(page_of(notice)).status_code,
        client.post(page_of(notice), {"choice": "withdraw"}).status_code,
        client.get("/my/notices/999999/").status_code,
        client.get("/my/notices/99999999999999999999/").status_code,
    ]

    assert answers == [404, 404, 404, 404]
    assert Decision.objects.count() == 0


def test_nobody_reads_notices_without_signing_in(client, newsroom):
    notice = newsroom.announced()

    assert client.get(page_of(notice)).status_code == 302
    assert client.get(reverse("notices:list")).status_code == 302


def test_a_notice_that_was_taken_back_is_gone(client, newsroom):
    linh = person()
    notice = newsroom.announced()
    announcing.take_back(notice.pk, by=newsroom.approver, now=MAY_7 + HOUR)
    client.force_login(linh.account)

    assert client.get(page_of(notice)).status_code == 404
    assert "No notices yet." in client.get(reverse("notices:list")).content.decode()


def test_a_refused_answer_is_a_sentence_and_no_error(client, newsroom):
    linh = person()
    notice = newsroom.announced()
    client.force_login(linh.account)

    response = client.post(page_of(notice), {"choice": "maybe", repeat.FIELD: "once"})

    assert response.status_code == 409
    assert "This is not one of the answers." in response.content.decode()


def test_who_is_not_decided_reads_that_nothing_is_asked(client, newsroom):
    submitted = RegistrationFactory()
    notice = newsroom.announced()
    client.force_login(submitted.account)

    page = client.get(page_of(notice)).content.decode()

    assert "Your request stays as it is." in page
    assert 'name="choice"' not in page


@pytest.mark.parametrize("notices", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    client, notices, db, django_assert_num_queries
):
    linh = person()
    for number in range(1, notices + 1):
        build(number=number, name=f"ITU Digital World {2020 + number}").announced()
    client.force_login(linh.account)
    client.get(reverse("notices:list"))

    with django_assert_num_queries(6):
        client.get(reverse("notices:list"))
