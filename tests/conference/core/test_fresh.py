"""What cannot be called back needs somebody who showed lately that it is they."""

import time

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from conference.config import checks, doors
from conference.core import fresh, repeat
from registration.notices.models import Notice
from tests.factories.editions import EditionFactory
from tests.factories.panel import announced, approved, organiser
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a quiet river bends"


@pytest.fixture
def writer():
    EditionFactory()
    return organiser("Notice writer")


@pytest.fixture
def someone(client):
    """Sign an organiser in, with a password, as many minutes ago as is said."""

    def sits(role, minutes):
        person = organiser(role)
        person.set_password(PASSWORD)
        person.save()
        client.force_login(person)
        session = client.session
        session[fresh.ENTERED] = time.time() - minutes * 60
        session.save()
        return person

    return sits


def url_of(name, notice, *more):
    return reverse(f"notices_desk:{name}", args=[notice.revision_id, *more])


def press(client, url, headers=None, **answers):
    sent = {repeat.FIELD: repeat.fresh_token(), **answers}
    return client.post(url, sent, headers=headers)


def asks_again(answer):
    return answer.status_code == 302 and answer.url.startswith("/account/reauth")


def test_who_came_in_long_ago_announces_only_after_showing_who_it_is(
    client, writer, someone
):
    approver = someone("Notice approver", minutes=16)
    notice = approved(writer, approver)
    page = url_of("sending", notice)
    referer = {"referer": f"http://testserver{page}"}

    first = press(client, url_of("announce", notice), how="all", headers=referer)
    notice.refresh_from_db()
    before = notice.state
    question = client.get(first.url).content.decode()
    back = client.post(first.url, {"password": PASSWORD})
    second = press(client, url_of("announce", notice), how="all", headers=referer)

    notice.refresh_from_db()
    assert asks_again(first)
    assert "Show that it is you, then press once more." in question
    assert (back.status_code, back.url, second.url) == (302, page, page)
    assert (before, notice.state) == (Notice.State.APPROVED, Notice.State.ANNOUNCED)


def test_who_just_came_in_announces_at_once(client, writer, someone):
    notice = approved(writer, someone("Notice approver", minutes=14))

    press(client, url_of("announce", notice), how="all")

    notice.refresh_from_db()
    assert notice.state == Notice.State.ANNOUNCED


def test_signing_in_is_remembered_as_the_moment_it_is(client, writer):
    client.force_login(writer)

    assert time.time() - client.session[fresh.ENTERED] < 60


def test_taking_the_ledger_out_asks_and_a_stop_does_not(client, writer, someone):
    approver = someone("Administrator", minutes=16)
    notice = announced(writer, approver)

    answers = [
        client.post(url_of("export-ledger", notice)),
        press(client, url_of("steer", notice, "stop")),
    ]

    assert [asks_again(answer) for answer in answers] == [True, False]


def test_a_part_of_a_page_is_not_filled_with_the_question(client, writer, someone):
    notice = announced(writer, someone("Administrator", minutes=16))

    answer = press(
        client, url_of("export-ledger", notice), headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/account/reauth")


def test_the_way_back_never_leads_elsewhere(client, writer, someone):
    notice = announced(writer, someone("Administrator", minutes=16))

    answer = press(
        client,
        url_of("export-ledger", notice),
        headers={"referer": "https://evil.test/desk/"},
    )

    assert answer.url == "/account/reauthenticate/?next=%2Fdesk%2F"


def test_roles_are_given_only_by_somebody_who_is_there(client, someone):
    someone("Administrator", minutes=16)
    linh = UserFactory()
    desk = Group.objects.get(name="Registration desk")
    page = reverse("admin:accounts_user_change", args=[linh.pk])

    seen = client.get(page).status_code
    answer = client.post(page, {"groups": [desk.pk]})

    assert (seen, asks_again(answer)) == (200, True)
    assert list(linh.groups.all()) == []


def test_these_addresses_ask():
    asking = {
        name
        for _route, name, pattern in checks.patterns()
        if (found := doors.declaration(name, pattern.callback)) and found.fresh
    }

    assert asking == {
        "notices_desk:announce",
        "notices_desk:export-ledger",
        "programme_desk:export-table",
    }
