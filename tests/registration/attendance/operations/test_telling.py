import pytest

from conference.mailroom import rendering
from conference.mailroom.models import Letter
from registration.attendance.models import Registration
from registration.attendance.operations import applying, approving, changing, leaving
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.factories.editions import EditionFactory, ScheduleRevisionFactory

pytestmark = pytest.mark.django_db


def words_of(letter):
    return rendering.words_of(letter.template, letter.language, letter.context)


def only_words():
    return words_of(Letter.objects.get())


def test_the_acknowledgement_says_that_it_is_no_confirmation(now):
    draft = RegistrationFactory(draft=True)

    applying.submit(draft.account, now=now)

    words = only_words()
    assert words.subject == "We have your request: ITU Digital World 2020"
    assert "This is not yet a confirmation." in words.text
    assert "This is not yet a confirmation." in words.html


def test_the_confirmation_carries_number_code_and_calendar(now, organiser):
    request = RegistrationFactory()

    mine = approving.approve(request.pk, by=organiser, now=now)

    letter, words = Letter.objects.get(), only_words()
    assert mine.number in words.subject
    assert mine.number in words.text
    assert 'src="cid:' in words.html
    assert letter.context["_qr"] == mine.badge_token
    assert "DTSTART;VALUE=DATE:20200906" in letter.context["_calendar"]
    assert mine.badge_token not in words.html + words.text


def test_a_month_without_a_day_puts_nothing_into_calendars(now, organiser):
    edition = EditionFactory(revision_in_force=False)
    edition.in_force = ScheduleRevisionFactory(
        edition=edition, announced=True, to_september_2021=True
    )
    edition.save(update_fields=["in_force"])
    request = RegistrationFactory(edition=edition)

    approving.approve(request.pk, by=organiser, now=now)

    assert "_calendar" not in Letter.objects.get().context
    assert "September 2021" in only_words().text


def test_the_rejection_carries_the_reason_as_plain_text(now, organiser):
    request = RegistrationFactory()
    reason = "Not on our list. <b>Ask</b> {{ secret }}"

    approving.reject(request.pk, reason=reason, by=organiser, now=now)

    words = only_words()
    assert reason in words.text
    assert "&lt;b&gt;Ask&lt;/b&gt; {{ secret }}" in words.html


def test_who_waits_reads_the_place_in_line(now):
    category = ParticipantCategoryFactory(
        approval="nobody", quota=0, last_waiting_number=7
    )
    RegistrationFactory(category=category, waiting=True, waiting_number=7)
    draft = RegistrationFactory(category=category, draft=True)

    applying.submit(draft.account, now=now)

    assert "You stand in line, at place 2" in only_words().text


def test_a_letter_names_the_category_in_the_language_of_its_reader(now):
    draft = RegistrationFactory(draft=True, language="vi")

    applying.submit(draft.account, now=now)

    letter = Letter.objects.get()
    assert (letter.language, letter.context["category"]) == (
        "vi",
        "Quốc gia thành viên",
    )


def test_every_letter_of_registration_can_be_read_in_every_language(now, organiser):
    category = ParticipantCategoryFactory(
        code="public_visitor", approval="nobody", quota=1
    )
    drafts = RegistrationFactory.create_batch(2, category=category, draft=True)
    first, second = (applying.submit(draft.account, now=now) for draft in drafts)
    changing.choose_mode_and_tell(first.pk, mode="remote", by=None, now=now)
    leaving.withdraw_and_tell(first.pk, by=None, now=now)
    approving.cancel(second.pk, reason="Double", by=organiser, now=now)
    asked = [RegistrationFactory() for _ in range(2)]
    approving.approve(asked[0].pk, by=organiser, now=now)
    approving.reject(asked[1].pk, reason="No", by=organiser, now=now)
    applying.submit(RegistrationFactory(draft=True).account, now=now)

    letters = list(Letter.objects.all())
    texts = [
        rendering.words_of(letter.template, language, letter.context)
        for letter in letters
        for language in ("en", "vi", "fr", "es", "ru", "zh-hans", "ar")
    ]

    assert {letter.template for letter in letters} == {
        "registration_acknowledged",
        "registration_cancelled",
        "registration_changed",
        "registration_confirmed",
        "registration_promoted",
        "registration_rejected",
        "registration_waiting",
        "registration_withdrawn",
    }
    assert all(words.subject and "/my/" in words.text and words.html for words in texts)
    assert Registration.objects.count() == 5


def test_a_name_with_line_ends_stays_out_of_the_head_of_a_letter(now):
    draft = RegistrationFactory(draft=True, family_name="X\r\nBcc: b@y.org")

    applying.submit(draft.account, now=now)

    assert "\n" not in only_words().subject


def test_no_mail_program_makes_a_link_of_what_a_person_wrote(now, organiser):
    request = RegistrationFactory(given_name="Win.at", family_name="https://evil.test")

    approving.reject(request.pk, reason="See www.evil.test", by=organiser, now=now)

    words = only_words()
    for shown in (words.text, words.html):
        assert "Win.\u2060at https:\u2060//evil.\u2060test" in shown
        assert "See www.\u2060evil.\u2060test" in shown
