"""One's own profile."""

import pytest

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
FACTS = {
    "family_name": "Nguyễn",
    "given_name": "",
    "language": "vi",
    "time_zone": "Europe/Paris",
    "country": "VN",
    "repeat_token": "a-token-of-this-page",
}


def saved(user):
    user.refresh_from_db()
    names = ("family_name", "given_name", "language", "time_zone", "country")
    return {name: str(getattr(user, name)) for name in names}


def test_the_profile_is_saved_as_written_and_one_name_is_enough(client):
    user = UserFactory()
    client.force_login(user)

    answer = client.post("/account/", FACTS | {"email": "x@evil.test", "is_staff": "1"})

    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert saved(user) == {k: v for k, v in FACTS.items() if k != "repeat_token"}
    assert user.is_staff is False
    assert "x@evil.test" not in user.email


def test_pressed_twice_it_is_saved_once_with_the_same_answer(client):
    client.force_login(UserFactory())

    answers = [client.post("/account/", FACTS) for _ in range(2)]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, "/account/")
    }


@pytest.mark.parametrize(
    "bad",
    [
        {"family_name": ""},
        {"family_name": "x" * 151},
        {"language": "xx"},
        {"time_zone": "../../etc/passwd"},
        {"country": "ZZ"},
        {"given_name": "a\x00b"},
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_kept(client, bad):
    user = UserFactory()
    before = saved(user)
    client.force_login(user)

    answer = client.post("/account/", FACTS | {"family_name": "Trần"} | bad)

    assert answer.status_code == 422
    assert "Everything else is kept." in answer.content.decode()
    assert saved(user) == before


def test_a_page_without_its_token_asks_for_one_more_press(client):
    client.force_login(UserFactory())

    answer = client.post("/account/", FACTS | {"repeat_token": ""})

    assert answer.status_code == 409
    assert "Nguyễn" in answer.content.decode()


def test_a_name_stays_text(client):
    client.force_login(UserFactory(given_name="<script>alert(1)</script>"))

    page = client.get("/account/").content.decode()

    assert "<script>alert(1)" not in page
