import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from conference.programme.models import Session, Speaker
from tests.factories.panel import press
from tests.factories.people import UserFactory
from tests.factories.programme import (
    SessionRoleFactory,
    SessionVersionFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db
PAGE = "/my/stage/"


@pytest.fixture
def person(client):
    made = SpeakerFactory(account=UserFactory(), name="Đặng Thu")
    client.force_login(made.account)
    return made


def picture():
    drawn = io.BytesIO()
    Image.new("RGB", (200, 300), "navy").save(drawn, "PNG")
    return SimpleUploadedFile("photo.png", drawn.getvalue(), "image/png")


def fresh():
    return Speaker.objects.get()


def test_a_person_on_stage_writes_about_themselves(client, person):
    answer = press(
        client,
        PAGE,
        version=1,
        position_0="Director",
        organisation_0="Ministry of Samples",
        biography_0="Builds networks.",
        photo=picture(),
    )

    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    now = fresh()
    assert (str(now.position), str(now.biography), now.name) == (
        "Director",
        "Builds networks.",
        "Đặng Thu",
    )
    assert (now.version, now.photo.content_type) == (2, "image/webp")
    assert 'src="data:image/webp;base64,' in client.get(PAGE).content.decode()


def test_a_photo_is_taken_away(client, person):
    press(client, PAGE, version=1, position_0="Director", photo=picture())

    press(client, PAGE, version=2, position_0="Director", without_photo="on")

    assert not hasattr(fresh(), "photo")


def test_what_an_organiser_saved_meanwhile_is_read_before_it_is_set_over(
    client, person
):
    Speaker.objects.update(version=2, position='{"en": "Minister"}')

    seen = press(client, PAGE, version=1, position_0="Director")
    before = str(fresh().position)
    version = seen.context["form"]["version"].value()
    press(client, PAGE, version=version, position_0="Director")

    assert (seen.status_code, before, str(fresh().position)) == (
        409,
        "Minister",
        "Director",
    )
    assert "Minister" in seen.content.decode()


def test_what_is_no_picture_is_refused_and_the_words_are_kept(client, person):
    fake = SimpleUploadedFile("photo.png", b"not a picture", "image/png")

    answer = press(client, PAGE, version=1, position_0="Director", photo=fake)

    assert answer.status_code == 409
    assert "no picture that we can read" in answer.content.decode()
    assert 'value="Director"' in answer.content.decode()
    assert fresh().version == 1


def test_the_page_lists_the_sessions_that_readers_see(client, person):
    version = SessionVersionFactory(title={"en": "Spectrum"})
    Session.objects.filter(pk=version.session_id).update(released=version)
    SessionRoleFactory(session=version.session, speaker=person)

    [shown] = client.get(PAGE).context["appearances"]

    assert (shown.title, shown.role_text, shown.when, shown.answer_text) == (
        "Spectrum",
        "Panellist",
        "Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi",
        "Confirmed",
    )


def test_who_is_on_no_stage_reads_what_will_be_here(client):
    SpeakerFactory(account=UserFactory())
    client.force_login(UserFactory())

    page = client.get(PAGE)

    assert page.status_code == 200
    assert "You are on no stage yet." in page.content.decode()
    assert press(client, PAGE, version=1).status_code == 200
