import re
from datetime import UTC, datetime

import pytest

from conference.editions.models import ScheduleRevision
from conference.mailroom import rendering
from conference.mailroom.models import Batch, Letter, Wording
from conference.mailroom.operations import batching
from conference.mailroom.operations.leases import Holder
from registration.notices.models import Delivery, Notice
from registration.notices.operations import announcing, answering, approving, drafting
from tests.factories.notices import (
    DAY,
    HOUR,
    JUNE_30,
    MAY_7,
    delivery_to,
    person,
)
from tests.factories.notices import (
    newsroom as build,
)
from tests.factories.people import UserFactory
from tests.registration.notices.races import in_threads

pytestmark = pytest.mark.django_db


def announce(notice, newsroom, how=announcing.announce):
    return how(notice.pk, by=newsroom.approver, now=MAY_7)


def test_the_audience_is_everybody_with_a_live_request_and_nobody_else(newsroom):
    told = {
        person(),
        person(approved=False),
        person(approved=False, waiting=True),
        person(approved=False, draft=True),
    }
    person(approved=False, rejected=True)
    person(approved=False, withdrawn=True)
    person(account=UserFactory(is_active=False))

    notice = announce(newsroom.approved(), newsroom)

    assert {row.registration for row in notice.deliveries.all()} == told
    assert notice.addressed == 4


def test_only_those_with_a_place_are_asked(newsroom):
    approved, submitted = person(), person(approved=False)

    notice = announce(newsroom.approved(), newsroom)

    assert {row.registration_id: row.asked for row in notice.deliveries.all()} == {
        approved.pk: True,
        submitted.pk: False,
    }
    assert set(
        Letter.objects.values_list("wording__variant", "context__answer_url")
    ) == {
        ("asked", announcing.answer_url(notice.pk, approved.pk)),
        ("open", ""),
    }


@pytest.mark.parametrize(
    ("mode", "choices"),
    [("on_site", ["keep", "remote", "withdraw"]), ("remote", ["keep", "withdraw"])],
)
def test_nobody_who_attends_online_is_offered_to(newsroom, mode, choices):
    person(attendance_mode=mode)

    announce(newsroom.approved(), newsroom)

    letter = Letter.objects.select_related("wording").get()
    words = rendering.words_of_phrasing(
        rendering.Phrasing(
            template=letter.template,
            language=letter.language,
            subject=letter.wording.subject,
            parts=letter.wording.parts,
            calendar=letter.wording.calendar,
        ),
        letter.context,
    )
    for part in (words.text, words.html):
        assert re.findall(r"\?choice=(\w+)", part) == choices
    assert "METHOD:CANCEL" in letter.wording.calendar


def test_announcing_puts_the_decision_in_force_and_freezes_who_people_were(newsroom):
    registration = person(language="ar", country="EG", attendance_mode="remote")

    notice = announce(newsroom.approved(), newsroom)

    newsroom.edition.refresh_from_db()
    delivery = delivery_to(notice, registration)
    assert newsroom.edition.in_force_id == newsroom.revision.pk
    assert (notice.state, notice.announced_by, notice.announced_at) == (
        Notice.State.ANNOUNCED,
        newsroom.approver,
        MAY_7,
    )
    assert (
        delivery.name,
        delivery.address,
        delivery.language,
        delivery.country,
        delivery.attendance_mode,
        delivery.registration_state,
        delivery.letter.language,
        delivery.letter.to_address,
    ) == (
        registration.full_name,
        registration.account.email,
        "ar",
        "EG",
        "remote",
        "approved",
        "ar",
        registration.account.email,
    )


def test_readers_of_a_language_without_a_text_get_its_fallback(newsroom):
    person(language="ru")
    notice = newsroom.draft()
    by = {"by": newsroom.writer, "now": MAY_7}
    drafting.delete_text(notice.pk, "ru", **by)
    drafting.set_fallback(notice.pk, "ru", to="en", **by)
    drafting.submit(notice.pk, **by)
    approving.approve(notice.pk, by=newsroom.approver, now=MAY_7)

    announce(notice, newsroom)

    delivery = Delivery.objects.get()
    assert (delivery.language, delivery.letter.language) == ("ru", "en")
    assert delivery.letter.wording.subject == (
        "Postponed: ITU Digital World moves to September 2021"
    )


def test_a_letter_holds_only_what_is_the_persons_own(newsroom):
    registration = person(title="ms", given_name="Linh", family_name="Nguyễn")

    notice = announce(newsroom.approved(), newsroom)

    assert Letter.objects.get().context == {
        "name": "Linh Nguyễn",
        "salutation": "Dear Ms Linh Nguyễn,",
        "number": registration.number,
        "category": "Member State",
        "deadline": "30 June 2020, 18:00 Ha Noi (11:00 UTC)",
        "address": registration.account.email,
        "answer_url": announcing.answer_url(notice.pk, registration.pk),
        "web_url": announcing.web_url(notice.pk),
    }


def test_the_calendar_goes_to_those_who_have_an_entry_and_cancels_the_old_days(
    newsroom,
):
    person()

    announce(newsroom.approved(), newsroom)

    calendars = dict(
        Wording.objects.filter(language="en").values_list("variant", "calendar")
    )
    assert calendars["open"] == ""
    assert "METHOD:CANCEL" in calendars["asked"]
    assert "SEQUENCE:1" in calendars["asked"]
    assert "mailto:{address}" in calendars["asked"]


@pytest.mark.parametrize(
    ("how", "state", "wave"),
    [
        (announcing.announce, Batch.State.RUNNING, 2),
        (announcing.announce_with_first_wave, Batch.State.RUNNING, 1),
        (announcing.announce_held, Batch.State.HELD, 2),
    ],
)
def test_letters_leave_as_the_organiser_says(newsroom, how, state, wave):
    person()

    announce(newsroom.approved(), newsroom, how)

    batch = Batch.objects.get()
    assert (batch.state, batch.open_wave) == (state, wave)


def test_every_language_is_among_the_first_to_hear(newsroom, monkeypatch):
    monkeypatch.setattr(announcing, "FIRST_WAVE", 3)
    first = [person(language="en"), person(language="vi"), person(language="fr")]
    person(language="en")
    person(language="en")

    announce(newsroom.approved(), newsroom)

    early = Delivery.objects.filter(letter__wave=1)
    assert {row.registration for row in early} == set(first)


def test_only_an_approved_notice_is_announced(newsroom):
    notice = newsroom.ready()

    with pytest.raises(announcing.NotApproved):
        announce(notice, newsroom)

    assert (Delivery.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_notice_is_not_announced_when_the_time_to_answer_is_over(newsroom):
    notice = newsroom.approved()

    with pytest.raises(drafting.DeadlinePast):
        announcing.announce(notice.pk, by=newsroom.approver, now=JUNE_30)


def test_nothing_stays_when_announcing_fails_half_way(newsroom, monkeypatch):
    person()
    notice = newsroom.approved()
    monkeypatch.setattr(announcing, "_plan_reminders", None)

    with pytest.raises(TypeError):
        announce(notice, newsroom)

    newsroom.edition.refresh_from_db()
    notice.refresh_from_db()
    assert notice.state == Notice.State.APPROVED
    assert newsroom.edition.in_force.number == 0
    assert (Delivery.objects.count(), Letter.objects.count()) == (0, 0)


def test_reminders_are_planned_at_mid_term_and_two_days_before(newsroom):
    notice = announce(newsroom.approved(), newsroom)

    assert [(r.kind, r.due_at) for r in notice.reminders.order_by("due_at")] == [
        ("mid_term", MAY_7 + (JUNE_30 - MAY_7) / 2),
        ("last", JUNE_30 - 2 * DAY),
    ]


def test_no_reminder_is_planned_where_there_is_no_time_for_it(newsroom):
    notice = announce(newsroom.approved(answer_by=MAY_7 + DAY), newsroom)

    assert notice.reminders.count() == 0


def test_before_the_first_letter_has_left_all_of_it_is_taken_back(newsroom):
    person()
    notice = announce(newsroom.approved(), newsroom)

    announcing.take_back(notice.pk, by=newsroom.approver, now=MAY_7 + HOUR)

    notice.refresh_from_db()
    newsroom.edition.refresh_from_db()
    newsroom.revision.refresh_from_db()
    assert notice.state == Notice.State.TAKEN_BACK
    assert newsroom.revision.state == ScheduleRevision.State.TAKEN_BACK
    assert newsroom.edition.in_force.number == 0
    assert Letter.objects.get().state == Letter.State.CANCELLED


def test_after_the_first_letter_has_left_nothing_is_taken_back(newsroom):
    person()
    notice = announce(newsroom.approved(), newsroom)
    Letter.objects.update(state=Letter.State.ACCEPTED, finished_at=MAY_7)

    with pytest.raises(batching.AlreadyLeft):
        announcing.take_back(notice.pk, by=newsroom.approver, now=MAY_7 + HOUR)

    notice.refresh_from_db()
    newsroom.edition.refresh_from_db()
    assert notice.state == Notice.State.ANNOUNCED
    assert newsroom.edition.in_force_id == newsroom.revision.pk


def test_what_somebody_has_answered_is_not_taken_back(newsroom):
    registration = person()
    notice = announce(newsroom.approved(), newsroom)
    delivery = delivery_to(notice, registration)
    answering.answer(delivery.pk, "keep", via="page", now=MAY_7 + HOUR)

    with pytest.raises(announcing.AlreadyAnswered):
        announcing.take_back(notice.pk, by=newsroom.approver, now=MAY_7 + HOUR)


def test_failed_letters_of_this_notice_only_are_tried_again(newsroom):
    person()
    person()
    notice = announce(newsroom.approved(), newsroom)
    failed = Letter.objects.order_by("pk").first()
    alien = Letter.objects.create(
        idempotency_key="alien",
        template="plain",
        language="en",
        to_address="x@example.org",
        posted_at=MAY_7,
        send_after=MAY_7,
        give_up_at=MAY_7 + DAY,
    )
    Letter.objects.filter(pk__in=[failed.pk, alien.pk]).update(
        state=Letter.State.FAILED, finished_at=MAY_7, attempts=6
    )

    again = announcing.retry_failed(
        notice.pk,
        letter_ids=[failed.pk, alien.pk],
        by=newsroom.approver,
        now=MAY_7 + DAY,
    )

    failed.refresh_from_db()
    alien.refresh_from_db()
    assert again == 1
    assert (failed.state, failed.attempts, failed.send_after) == (
        Letter.State.DUE,
        0,
        MAY_7 + DAY,
    )
    assert alien.state == Letter.State.FAILED


@pytest.mark.django_db(transaction=True)
def test_of_two_who_announce_at_once_one_does():
    newsroom = build()
    people = {person().pk for _ in range(20)}
    notice = newsroom.approved()

    raised = in_threads(*[lambda: announce(notice, newsroom)] * 2)

    assert set(raised) == {None, announcing.NotApproved}
    assert {row.registration_id for row in Delivery.objects.all()} == people
    assert (Delivery.objects.count(), Letter.objects.count()) == (20, 20)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_a_letter_that_leaves_and_a_notice_that_is_taken_back_never_meet(attempt):
    newsroom = build()
    for _ in range(5):
        person()
    notice = announce(newsroom.approved(), newsroom)
    sent = []

    def send():
        holder = Holder(f"sender-{attempt}")
        held = holder.claim(is_urgent=False, limit=5, now=MAY_7 + HOUR)
        begun = (letter for letter in held if holder.begin(letter, now=MAY_7 + HOUR))
        sent.extend(begun)

    def regret():
        announcing.take_back(notice.pk, by=newsroom.approver, now=MAY_7 + HOUR)

    raised = in_threads(send, regret)

    notice.refresh_from_db()
    taken_back = raised[1] is None
    assert raised[0] is None
    assert raised[1] in {None, batching.AlreadyLeft}
    assert bool(sent) != taken_back
    assert (notice.state == Notice.State.TAKEN_BACK) == taken_back


def test_a_letter_names_the_day_it_is_in_ha_noi():
    before_dawn = datetime(2020, 5, 7, 20, 30, tzinfo=UTC)  # 8 May, 03:30 Ha Noi
    room = build()
    person(edition=room.edition, language="en")
    notice = room.approved()

    announcing.announce(notice.pk, by=room.approver, now=before_dawn)

    words = Wording.objects.get(batch__notice=notice, language="en", variant="asked")
    assert words.parts["announced_on"] == "8 May 2020"
