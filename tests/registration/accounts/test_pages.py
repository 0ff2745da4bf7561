"""Every account page stands in our house, and every bad input gets an answer there."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.test import Client

from registration.accounts.models import User
from tests.registration.accounts.conftest import PASSWORD, app_code

pytestmark = pytest.mark.django_db

OUTSIDE = [
    "/account/login/",
    "/account/signup/",
    "/account/login/code/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/inactive/",
    "/account/3rdparty/login/cancelled/",
]
INSIDE = [
    "/account/",
    "/account/sessions/",
    "/account/logout/",
    "/account/email/",
    "/account/password/change/",
    "/account/reauthenticate/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/webauthn/keys/{key}/edit/",
    "/account/2fa/webauthn/keys/{key}/remove/",
    "/account/2fa/webauthn/reauthenticate/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/3rdparty/",
]
DATA_SCRIPT = re.compile(r'<script[^>]* type="application/json"[^>]*>')


def check(response, status=200):
    page = response.content.decode()
    assert response.status_code == status
    assert page.count("<h1") == 1
    assert 'class="mast"' in page
    assert "css/look.css" in page
    assert "style=" not in page
    assert "onclick" not in page
    inline = [tag for tag in re.findall(r"<script[^>]*>", page) if "src=" not in tag]
    assert all(DATA_SCRIPT.match(tag) for tag in inline)
    assert response["Cache-Control"].count("no-store") == 1
    fields = re.findall(
        r'<input type="(?:text|email|password)"[^>]* id="([^"]+)"', page
    )
    assert all(f'for="{field}"' in page for field in fields)


@pytest.mark.parametrize("path", OUTSIDE)
@pytest.mark.parametrize("language", ["en", "vi", "ar"])
def test_pages_before_sign_in_are_ours(client, path, language):
    client.cookies["language"] = language

    check(client.get(path))


def test_a_sign_on_that_failed_is_told_in_our_house(client):
    check(client.get("/account/3rdparty/login/error/"), status=401)


@pytest.fixture
def inside(client, linh, sign_in):
    sign_in(linh)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize("path", INSIDE)
def test_pages_after_sign_in_are_ours(inside, linh, path):
    key = Authenticator.objects.create(
        user=linh,
        type="webauthn",
        data={"name": "My phone", "credential": CREDENTIAL},
    )
    if "recovery-codes/" in path and "generate" not in path:
        inside.post("/account/2fa/recovery-codes/generate/", {})

    check(inside.get(path.format(key=key.pk)))


# What a virtual key of a browser once registered; only its shape matters here.
CREDENTIAL = {
    "type": "public-key",
    "id": "AAAA",
    "rawId": "AAAA",
    "response": {
        "clientDataJSON": (
            "eyJ0eXBlIjogIndlYmF1dGhuLmNyZWF0ZSIsICJjaGFsbGVuZ2UiOiAiQUFBQUFBQUFBQUFB"
            "QUFBQUFBQUFBQSIsICJvcmlnaW4iOiAiaHR0cDovL3Rlc3RzZXJ2ZXIifQ"
        ),
        "attestationObject": (
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzz"
            "uoMdl2NFAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAECAwQFBgcICQoLDA0ODxClAQIDJiABIVggAQEB"
            "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEiWCACAgICAgICAgICAgICAgICAgICAgICAgIC"
            "AgICAgICAg"
        ),
    },
    "clientExtensionResults": {},
}

BAD = {
    "B-07 nul": "a\x00b",
    "B-07 surrogate": "a\ud800b",
    "B-07 bom": "\ufeff",
    "B-07 fffe": "\ufffe",
    "B-09 emoji": "👩🏽‍🚀",
    "B-09 long": "ș" * 300,
    "B-10 spaces": "   \u00a0\u3164",
    "B-11 dotless": "l\u0131nh@example.org",
    "B-11 list": "a@x.org,b@y.org",
    "B-11 bcc": "a@x.org\nBcc: b@y.org",
    "B-11 quoted": '"a b"@x.org',
    "B-11 literal": "a@[127.0.0.1]",
    "B-11 short": "a@b",
    "B-11 255": "a" * 64 + "@" + "b" * 186 + ".org",
    "B-12 crlf": "x\r\nSubject: y@x.org",
    "B-12 2028": "x\u2028y@x.org",
    "B-14 long": "p" * 60_000,
    "B-16 number": "1e9999",
    "B-18 regex": "a" * 50_000 + "!",
    "B-22 id": "1 OR 1=1",
    "B-29 log": "\n[INFO] login ok user=admin \x1b[31m",
    "empty": "",
}
FORMS_OUTSIDE = {
    "/account/login/": ["login", "password"],
    "/account/signup/": ["email", "password1"],
    "/account/login/code/": ["email"],
    "/account/password/reset/": ["email"],
    "/account/2fa/webauthn/login/": ["credential"],
}
FORMS_INSIDE = {
    "/account/": ["family_name", "given_name", "language", "time_zone", "country"],
    "/account/email/": ["email"],
    "/account/password/change/": ["oldpassword", "password1"],
    "/account/reauthenticate/": ["password"],
    "/account/2fa/totp/activate/": ["code"],
    "/account/2fa/webauthn/add/": ["name", "credential"],
}


def post(client, path, fields, bad):
    caches["limits"].clear()
    values = dict.fromkeys(fields, bad) | {
        "action_add": "1",
        "repeat_token": "t" * 22,
    }
    body = "&".join(f"{name}={_quoted(value)}" for name, value in values.items())
    return client.post(path, body, content_type="application/x-www-form-urlencoded")


def _quoted(value):
    raw = value.encode("utf-8", "surrogatepass")
    return "".join(f"%{byte:02X}" for byte in raw)


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("path", FORMS_OUTSIDE)
def test_bad_input_before_sign_in_gets_an_answer(linh, path, bad):
    visitor = Client()

    answer = post(visitor, path, FORMS_OUTSIDE[path], bad)

    assert answer.status_code in {302, 422}
    assert "_auth_user_id" not in visitor.session


@pytest.mark.parametrize("path", FORMS_INSIDE)
def test_bad_input_after_sign_in_gets_an_answer(inside, linh, path):
    answers = {}
    for name, bad in BAD.items():
        answers[name] = post(inside, path, FORMS_INSIDE[path], bad).status_code

    assert set(answers.values()) <= {302, 422}, answers
    linh.refresh_from_db()
    assert linh.email == "linh@example.org"
    assert linh.check_password(PASSWORD)


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_bad_codes_get_an_answer(client, linh, bad, app_secret):
    client.post("/account/login/code/", {"email": linh.email})
    first = post(client, "/account/login/code/confirm/", ["code"], bad)
    other = Client()
    other.post("/account/login/", {"login": linh.email, "password": PASSWORD})
    second = post(other, "/account/2fa/authenticate/", ["code"], bad)

    assert (first.status_code, second.status_code) == (422, 422)
    assert app_code(app_secret)


def test_a_megabyte_is_refused_before_anything_is_done(client, linh, hashings):
    answer = client.post(
        "/account/login/", {"login": linh.email, "password": "p" * 1_100_000}
    )

    assert answer.status_code in {400, 413, 422}
    assert hashings == []


def test_nobody_makes_themselves_an_organiser(client):
    client.post(
        "/account/signup/",
        {
            "email": "new@example.org",
            "password1": PASSWORD,
            "is_staff": "1",
            "is_superuser": "1",
            "is_active": "1",
            "groups": "1",
        },
    )

    user = User.objects.get(email="new@example.org")
    assert (user.is_staff, user.is_superuser, user.groups.count()) == (False, False, 0)
