"""Opening an account: one for each address, with a code, told to nobody."""

import pytest
from django.test import Client

from conference.mailroom import rendering
from conference.mailroom.models import Letter
from registration.accounts.models import User
from tests.registration.accounts.conftest import PASSWORD, plain

pytestmark = pytest.mark.django_db
NEW = {"email": "new@example.org", "password1": PASSWORD}


def signed_up(client, **changes):
    return client.post("/account/signup/", NEW | changes)


def test_a_code_confirms_the_address_and_lets_the_person_in(client, letters, code_for):
    answer = signed_up(client)
    assert (answer.status_code, answer["Location"]) == (302, "/account/confirm-email/")
    assert "_auth_user_id" not in client.session

    answer = client.post(
        "/account/confirm-email/", {"code": code_for("new@example.org")}
    )

    user = User.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert user.emailaddress_set.get().verified
    assert letters() == [("account_sign_up_code", "new@example.org", "")]


def test_the_code_is_read_with_any_digits_and_without_its_dash(client, code_for):
    signed_up(client)
    code = code_for("new@example.org").replace("-", "")
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))

    answer = client.post("/account/confirm-email/", {"code": f" {arabic} "})

    assert answer.status_code == 302
    assert "_auth_user_id" in client.session


def test_the_language_of_the_page_becomes_the_language_of_the_account(client):
    client.cookies["language"] = "vi"

    signed_up(client)

    assert User.objects.get().language == "vi"
    assert Letter.objects.get().language == "vi"


def test_an_address_with_an_account_gets_a_letter_and_the_page_says_nothing(
    client, linh, letters
):
    stranger, twin = Client(), Client()
    mine = signed_up(stranger)
    theirs = signed_up(twin, email=linh.email)

    assert (mine.status_code, mine["Location"]) == (
        theirs.status_code,
        theirs["Location"],
    )
    pages = [
        plain(visitor.get("/account/confirm-email/")) for visitor in (stranger, twin)
    ]
    assert pages[0] == pages[1]
    wrong = [
        visitor.post("/account/confirm-email/", {"code": "0000-0000"})
        for visitor in (stranger, twin)
    ]
    assert [answer.status_code for answer in wrong] == [422, 422]
    assert plain(wrong[0]) == plain(wrong[1])
    assert letters() == [
        ("account_sign_up_code", "new@example.org", ""),
        ("account_exists", linh.email, ""),
    ]
    assert User.objects.count() == 2


@pytest.mark.parametrize("email", ["new@example.org", "linh@example.org"])
def test_a_known_address_costs_as_many_hashings_as_a_new_one(
    client, linh, email, hashings
):
    signed_up(client, email=email)

    assert len(hashings) == 1


def test_pressed_twice_the_second_press_gets_the_first_answer(client, letters):
    client.get("/account/signup/")

    first = signed_up(client)
    second = signed_up(client)

    assert first["Location"] == second["Location"]
    assert User.objects.count() == 1
    assert letters() == [("account_sign_up_code", "new@example.org", "")]


def test_the_third_wrong_code_ends_the_attempt(client, code_for):
    signed_up(client)
    code = code_for("new@example.org")

    for _ in range(3):
        answer = client.post("/account/confirm-email/", {"code": "0000-0000"})
    late = client.post("/account/confirm-email/", {"code": code})

    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
    assert (late.status_code, late["Location"]) == (302, "/account/login/")
    assert "_auth_user_id" not in client.session


def test_a_person_without_the_code_can_begin_again_with_another_address(client):
    signed_up(client)

    answer = client.post("/account/logout/", {"next": "/account/signup/"})
    page = client.get(answer["Location"])

    assert page.status_code == 200
    assert b'name="password1"' in page.content


def test_the_letter_greets_in_the_person_s_language_and_says_how_long_it_holds(client):
    signed_up(client)

    letter = Letter.objects.get()
    words = rendering.words_of(letter.template, letter.language, letter.context)

    assert letter.is_urgent
    assert words.subject == "Your code for ITU Digital World"
    assert "It holds for 15 minutes, and once." in words.text
    assert (letter.give_up_at - letter.posted_at).total_seconds() == 900
