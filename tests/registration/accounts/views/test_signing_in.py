"""Signing in: by password, by code, with a second step; limits; where one comes out."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.test import Client

from conference.mailroom import rendering
from conference.mailroom.models import Letter
from registration.accounts.operations import leaving
from tests.factories.people import UserFactory
from tests.registration.accounts.conftest import PASSWORD, app_code, plain

pytestmark = pytest.mark.django_db


def is_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_opens_and_gives_a_new_session(client, linh, sign_in):
    client.get("/account/signup/")
    before = client.session.session_key

    answer = sign_in(linh)

    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert is_in(client)
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_wrong_password_and_unknown_address_get_the_same_page(client, linh):
    wrong = client.post("/account/login/", {"login": linh.email, "password": "no" * 8})
    unknown = client.post(
        "/account/login/", {"login": "nobody@example.org", "password": "no" * 8}
    )

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert plain(wrong) == plain(unknown)


@pytest.mark.parametrize(
    "email", ["linh@example.org", "nobody@example.org", "bare@example.org"]
)
def test_every_address_costs_one_hashing(client, linh, hashings, email):
    UserFactory(email="bare@example.org", password="!")
    hashings.clear()

    client.post("/account/login/", {"login": email, "password": "not this one"})

    assert len(hashings) == 1


@pytest.mark.parametrize("email", ["linh@example.org", "nobody@example.org"])
def test_after_five_wrong_passwords_the_right_one_waits_too(client, linh, email):
    for _ in range(5):
        client.post("/account/login/", {"login": email, "password": "not this one"})

    answer = client.post("/account/login/", {"login": email, "password": PASSWORD})

    assert answer.status_code == 422
    assert "Wait five minutes" in answer.content.decode()
    assert not is_in(client)


def test_a_wrong_entry_is_told_how_to_repair_it(client):
    form = client.post("/account/login/", {"login": "nobody"}).context["form"]

    assert form.errors == {
        "login": ["Write the whole address, such as name@example.org."],
        "password": ["Write your password."],
    }


def test_a_good_sign_in_between_does_not_give_new_guesses(client, linh, sign_in):
    for _ in range(4):
        sign_in(linh, "not this one")
    sign_in(linh)
    client.logout()
    sign_in(linh, "not this one")

    answer = sign_in(linh)

    assert answer.status_code == 422


def test_a_forged_address_does_not_give_new_guesses(client, linh, sign_in):
    for number in range(5):
        sign_in(linh, "not this one", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")

    answer = sign_in(linh, HTTP_X_FORWARDED_FOR="192.0.2.99")

    assert answer.status_code == 422


def test_a_shared_office_address_is_not_locked_out_by_one_account(
    client, linh, sign_in
):
    for _ in range(6):
        client.post(
            "/account/login/", {"login": "x@example.org", "password": "wrong" * 3}
        )

    assert sign_in(linh).status_code == 302


def test_limits_hold_while_the_cache_is_away(client, linh, sign_in, settings):
    away = settings.CACHES["limits"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = settings.CACHES | {"limits": away}
    assert caches["limits"].get("anything") is None

    for _ in range(5):
        assert sign_in(linh, "not this one").status_code == 422

    assert "Wait five minutes" in sign_in(linh).content.decode()


def test_a_code_by_mail_opens_without_a_password(client, linh, letters, code_for):
    answer = client.post("/account/login/code/", {"email": "LINH@example.org"})
    assert answer["Location"] == "/account/login/code/confirm/"

    answer = client.post("/account/login/code/confirm/", {"code": code_for(linh.email)})

    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    assert is_in(client)
    assert letters() == [("account_sign_in_code", linh.email, "")]


def test_asking_for_a_code_says_nothing_about_the_address(linh, letters):
    known, unknown = Client(), Client()
    answers = [
        known.post("/account/login/code/", {"email": linh.email}),
        unknown.post("/account/login/code/", {"email": "nobody@example.org"}),
    ]

    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    path = "/account/login/code/confirm/"
    assert plain(known.get(path)) == plain(unknown.get(path))
    wrong = [visitor.post(path, {"code": "0000-0000"}) for visitor in (known, unknown)]
    assert [answer.status_code for answer in wrong] == [422, 422]
    assert plain(wrong[0]) == plain(wrong[1])
    assert letters() == [
        ("account_sign_in_code", linh.email, ""),
        ("account_unknown", "nobody@example.org", ""),
    ]


def test_a_code_opens_once(client, linh, code_for):
    client.post("/account/login/code/", {"email": linh.email})
    code = code_for(linh.email)
    client.post("/account/login/code/confirm/", {"code": code})
    client.logout()

    answer = client.post("/account/login/code/confirm/", {"code": code})

    assert answer.status_code == 302
    assert not is_in(client)


def test_codes_are_not_sent_without_end(client, linh, letters):
    for _ in range(5):
        Client().post("/account/login/code/", {"email": linh.email})

    assert len(letters()) == 3


def test_the_second_step_stands_between_every_first_and_the_account(
    client, linh, app_secret, sign_in, code_for
):
    assert sign_in(linh)["Location"] == "/account/2fa/authenticate/"
    assert not is_in(client)
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 422

    client.post("/account/2fa/authenticate/", {"code": app_code(app_secret)})
    assert is_in(client)

    other = Client()
    other.post("/account/login/code/", {"email": linh.email})
    code = code_for(linh.email)
    answer = other.post("/account/login/code/confirm/", {"code": code})
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert not is_in(other)


def test_the_code_of_an_app_opens_once(linh, app_secret, client, sign_in):
    code = app_code(app_secret)
    sign_in(linh)
    client.post("/account/2fa/authenticate/", {"code": code})
    client.logout()
    sign_in(linh)

    answer = client.post("/account/2fa/authenticate/", {"code": code})

    assert answer.status_code == 422
    assert not is_in(client)


def test_the_secret_of_an_app_rests_encrypted(linh, app_secret):
    stored = Authenticator.objects.get().data["secret"]

    assert app_secret not in stored
    assert stored.startswith("gAAAA")


@pytest.mark.parametrize(
    "goal",
    [
        "//evil.test",
        "https:evil.test",
        "/\\evil.test",
        "%2f%2fevil",
        "javascript:alert(1)",
        "https://good@evil",
        "\t//evil",
        "http://evil.test/",
        "https://testserver@evil.test/",
        "\x00//evil",
        "a" * 30_000,
    ],
)
def test_nobody_comes_out_elsewhere(client, linh, goal):
    answer = client.post(
        "/account/login/", {"login": linh.email, "password": PASSWORD, "next": goal}
    )

    assert answer.status_code == 302
    assert not re.match(r"(?i)^\s*(//|/\\|\\|https?:|javascript:)", answer["Location"])


def test_one_comes_out_where_one_wanted_to_go(client, linh):
    answer = client.post(
        "/account/login/", {"login": linh.email, "password": PASSWORD, "next": "/help/"}
    )

    assert answer["Location"] == "/help/"


def test_a_closed_account_is_out_at_the_next_click(client, linh, sign_in):
    sign_in(linh)
    key = client.session.session_key

    leaving.close_account(linh.pk, by=UserFactory())

    assert client.get("/account/")["Location"] == "/account/login/?next=/account/"
    assert not Session.objects.filter(session_key=key).exists()


def test_a_closed_account_gets_no_code_and_no_entry(client, linh, letters, sign_in):
    leaving.close_account(linh.pk, by=UserFactory())

    answer = sign_in(linh)
    client.post("/account/login/code/", {"email": linh.email})

    assert answer["Location"] == "/account/inactive/"
    assert letters() == [("account_unknown", linh.email, "")]
    assert not is_in(client)


def test_the_way_to_passkeys_gives_a_challenge_and_no_names(client, linh):
    answer = client.get("/account/2fa/webauthn/login/", HTTP_ACCEPT="application/json")

    options = answer.json()["request_options"]["publicKey"]
    assert answer.status_code == 200
    assert len(options["challenge"]) >= 32
    assert not options.get("allowCredentials")


def test_a_letter_leads_to_the_site_whatever_host_was_asked(client, linh):
    other = client.post(
        "/account/password/reset/", {"email": "x@example.org"}, HTTP_HOST="evil.test"
    )
    client.post(
        "/account/password/reset/",
        {"email": "x@example.org"},
        HTTP_X_FORWARDED_HOST="evil.test",
    )

    letter = Letter.objects.get()
    words = rendering.words_of(letter.template, letter.language, letter.context)
    assert other.status_code == 400
    assert "http://127.0.0.1:8000/account/signup/" in words.text
    assert "evil" not in words.text + words.html


def test_a_deleted_account_is_out_at_the_next_click(client, linh, sign_in):
    sign_in(linh)

    linh.delete()

    assert client.get("/account/")["Location"] == "/account/login/?next=/account/"


def test_an_account_without_a_password_has_none_that_fits(client, sign_in):
    user = UserFactory(email="bare@example.org", password="!")

    assert [sign_in(user, password).status_code for password in ("", "!", " ")] == [
        422
    ] * 3
    assert not is_in(client)
