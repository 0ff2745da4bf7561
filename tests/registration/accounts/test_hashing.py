"""How passwords are kept."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password

from registration.accounts.models import User

FIGURES = "argon2$argon2id$v=19$m=19456,t=2,p=1$"


@pytest.fixture(autouse=True)
def _full_work(monkeypatch, _quick_hashing):
    monkeypatch.undo()


def test_a_password_is_kept_by_the_advised_figures():
    assert make_password("a quiet river bends").startswith(FIGURES)


@pytest.mark.django_db
def test_an_older_hash_opens_and_is_made_anew():
    linh = User.objects.create(
        email="linh@example.org",
        password=Argon2PasswordHasher().encode("a quiet river bends", "salt" * 4),
    )
    before = linh.password

    opens = linh.check_password("a quiet river bends")

    linh.refresh_from_db()
    assert opens
    assert not before.startswith(FIGURES)
    assert linh.password.startswith(FIGURES)
