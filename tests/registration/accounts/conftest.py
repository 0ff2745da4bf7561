"""Every test counts its own attempts, and reads letters as people get them."""

import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import caches

from conference.mailroom import rendering
from conference.mailroom.models import Letter
from registration.accounts.hashing import LeanArgon2
from tests.factories.people import UserFactory

PASSWORD = "correct horse battery"


def plain(response):
    """Return a page without its tokens and addresses."""
    page = response.content.decode()
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r"[\w.+-]+@example\.org", "ADDRESS", page)


def app_code(secret):
    """Return what an authenticator app shows now, and for some seconds more."""
    left = 30 - time.time() % 30
    if left < 10:  # a slow machine would be late with it
        time.sleep(left)
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def app_secret(linh):
    """Give Linh an authenticator app."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(linh, secret)
    return secret


@pytest.fixture
def hashings(monkeypatch):
    """Count the real work of hashing; the work itself is done."""
    done = []

    def counting(method):
        def counted(self, *args, **kwargs):
            done.append(method.__name__)
            return method(self, *args, **kwargs)

        return counted

    for name in ("encode", "verify"):
        method = getattr(Argon2PasswordHasher, name)
        monkeypatch.setattr(Argon2PasswordHasher, name, counting(method))
    return done


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    caches["limits"].clear()


@pytest.fixture(autouse=True)
def _quick_hashing(monkeypatch):
    """The same hashing with less work: no test here is about its cost."""
    monkeypatch.setattr(LeanArgon2, "time_cost", 1)
    monkeypatch.setattr(LeanArgon2, "memory_cost", 64)
    monkeypatch.setattr(LeanArgon2, "parallelism", 1)


@pytest.fixture
def linh(db):
    """Someone with a verified address and a password, who reads English."""
    user = UserFactory(email="linh@example.org", given_name="Thuỳ Linh")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def letters():
    """Return the letters so far: (template, to, about) each."""

    def told():
        rows = Letter.objects.order_by("pk").values_list(
            "template", "to_address", "context"
        )
        return [(template, to, context["about"]) for template, to, context in rows]

    return told


@pytest.fixture
def code_for():
    """Return the code in the newest letter to an address, as its words show it."""

    def newest(address, template=None):
        found = Letter.objects.filter(to_address=address).order_by("pk")
        if template:
            found = found.filter(template=template)
        letter = found.last()
        words = rendering.words_of(letter.template, letter.language, letter.context)
        code = letter.context["code"]
        assert code in words.text
        assert code in words.html
        return code

    return newest


@pytest.fixture
def sign_in(client):
    """Sign in by password, as people do."""

    def signed_in(user, password=PASSWORD, **extra):
        return client.post(
            "/account/login/", {"login": user.email, "password": password}, **extra
        )

    return signed_in
