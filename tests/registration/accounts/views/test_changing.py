"""Changing how one gets in: password, address, second step; each is told by mail."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from conference.mailroom import rendering
from conference.mailroom.models import Letter
from registration.accounts.models import User
from tests.registration.accounts.conftest import PASSWORD, app_code, plain

pytestmark = pytest.mark.django_db
BETTER = "purple elephants dance slowly"


@pytest.fixture
def inside(client, linh, sign_in):
    """Linh, signed in here, and just asked again who she is."""
    sign_in(linh)
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/"})
    Letter.objects.all().delete()
    return client


@pytest.fixture
def elsewhere(linh):
    """Linh, signed in on another device."""
    other = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/140.0")
    other.post("/account/login/", {"login": linh.email, "password": PASSWORD})
    return other


def is_in(client):
    return client.get("/account/").status_code == 200


def test_a_changed_password_ends_every_other_session_and_is_told(
    inside, elsewhere, linh, letters
):
    answer = inside.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": BETTER}
    )

    assert answer.status_code == 302
    assert (is_in(inside), is_in(elsewhere)) == (True, False)
    assert letters() == [("account_changed", linh.email, "password")]
    linh.refresh_from_db()
    assert linh.check_password(BETTER)


def test_a_forgotten_password_is_chosen_anew_with_a_code(
    linh, letters, code_for, elsewhere
):
    visitor = Client()
    answer = visitor.post("/account/password/reset/", {"email": linh.email})
    assert answer["Location"] == "/account/password/reset/confirm/"
    answer = visitor.post(answer["Location"], {"code": code_for(linh.email)})
    assert answer["Location"] == "/account/password/reset/complete/"

    answer = visitor.post(answer["Location"], {"password1": BETTER})

    linh.refresh_from_db()
    assert answer["Location"] == "/account/password/reset/done/"
    assert linh.check_password(BETTER)
    assert not is_in(elsewhere)
    assert "_auth_user_id" not in visitor.session  # the second step is not gone round
    assert letters() == [
        ("account_reset_code", linh.email, ""),
        ("account_changed", linh.email, "password"),
    ]


def test_a_reset_says_nothing_about_the_address(linh, letters):
    known, unknown = Client(), Client()
    answers = [
        known.post("/account/password/reset/", {"email": linh.email}),
        unknown.post("/account/password/reset/", {"email": "nobody@example.org"}),
    ]

    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    path = "/account/password/reset/confirm/"
    assert plain(known.get(path)) == plain(unknown.get(path))
    wrong = [visitor.post(path, {"code": "0000-0000"}) for visitor in (known, unknown)]
    assert [answer.status_code for answer in wrong] == [422, 422]
    assert plain(wrong[0]) == plain(wrong[1])
    assert [template for template, _to, _about in letters()] == [
        "account_reset_code",
        "account_unknown",
    ]


def test_a_reset_pressed_twice_sends_one_code(linh, letters):
    visitor = Client()
    visitor.get("/account/password/reset/")
    for _ in range(2):
        answer = visitor.post("/account/password/reset/", {"email": linh.email})

    assert answer["Location"] == "/account/password/reset/confirm/"
    assert len(letters()) == 1


def test_an_address_moves_with_a_code_from_both_mailboxes(
    inside, linh, letters, code_for
):
    answer = inside.post(
        "/account/email/", {"email": "new@example.org", "action_add": "1"}
    )
    assert answer["Location"] == "/account/confirm-email/"
    page = inside.get(answer["Location"]).content.decode()
    assert "linh@example.org" in page
    assert "new@example.org" in page
    codes = {
        "code": code_for("new@example.org", "account_new_address"),
        "old_code": code_for("linh@example.org", "account_old_address"),
    }

    inside.post("/account/confirm-email/", codes)

    linh.refresh_from_db()
    assert linh.email == "new@example.org"
    assert [address.email for address in linh.emailaddress_set.all()] == [
        "new@example.org"
    ]
    assert letters() == [
        ("account_new_address", "new@example.org", ""),
        ("account_old_address", "linh@example.org", ""),
        ("account_changed", "linh@example.org", "address"),
    ]


@pytest.mark.parametrize("missing", ["code", "old_code"])
def test_one_code_alone_moves_no_address(inside, linh, code_for, missing):
    inside.post("/account/email/", {"email": "new@example.org", "action_add": "1"})
    codes = {"code": code_for("new@example.org"), "old_code": code_for(linh.email)}

    answer = inside.post("/account/confirm-email/", codes | {missing: "0000-0000"})

    linh.refresh_from_db()
    assert answer.status_code == 422
    assert linh.email == "linh@example.org"


def test_the_address_of_another_account_is_not_told_and_not_taken(
    inside, linh, letters, code_for
):
    User.objects.create_user("other@example.org").emailaddress_set.create(
        email="other@example.org", verified=True, primary=True
    )

    free = inside.post(
        "/account/email/", {"email": "free@example.org", "action_add": "1"}
    )
    inside.post("/account/logout/", {})
    answer = inside.post("/account/login/", {"login": linh.email, "password": PASSWORD})
    inside.post("/account/reauthenticate/", {"password": PASSWORD})
    taken = inside.post(
        "/account/email/", {"email": "other@example.org", "action_add": "1"}
    )

    assert (free.status_code, free["Location"]) == (
        taken.status_code,
        taken["Location"],
    )
    answer = inside.post(
        "/account/confirm-email/",
        {"code": code_for("other@example.org"), "old_code": code_for(linh.email)},
    )
    linh.refresh_from_db()
    assert answer.status_code == 422
    assert linh.email == "linh@example.org"


def test_the_address_is_not_changed_without_showing_again_who_one_is(
    client, linh, sign_in
):
    sign_in(linh)

    answer = client.post(
        "/account/email/", {"email": "new@example.org", "action_add": "1"}
    )

    assert answer["Location"].startswith("/account/reauthenticate/")
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_told_and_taken_away(inside, linh, letters):
    page = inside.get("/account/2fa/totp/activate/")
    secret = inside.session[totp.SECRET_SESSION_KEY]
    assert secret in page.content.decode()

    inside.post("/account/2fa/totp/activate/", {"code": app_code(secret)})
    codes = inside.get("/account/2fa/recovery-codes/")
    inside.post("/account/2fa/recovery-codes/generate/", {})
    inside.post("/account/2fa/totp/deactivate/", {})

    assert codes.content.decode().count("<li>") >= 10
    assert not Authenticator.objects.exists()
    assert letters() == [
        ("account_changed", linh.email, "app_added"),
        ("account_changed", linh.email, "recovery_codes"),
        ("account_changed", linh.email, "app_removed"),
    ]


def test_a_passkey_is_named_taken_away_and_told(inside, linh, letters):
    key = Authenticator.objects.create(
        user=linh, type="webauthn", data={"name": "Phone", "credential": {}}
    )

    page = inside.get("/account/2fa/webauthn/")
    inside.post(
        f"/account/2fa/webauthn/keys/{key.pk}/edit/", {"name": "<b>Old</b> phone"}
    )
    key.refresh_from_db()
    inside.post(f"/account/2fa/webauthn/keys/{key.pk}/remove/", {})

    assert "Phone" in page.content.decode()
    assert key.data["name"] == "<b>Old</b> phone"
    assert not Authenticator.objects.exists()
    assert letters() == [("account_changed", linh.email, "passkey_removed")]


def test_the_letter_names_the_browser_from_a_list_and_not_a_stranger_s_text(
    inside, linh
):
    inside.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": BETTER},
        HTTP_USER_AGENT="Win big at evil.test! (Windows) Firefox/140.0",
    )

    letter = Letter.objects.get()
    words = rendering.words_of("account_changed", "en", letter.context)
    assert words.subject == "Your password was changed"
    assert "from Firefox, Windows at 127.0.0.1" in words.text
    assert "evil" not in words.text + words.html


@pytest.mark.parametrize(
    "about",
    [
        "address",
        "password",
        "password_set",
        "app_added",
        "app_removed",
        "passkey_added",
        "passkey_removed",
        "recovery_codes",
        "sign_on_added",
        "sign_on_removed",
        "roles",
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_letter_of_a_change_says_what_when_and_what_to_do(about, language):
    facts = {
        "about": about,
        "at": "7 May 2020, 08:00",
        "ip": "192.0.2.1",
        "device": "Firefox, Mac",
        "address": "linh@example.org",
        "to_email": "new@example.org",
        "roles": "Auditor",
    }

    words = rendering.words_of("account_changed", language, facts)

    assert words.subject
    assert "7 May 2020, 08:00" in words.text
    assert "192.0.2.1" in words.html
    assert "{" not in words.text + words.subject


def test_devices_are_listed_and_signed_out(inside, elsewhere):
    page = inside.get("/account/sessions/").content.decode()
    assert "Firefox, Linux" in page
    assert page.count("this one") == 1

    inside.post("/account/sign-out-elsewhere/", {})
    assert (is_in(inside), is_in(elsewhere)) == (True, False)

    inside.post("/account/sign-out-everywhere/", {})
    assert not is_in(inside)


def test_composed_and_decomposed_passwords_are_the_same(inside, linh):
    inside.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "mật khẩu của tôi"},
    )
    decomposed = "mật khẩu của tôi"

    linh.refresh_from_db()

    assert linh.check_password(decomposed)


@pytest.mark.parametrize(
    ("password", "status"),
    [
        ("x", 422),
        ("password1234", 422),
        ("linh@example.org", 422),
        ("p" * 4097, 422),
        ("Ở" * 4096, 302),
        ("🐘🐘 dance dance 🐘", 302),
        ("  spaces at both ends  ", 302),
        ("nul\x00 inside the password", 422),
    ],
)
def test_passwords_of_every_kind_get_an_answer(inside, linh, password, status):
    answer = inside.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": password}
    )

    linh.refresh_from_db()
    assert answer.status_code == status
    assert linh.check_password(password) is (status == 302)
