import pytest
from django.test import Client

from conference.mailroom import rendering
from conference.mailroom.models import Suppression

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(settings):
    return rendering.unsubscribe_url("linh@example.org").removeprefix(settings.SITE_URL)


def test_looking_at_the_link_changes_nothing(client, link):
    response = client.get(link)

    assert response.status_code == 200
    assert "linh@example.org" in response.content.decode()
    assert not Suppression.objects.exists()


def test_one_click_of_a_mail_program_ends_the_news_without_cookie_or_sign_in(link):
    client = Client(enforce_csrf_checks=True)

    answers = [
        client.post(link, {"List-Unsubscribe": "One-Click"}).status_code
        for _ in range(2)
    ]

    assert answers == [200, 200]
    assert list(Suppression.objects.values_list("address", "kind")) == [
        ("linh@example.org", "news")
    ]


def test_a_link_that_was_changed_does_not_exist(client, link):
    assert client.get(link[:-3] + "xx/").status_code == 404
    assert client.post(link[:-3] + "xx/").status_code == 404
