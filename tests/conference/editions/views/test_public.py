import pytest

pytestmark = pytest.mark.django_db


def test_the_home_page_says_what_when_and_where(client, edition):
    page = client.get("/")

    assert page.status_code == 200
    print(page.content.decode())
