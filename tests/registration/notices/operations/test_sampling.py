import re

import pytest

from conference.mailroom import rendering
from conference.mailroom.models import Letter
from registration.notices.operations import drafting, sampling
from tests.factories.attendance import RegistrationFactory
from tests.factories.notices import MAY_7, person
from tests.factories.notices import newsroom as build
from tests.factories.panel import organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db):
    """Somebody who may see who has registered."""
    return organiser("Administrator")


def test_a_preview_shows_the_person_with_the_longest_name(newsroom, desk):
    person(given_name="A", family_name="B")
    person(given_name="Maria Guadalupe", family_name="de Vasconcelos", title="prof")
    notice = newsroom.draft()

    shown = sampling.preview(notice, "en", by=desk, now=MAY_7)

    assert shown.subject == "Postponed: ITU Digital World moves to September 2021"
    assert shown.name == "Maria Guadalupe de Vasconcelos"
    assert "Dear Prof. Maria Guadalupe de Vasconcelos," in shown.text
    assert "Dear Prof. Maria Guadalupe de Vasconcelos," in shown.html


@pytest.mark.parametrize("persona", sampling.PERSONAS)
@pytest.mark.parametrize("language", ["en", "vi", "fr", "es", "ru", "zh-hans", "ar"])
def test_every_language_and_persona_can_be_looked_at_without_any_people(
    newsroom, language, persona, desk
):
    notice = newsroom.draft()

    shown = sampling.preview(notice, language, persona, by=desk, now=MAY_7)

    assert shown.name in shown.text
    assert "{" not in shown.text
    assert ("/a/sample/" in shown.text) == (persona != "open")
    assert f'lang="{language}"' in shown.html


def test_people_without_a_decision_read_other_words(newsroom, desk):
    RegistrationFactory(given_name="Chi", family_name="Tran")
    notice = newsroom.draft()

    shown = sampling.preview(notice, "en", "open", by=desk, now=MAY_7)

    assert shown.name == "Chi Tran"
    assert "Your request stays as it is." in shown.text
    assert "You keep your place" not in shown.text


@pytest.mark.parametrize("persona", sampling.PERSONAS)
def test_who_may_not_see_registrations_sees_nobody_real(newsroom, persona):
    writer = organiser("Notice writer")
    people = [
        person(family_name="الحسن", given_name="سارة الطويلة جدا"),
        person(family_name="Suharti", given_name=""),
        person(approved=False, family_name="Tran", given_name="Chi"),
    ]
    notice = newsroom.draft()

    shown = sampling.preview(notice, "en", persona, by=writer, now=MAY_7)
    sampling.send_sample(notice.pk, "en", by=writer, now=MAY_7)

    letter = Letter.objects.get()
    for real in people:
        assert shown.name != real.full_name
        for told in (shown.text, shown.html, str(letter.context)):
            assert real.full_name not in told
            assert real.account.email not in told


def test_markup_in_a_name_stays_words(newsroom, desk):
    person(given_name="<b>Eve</b>", family_name="{deadline} www.evil.test")
    notice = newsroom.draft()

    shown = sampling.preview(notice, "en", by=desk, now=MAY_7)

    assert "&lt;b&gt;Eve&lt;/b&gt; {deadline} www.\u2060evil.\u2060test," in shown.html
    assert "<b>Eve" not in shown.html


def test_a_sample_goes_to_its_organiser_and_answers_for_nobody(newsroom):
    person()
    notice = newsroom.draft()

    sampling.send_sample(notice.pk, "vi", by=newsroom.writer, now=MAY_7)

    letter = Letter.objects.get()
    words = rendering.words_of(letter.template, letter.language, letter.context)
    assert (letter.to_address, letter.batch, letter.is_urgent) == (
        newsroom.writer.email,
        None,
        True,
    )
    assert words.subject.startswith("[Thư mẫu] Hoãn: ITU Digital World chuyển sang")
    assert "/a/sample/?choice=keep" in words.text
    assert "{" not in words.text


def test_a_language_without_a_text_cannot_be_looked_at(newsroom, desk):
    notice = newsroom.draft()
    drafting.delete_text(notice.pk, "ru", by=newsroom.writer, now=MAY_7)

    with pytest.raises(sampling.NoText):
        sampling.preview(notice, "ru", by=desk, now=MAY_7)
    with pytest.raises(sampling.NoText):
        sampling.send_sample(notice.pk, "ru", by=newsroom.writer, now=MAY_7)


@pytest.mark.parametrize(
    ("delivery_format", "choices"),
    [
        ("in_person", ["keep", "remote", "withdraw"]),
        ("virtual", ["keep", "withdraw"]),
    ],
)
def test_nobody_is_offered_to_attend_online_where_everybody_does(
    db, delivery_format, choices, desk
):
    notice = build(delivery_format=delivery_format).draft()

    shown = sampling.preview(notice, "en", by=desk, now=MAY_7)

    for words in (shown.text, shown.html):
        assert re.findall(r"/a/sample/\?choice=(\w+)", words) == choices
