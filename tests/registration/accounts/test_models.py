"""An account: one for each address, with a password or with none."""

import pytest
from django.db import IntegrityError

from registration.accounts.models import User
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_an_address_is_one_person_s_whatever_its_case():
    UserFactory(email="linh@example.org")

    with pytest.raises(IntegrityError, match="account_address_is_one_persons"):
        UserFactory(email="LINH@example.org", address=False)


def test_an_account_is_found_whatever_the_case_of_its_address():
    user = UserFactory(email="linh@example.org")

    assert User.objects.get_by_natural_key("Linh@Example.ORG") == user


@pytest.mark.parametrize("password", [None, ""])
def test_an_account_without_a_password_opens_to_none(password):
    user = User.objects.create_user("linh@example.org", password)

    assert not user.has_usable_password()
    assert [user.check_password(tried) for tried in ("", " ", "!", None)] == [False] * 4


@pytest.mark.parametrize(
    ("names", "shown", "greeted"),
    [
        (
            {"given_name": "Thuỳ Linh", "family_name": "Nguyễn"},
            "Thuỳ Linh Nguyễn",
            "Thuỳ Linh",
        ),
        ({"given_name": "", "family_name": "Sukarno"}, "Sukarno", "Sukarno"),
        ({"given_name": "", "family_name": ""}, "linh@example.org", "linh"),
    ],
)
def test_people_are_called_by_what_they_wrote(names, shown, greeted):
    user = User(email="linh@example.org", **names)

    assert (str(user), user.short_name) == (shown, greeted)
