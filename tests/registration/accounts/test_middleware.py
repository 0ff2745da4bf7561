"""Language and zone of the signed-in person; the second factor of organisers."""

import pytest
from allauth.mfa.totp.internal import auth as totp

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_pages_speak_the_language_of_the_profile(client):
    client.force_login(UserFactory(language="ar"))
    client.cookies["language"] = "vi"

    page = client.get("/account/")

    assert '<html lang="ar" dir="rtl"' in page.content.decode()
    assert page["Content-Language"] == "ar"


def test_a_language_chosen_at_the_foot_becomes_the_profile_s(client):
    user = UserFactory(language="en")
    client.force_login(user)

    client.post("/language/", {"language": "fr", "next": "/account/"})

    user.refresh_from_db()
    assert user.language == "fr"
    assert '<html lang="fr"' in client.get("/account/").content.decode()


def test_no_other_language_gets_into_the_profile(client):
    user = UserFactory(language="en")
    client.force_login(user)

    client.post("/language/", {"language": "xx", "next": "/account/"})

    user.refresh_from_db()
    assert user.language == "en"


def test_a_zone_that_is_no_more_breaks_no_page(client):
    client.force_login(UserFactory(time_zone="Mars/Phobos"))

    assert client.get("/account/").status_code == 200


def test_pages_of_a_person_are_kept_by_nobody(client):
    client.force_login(UserFactory())

    assert "no-store" in client.get("/help/")["Cache-Control"]


def test_public_pages_may_be_kept(client):
    assert "no-store" not in client.get("/help/").get("Cache-Control", "")


OPEN = ["/account/2fa/", "/account/logout/", "/help/", "/account/2fa/totp/activate/"]
SHUT = ["/", "/desk/", "/my/", "/account/", "/account/email/", "/account/sessions/"]


@pytest.mark.parametrize("path", SHUT)
def test_an_organiser_without_a_second_factor_is_led_to_one(client, settings, path):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(UserFactory(staff=True))

    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (302, "/account/2fa/?needed=1")
    assert (
        "Organisers sign in with a second step"
        in client.get(answer["Location"]).content.decode()
    )


@pytest.mark.parametrize("path", OPEN)
def test_the_way_to_a_second_factor_is_open(client, settings, path):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(UserFactory(staff=True))

    assert client.get(path).get("Location") != "/account/2fa/?needed=1"


def test_an_organiser_with_an_app_goes_on_until_it_is_taken_away(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    user = UserFactory(staff=True)
    key = totp.TOTP.activate(user, totp.generate_totp_secret()).instance
    client.force_login(user)
    assert client.get("/account/").status_code == 200

    key.delete()

    assert client.get("/account/")["Location"] == "/account/2fa/?needed=1"


def test_recovery_codes_alone_are_no_second_factor(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    user = UserFactory(staff=True)
    user.authenticator_set.create(
        type="recovery_codes", data={"seed": "x", "used_mask": 0}
    )
    client.force_login(user)

    assert client.get("/account/")["Location"] == "/account/2fa/?needed=1"


def test_attendees_need_no_second_factor(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(UserFactory())

    assert client.get("/account/").status_code == 200
