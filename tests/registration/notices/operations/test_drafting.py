import pytest
from django.db import IntegrityError

from conference.editions.models import ScheduleRevision
from registration.notices.models import Notice, NoticeText
from registration.notices.operations import announcing, approving, drafting
from registration.notices.words.filling import BrokenPlaceholder, UnknownPlaceholder
from tests.factories.notices import DAY, HOUR, JUNE_30, MAY_7, person
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
State = Notice.State


@pytest.fixture
def by(newsroom):
    return {"by": newsroom.writer, "now": MAY_7 + HOUR}


def test_a_notice_begins_with_a_default_in_every_language(newsroom):
    notice = newsroom.draft()

    assert set(notice.texts.values_list("language", "version", "checked_by")) == {
        (language, 1, None)
        for language in ("en", "vi", "fr", "es", "ru", "zh-hans", "ar")
    }
    assert (notice.state, notice.written_by) == (State.DRAFT, newsroom.writer)


def test_a_decision_has_one_notice(newsroom, by):
    newsroom.draft()

    with pytest.raises(drafting.NoticeExists):
        newsroom.draft()


def test_people_are_never_asked_to_answer_in_the_past(newsroom):
    with pytest.raises(drafting.DeadlinePast):
        newsroom.draft(answer_by=MAY_7)


def test_an_edited_text_keeps_who_wrote_it(newsroom, by):
    notice = newsroom.draft()
    colleague = UserFactory()

    text = drafting.edit_text(
        notice.pk,
        "en",
        version=1,
        words={"lead": "Dear {name}.", "state": "announced"},
        by=colleague,
        now=MAY_7 + HOUR,
    )

    notice.refresh_from_db()
    text.refresh_from_db()
    assert (text.lead, text.version, text.checked_by, text.changed_at) == (
        "Dear {name}.",
        2,
        colleague,
        MAY_7 + HOUR,
    )
    assert (notice.written_by, notice.state) == (colleague, State.DRAFT)


def test_a_text_that_somebody_saved_meanwhile_is_not_overwritten(newsroom, by):
    notice = newsroom.draft()
    drafting.edit_text(notice.pk, "en", version=1, words={"lead": "First"}, **by)

    with pytest.raises(drafting.ChangedMeanwhile) as refused:
        drafting.edit_text(notice.pk, "en", version=1, words={"lead": "Second"}, **by)

    assert refused.value.text.lead == "First"
    assert notice.texts.get(language="en").lead == "First"


@pytest.mark.parametrize(
    ("lead", "refusal"),
    [("{user.password}", UnknownPlaceholder), ("{name", BrokenPlaceholder)],
)
def test_a_text_with_other_placeholders_is_not_saved(newsroom, by, lead, refusal):
    notice = newsroom.draft()

    with pytest.raises(refusal):
        drafting.edit_text(notice.pk, "en", version=1, words={"lead": lead}, **by)

    assert notice.texts.get(language="en").version == 1


def test_new_terms_renew_the_texts_that_nobody_edited(newsroom, by):
    notice = newsroom.draft()
    drafting.edit_text(notice.pk, "en", version=1, words={"why": "Because."}, **by)

    drafting.edit_terms(notice.pk, answer_by=JUNE_30 - DAY, next_update_on=None, **by)

    whys = dict(notice.texts.values_list("language", "why"))
    assert whys["en"] == "Because."
    assert "30 tháng 9" not in whys["vi"]


def test_a_language_with_readers_needs_a_text_or_a_fallback(newsroom, by):
    person(language="ru")
    notice = newsroom.draft()
    drafting.delete_text(notice.pk, "ru", **by)
    drafting.delete_text(notice.pk, "ar", **by)  # nobody reads it

    with pytest.raises(drafting.LanguagesMissing, match="Русский") as refused:
        drafting.submit(notice.pk, **by)
    drafting.set_fallback(notice.pk, "ru", to="en", **by)
    drafting.submit(notice.pk, **by)

    assert "العربية" not in str(refused.value)
    notice.refresh_from_db()
    assert (notice.state, notice.fallbacks) == (State.READY, {"ru": "en"})


def test_a_fallback_must_have_a_text_itself(newsroom, by):
    notice = newsroom.draft()
    drafting.delete_text(notice.pk, "fr", **by)

    with pytest.raises(drafting.NoSuchFallback):
        drafting.set_fallback(notice.pk, "ru", to="fr", **by)
    with pytest.raises(drafting.NoSuchFallback):
        drafting.set_fallback(notice.pk, "xx", to="en", **by)


def test_a_text_that_is_taken_away_is_nobodys_fallback_any_more(newsroom, by):
    notice = newsroom.draft()
    drafting.delete_text(notice.pk, "ru", **by)
    drafting.set_fallback(notice.pk, "ru", to="fr", **by)

    drafting.delete_text(notice.pk, "fr", **by)

    notice.refresh_from_db()
    assert notice.fallbacks == {}


def test_a_deleted_text_comes_back_as_the_default(newsroom, by):
    notice = newsroom.draft()
    before = notice.texts.get(language="vi").lead
    drafting.delete_text(notice.pk, "vi", **by)

    text = drafting.restore_default(notice.pk, "vi", **by)

    assert (text.lead, text.checked_by) == (before, None)


def test_the_last_text_stays(newsroom, by):
    notice = newsroom.draft()
    for language in ("vi", "fr", "es", "ru", "zh-hans", "ar"):
        drafting.delete_text(notice.pk, language, **by)

    with pytest.raises(drafting.LastText):
        drafting.delete_text(notice.pk, "en", **by)


def test_a_second_person_approves_the_notice_and_its_decision_at_once(newsroom):
    notice = newsroom.approved()

    newsroom.revision.refresh_from_db()
    assert (notice.state, notice.approved_by) == (State.APPROVED, newsroom.approver)
    assert (newsroom.revision.state, newsroom.revision.approved_by) == (
        ScheduleRevision.State.APPROVED,
        newsroom.approver,
    )


def test_nobody_approves_words_of_their_own(newsroom):
    notice = newsroom.draft()
    translator = UserFactory()
    drafting.edit_text(
        notice.pk, "fr", version=1, words={"lead": "Bonjour"}, by=translator, now=MAY_7
    )
    drafting.edit_text(
        notice.pk, "en", version=1, words={"lead": "Hello"}, by=UserFactory(), now=MAY_7
    )
    drafting.submit(notice.pk, by=newsroom.writer, now=MAY_7)

    for author in (translator, newsroom.writer):
        with pytest.raises(approving.WrittenByYou):
            approving.approve(notice.pk, by=author, now=MAY_7)

    newsroom.revision.refresh_from_db()
    assert newsroom.revision.state == ScheduleRevision.State.PROPOSED


def test_a_draft_is_not_approved(newsroom):
    notice = newsroom.draft()

    with pytest.raises(approving.NotReady):
        approving.approve(notice.pk, by=newsroom.approver, now=MAY_7)


def test_a_language_that_arrived_after_submitting_stops_the_approval(newsroom, by):
    notice = newsroom.draft()
    drafting.delete_text(notice.pk, "ru", **by)
    drafting.submit(notice.pk, **by)
    person(language="ru")

    with pytest.raises(drafting.LanguagesMissing):
        approving.approve(notice.pk, by=newsroom.approver, now=MAY_7)


def test_an_edit_after_approval_opens_everything_again(newsroom, by):
    notice = newsroom.approved()

    drafting.edit_text(notice.pk, "en", version=1, words={"lead": "New"}, **by)

    notice.refresh_from_db()
    newsroom.revision.refresh_from_db()
    assert (notice.state, notice.approved_by, notice.version) == (State.DRAFT, None, 2)
    assert newsroom.revision.state == ScheduleRevision.State.PROPOSED


def test_an_announced_notice_is_not_edited(newsroom, by):
    notice = newsroom.announced()

    with pytest.raises(drafting.NotWritable):
        drafting.edit_text(notice.pk, "en", version=1, words={"lead": "Late"}, **by)
    with pytest.raises(drafting.NotWritable):
        drafting.discard(notice.pk, **by)


def test_a_discarded_notice_takes_its_decision_with_it(newsroom, by):
    notice = newsroom.ready()

    drafting.discard(notice.pk, **by)

    notice.refresh_from_db()
    newsroom.revision.refresh_from_db()
    assert notice.state == State.TAKEN_BACK
    assert newsroom.revision.state == ScheduleRevision.State.TAKEN_BACK
    with pytest.raises(announcing.NotApproved):
        announcing.announce(notice.pk, by=newsroom.approver, now=MAY_7)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        (
            {"approved_by": "writer", "approved_at": MAY_7},
            "notice_is_approved_by_a_second_person",
        ),
        ({"approved_at": MAY_7}, "notice_approval_has_who_and_when"),
        ({"state": "announced"}, "notice_announced_has_batch_and_count"),
    ],
)
def test_the_database_keeps_the_rules_of_a_notice(newsroom, changes, constraint):
    notice = newsroom.draft()
    if "approved_by" in changes:
        changes = changes | {"approved_by": newsroom.writer}

    with pytest.raises(IntegrityError, match=constraint):
        Notice.objects.filter(pk=notice.pk).update(**changes)


def test_a_notice_has_one_text_per_language(newsroom):
    notice = newsroom.draft()

    with pytest.raises(IntegrityError, match="notice_text_is_one_per_language"):
        NoticeText.objects.create(notice=notice, language="en", changed_at=MAY_7)
