import re

import pytest
import time_machine
from django.urls import reverse

from conference.core import repeat
from registration.accounts.operations import leaving
from registration.notices.models import Decision, Delivery
from registration.notices.operations import answering
from registration.notices.queries.reading import answer_token
from tests.factories.attendance import RegistrationFactory
from tests.factories.notices import HOUR, JUNE_30, MAY_7, delivery_to, person
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_may():
    with time_machine.travel(MAY_7 + HOUR, tick=False):
        yield


@pytest.fixture
def linh(newsroom):
    return person(given_name="Linh", family_name="Nguyễn")


@pytest.fixture
def asked(newsroom, linh):
    return delivery_to(newsroom.announced(), linh)


def link(delivery):
    token = answer_token(delivery.notice_id, delivery.registration_id)
    return reverse("notices:answer", args=[token])


def press(client, url, choice, token="once"):
    return client.post(url, {"choice": choice, repeat.FIELD: token})


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_page_tells_the_change_and_offers_three_answers(client, asked):
    response = client.get(link(asked))

    page = response.content.decode()
    assert response.status_code == 200
    assert re.findall(r'name="choice" value="(\w+)"', page) == [
        "keep",
        "remote",
        "withdraw",
    ]
    assert "6 to 9 September 2020, Ha Noi, Viet Nam" in page
    assert "Dear Linh Nguyễn," in page
    assert response["Cache-Control"].count("no-store") == 1


@pytest.mark.parametrize("choice", ["", "keep", "remote", "withdraw", "nonsense"])
def test_opening_the_link_changes_nothing(client, asked, linh, choice):
    client.get(f"{link(asked)}?choice={choice}")
    client.head(f"{link(asked)}?choice={choice}")

    linh.refresh_from_db()
    assert Decision.objects.count() == 0
    assert linh.state == "approved"


def test_the_button_of_the_mail_stands_out_on_the_page(client, asked):
    page = client.get(f"{link(asked)}?choice=withdraw").content.decode()

    assert '<button class="btn" name="choice" value="withdraw"' in page
    assert '<button class="btn btn-2" name="choice" value="keep"' in page


def test_the_link_of_a_closed_account_opens_nothing(client, asked, linh):
    leaving.close_account(linh.account_id, by=UserFactory())

    shown = client.get(link(asked)).status_code
    pressed = press(client, link(asked), "withdraw").status_code

    assert (shown, pressed, Decision.objects.count()) == (404, 404, 0)


def test_an_answer_needs_no_sign_in_no_cookie_and_no_script(client, asked):
    client.handler.enforce_csrf_checks = True

    response = press(client, link(asked), "remote")

    assert response.status_code == 302
    assert response.url == link(asked)
    assert "You answered: Attend online instead." in text_of(client.get(response.url))
    assert Decision.objects.get().via == Decision.Via.LINK


def test_pressing_twice_has_one_effect_and_the_same_answer(client, asked):
    first = press(client, link(asked), "keep")
    second = press(client, link(asked), "keep")

    assert (first.url, second.url) == (link(asked), link(asked))
    assert Decision.objects.get().times_changed == 0


def test_one_press_with_two_contents_is_refused(client, asked):
    press(client, link(asked), "keep")

    response = press(client, link(asked), "withdraw")

    assert response.status_code == 409
    assert Decision.objects.get().choice == "keep"


def test_after_the_deadline_the_page_says_what_stands(client, asked):
    answering.answer(asked.pk, "remote", via="link", now=MAY_7 + HOUR)

    with time_machine.travel(JUNE_30, tick=False):
        shown = client.get(link(asked))
        refused = press(client, link(asked), "withdraw")

    assert 'name="choice"' not in shown.content.decode()
    assert "The time to answer is over." in text_of(shown)
    assert "You answered: Attend online instead." in text_of(shown)
    assert refused.status_code == 409
    assert Decision.objects.get().choice == "remote"


def test_silence_means_keep_and_the_page_says_so(client, asked):
    with time_machine.travel(JUNE_30, tick=False):
        shown = text_of(client.get(link(asked)))

    assert "You said nothing, so you keep your place." in shown


@pytest.mark.parametrize("language", ["vi", "ar"])
def test_the_page_speaks_the_language_of_the_letter(client, newsroom, language):
    registration = person(language=language)
    asked = delivery_to(newsroom.announced(), registration)

    page = client.get(link(asked)).content.decode()

    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page


def test_the_letter_can_be_read_in_another_language(client, asked):
    page = client.get(f"{link(asked)}?in=fr").content.decode()
    unknown = client.get(f"{link(asked)}?in=xx").content.decode()

    assert "ITU Digital World est reporté : septembre 2021" in page
    assert "ITU Digital World moves to September 2021" in unknown


def test_a_forged_link_does_not_exist(client, newsroom, asked):
    other = delivery_to(asked.notice, person_in(asked.notice))
    token = answer_token(asked.notice_id, asked.registration_id)
    name, _dot, signature = token.partition(".")
    forged = [
        f"{asked.notice_id}-{other.registration_id}.{signature}",
        f"{name}.{signature[:-2]}xx",
        f"{name}.",
        name,
        "x" * 5000,
        "1-1:abc",
    ]

    answers = [client.get(f"/a/{bad}/").status_code for bad in forged]
    posts = [press(client, f"/a/{bad}/", "withdraw").status_code for bad in forged]

    assert set(answers) == set(posts) == {404}
    assert Decision.objects.count() == 0


def person_in(notice):
    stranger = person()
    row = Delivery.objects.get(notice=notice)
    letter = row.letter
    letter.pk, letter.idempotency_key = None, "stranger"
    letter.save()
    row.pk, row.registration, row.account, row.letter = (
        None,
        stranger,
        stranger.account,
        letter,
    )
    row.save()
    return stranger


def test_the_signature_has_at_least_128_bits(asked):
    signature = answer_token(1, 2).partition(".")[2]

    assert len(signature) * 6 >= 128


def test_a_sample_answers_for_nobody(client):
    shown = client.get("/a/sample/?choice=keep")

    assert shown.status_code == 200
    assert "This was a sample" in text_of(shown)


def test_a_markup_name_stays_words_on_the_page(client, newsroom):
    eve = person(given_name="<script>alert(1)</script>", family_name="{number}")
    asked = delivery_to(newsroom.announced(), eve)

    page = client.get(link(asked)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {number}," in page


def test_who_is_asked_nothing_finds_no_buttons(client, newsroom):
    submitted = RegistrationFactory()
    delivery = delivery_to(newsroom.announced(), submitted)

    page = client.get(link(delivery)).content.decode()

    assert 'name="choice"' not in page
    assert press(client, link(delivery), "withdraw").status_code == 409


@pytest.mark.parametrize("language", ["x" * 2000, "zz", "en/../", "<b>"])
def test_a_language_we_do_not_speak_is_left_behind(client, asked, language):
    url = link(asked)

    answered = press(client, f"{url}?in={language}", "keep")

    assert (answered.status_code, answered.url) == (302, url)
