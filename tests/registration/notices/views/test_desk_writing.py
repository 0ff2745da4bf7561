from datetime import timedelta

import pytest
from django.urls import reverse

from conference.core import clock
from conference.mailroom.models import Letter
from registration.notices.models import Notice, NoticeText
from registration.notices.operations.wording import FIELDS
from tests.factories.attendance import RegistrationFactory
from tests.factories.editions import EditionFactory
from tests.factories.panel import drafted, organiser, press, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(client):
    EditionFactory()
    person = organiser("Notice writer")
    client.force_login(person)
    return person


def words_of(text, **changed):
    return {name: getattr(text, name) for name in FIELDS} | changed


def url_of(name, notice, *more):
    return reverse(f"notices_desk:{name}", args=[notice.revision_id, *more])


def save(client, notice, **changed):
    text = notice.texts.get(language="en")
    answers = {"version": text.version, **words_of(text), **changed}
    return press(client, url_of("text", notice, "en"), **answers)


def test_naming_a_deadline_writes_the_first_texts(client, writer):
    revision = proposed(writer)
    url = reverse("notices_desk:notice", args=[revision.pk])

    press(client, url, answer_by="2099-06-30T18:00", next_update_on="")

    notice = Notice.objects.get()
    assert notice.answer_by.isoformat() == "2099-06-30T11:00:00+00:00"
    assert notice.texts.count() == 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer_by": ""},
        {"answer_by": "soon"},
        {"answer_by": "2099-06-31T18:00"},
        {"answer_by": "2099-06-30T18:00", "next_update_on": "32 May"},
    ],
)
def test_a_deadline_that_is_none_is_told(client, writer, wrong):
    revision = proposed(writer)

    answer = press(client, reverse("notices_desk:notice", args=[revision.pk]), **wrong)

    assert (answer.status_code, Notice.objects.count()) == (422, 0)


def test_a_deadline_in_the_past_is_refused(client, writer):
    revision = proposed(writer)
    url = reverse("notices_desk:notice", args=[revision.pk])

    answer = press(client, url, answer_by="2020-01-01T18:00")

    assert (answer.status_code, Notice.objects.count()) == (409, 0)
    assert "2020-01-01T18:00" in answer.content.decode()


def test_saving_a_text_says_who_has_read_it(client, writer):
    notice = drafted(writer)

    answer = save(client, notice, headline="We move to September 2021")

    text = notice.texts.get(language="en")
    assert answer.url == url_of("text", notice, "en")
    assert (text.headline, text.checked_by) == ("We move to September 2021", writer)


@pytest.mark.parametrize(
    "lead",
    [
        "Dear {user.password}",
        "Dear {name!r:>99}",
        "Dear {name",
        "Dear {address}",
        "Dear {0}",
    ],
)
def test_a_placeholder_that_is_none_is_refused_and_the_text_is_kept(
    client, writer, lead
):
    notice = drafted(writer)
    before = notice.texts.get(language="en").lead

    answer = save(client, notice, lead=lead)

    assert answer.status_code == 409
    assert answer.context["form"]["lead"].value() == lead
    assert notice.texts.get(language="en").lead == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": ""},
        {"subject": "x" * 1001},
        {"lead": "a\x00b"},
        {"lead": "x" * 5001},
        {"version": "later"},
        {"version": "-1"},
        {"version": "99999999999999999999"},
    ],
)
def test_a_text_that_is_not_understood_is_told_and_kept(client, writer, wrong):
    notice = drafted(writer)

    answer = save(client, notice, **{"headline": "Typed with care", **wrong})

    assert answer.status_code == 422
    assert "Typed with care" in answer.content.decode()


def test_two_who_write_at_once_see_what_differs_and_lose_nothing(client, writer):
    notice = drafted(writer)
    version = notice.texts.get(language="en").version
    save(client, notice, headline="Theirs")

    second = save(client, notice, headline="Mine", version=version)

    page = second.context
    assert second.status_code == 409
    assert page["differences"] == [
        {"label": "Headline", "theirs": "Theirs", "yours": "Mine"}
    ]
    assert notice.texts.get(language="en").headline == "Theirs"
    again = save(client, notice, headline="Mine", version=page["form"].data["version"])
    assert again.status_code == 302
    assert notice.texts.get(language="en").headline == "Mine"


def test_a_language_without_a_text_needs_another_before_it_is_handed_over(
    client, writer
):
    RegistrationFactory(approved=True, language="ru")
    notice = drafted(writer)
    press(client, url_of("delete-text", notice, "ru"))

    refused = press(client, url_of("submit", notice))
    press(client, url_of("set-fallback", notice, "ru"), to="en")
    taken = press(client, url_of("submit", notice))

    notice.refresh_from_db()
    assert (refused.status_code, taken.status_code) == (409, 302)
    assert (notice.state, notice.fallbacks) == (Notice.State.READY, {"ru": "en"})


def test_a_default_comes_back_when_asked_for(client, writer):
    notice = drafted(writer)
    default = notice.texts.get(language="en").headline
    save(client, notice, headline="Another")

    press(client, url_of("restore-default", notice, "en"))

    assert notice.texts.get(language="en").headline == default


def test_a_sample_goes_to_its_asker_and_nobody_else(client, writer):
    RegistrationFactory(approved=True)
    notice = drafted(writer)
    Letter.objects.all().delete()

    press(client, url_of("send-sample", notice, "en"))

    assert list(Letter.objects.values_list("to_address", flat=True)) == [writer.email]


def test_the_letter_stands_alone_and_runs_nothing(client, writer):
    notice = drafted(writer)

    answer = client.get(url_of("letter", notice, "en", "longest"))

    policy = answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src" not in policy
    assert {"default-src 'none'", "style-src 'unsafe-inline'", "sandbox"} <= {
        part.strip() for part in policy.split(";")
    }


@pytest.mark.parametrize(
    "persona", ["longest", "right_to_left", "no_given_name", "open"]
)
@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_a_preview_is_there_for_each_telling_person(client, writer, persona, language):
    notice = drafted(writer)

    answer = client.get(url_of("preview", notice, language), {"persona": persona})

    subject = NoticeText.objects.get(notice=notice, language=language).subject
    assert subject in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "query"), [("xx", {}), ("en", {"persona": "__class__"})]
)
def test_a_preview_of_nothing_is_not_found(client, writer, language, query):
    notice = drafted(writer)

    assert client.get(url_of("preview", notice, language), query).status_code == 404


def test_a_text_of_a_waiting_notice_makes_it_a_draft_again(client, writer):
    notice = drafted(writer)
    press(client, url_of("submit", notice))

    save(client, notice, headline="Later thought")

    notice.refresh_from_db()
    assert notice.state == Notice.State.DRAFT
    assert notice.answer_by > clock.now() + timedelta(days=29)


def test_the_form_asks_for_all_words_of_a_notice():
    assert set(FIELDS) == set(FIELDS)
