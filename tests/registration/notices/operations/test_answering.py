import pytest
from django.db import IntegrityError

from conference.mailroom.models import Letter
from registration.attendance.models import ParticipantCategory, Registration
from registration.attendance.operations import approving, leaving
from registration.notices.models import Decision, Delivery
from registration.notices.operations import announcing, answering
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
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
from tests.registration.notices.races import in_threads

pytestmark = pytest.mark.django_db
State = Registration.State
LATER = MAY_7 + HOUR


@pytest.fixture
def linh(newsroom):
    return person()


@pytest.fixture
def asked(newsroom, linh):
    return delivery_to(newsroom.announced(), linh)


def answer(delivery, choice, now=LATER):
    return answering.answer(delivery.pk, choice, via="link", now=now)


def confirmations():
    return Letter.objects.filter(template="answer_confirmed").order_by("pk")


def kinds(registration):
    return list(registration.steps.order_by("pk").values_list("kind", flat=True))


def test_keeping_changes_nothing_but_the_history(asked, linh):
    answer(asked, "keep")

    decision = Decision.objects.get()
    linh.refresh_from_db()
    assert (decision.delivery, decision.choice, decision.via, decision.answered_at) == (
        asked,
        "keep",
        "link",
        LATER,
    )
    assert (linh.state, linh.attendance_mode) == (State.APPROVED, "on_site")
    assert kinds(linh) == ["kept"]


def test_attending_online_changes_how_the_person_attends(asked, linh):
    answer(asked, "remote")

    linh.refresh_from_db()
    assert (linh.state, linh.attendance_mode) == (State.APPROVED, "remote")
    assert kinds(linh) == ["moved_online"]


def test_a_withdrawal_gives_the_place_to_the_longest_waiting(newsroom):
    category = ParticipantCategoryFactory(edition=newsroom.edition, quota=1)
    linh = person(category=category)
    ParticipantCategory.objects.update(last_waiting_number=2)
    second = RegistrationFactory(category=category, waiting=True, waiting_number=2)
    first = RegistrationFactory(category=category, waiting=True, waiting_number=1)
    asked = delivery_to(newsroom.announced(), linh)

    answer(asked, "withdraw")

    states = dict(Registration.objects.values_list("pk", "state"))
    assert states == {
        linh.pk: State.WITHDRAWN,
        first.pk: State.APPROVED,
        second.pk: State.WAITING,
    }


def test_each_answer_is_confirmed_once_and_in_the_language_of_the_letter(newsroom):
    linh = person(language="vi")
    asked = delivery_to(newsroom.announced(), linh)

    answer(asked, "keep")
    answer(asked, "keep", now=LATER + HOUR)

    letter = confirmations().get()
    assert (letter.to_address, letter.language, letter.context["subject"]) == (
        linh.account.email,
        "vi",
        "Chúng tôi đã nhận câu trả lời của quý vị: Giữ chỗ của tôi",
    )
    assert Decision.objects.get().answered_at == LATER
    assert kinds(linh) == ["kept"]


def test_an_answer_can_be_changed_until_the_deadline(asked, linh):
    for minute, choice in enumerate(("remote", "keep", "withdraw", "remote", "keep")):
        answer(asked, choice, now=LATER + minute * HOUR)

    linh.refresh_from_db()
    decision = Decision.objects.get()
    assert (decision.choice, decision.times_changed) == ("keep", 4)
    assert (linh.state, linh.attendance_mode) == (State.APPROVED, "on_site")
    assert confirmations().count() == 5


def test_who_comes_back_to_a_full_category_waits_and_is_told(newsroom):
    category = ParticipantCategoryFactory(edition=newsroom.edition, quota=1)
    linh = person(category=category)
    asked = delivery_to(newsroom.announced(), linh)
    answer(asked, "withdraw")
    newcomer = RegistrationFactory(category=category)
    approving.approve(newcomer.pk, by=newsroom.writer, now=LATER)

    answer(asked, "keep", now=LATER + HOUR)

    linh.refresh_from_db()
    assert (linh.state, linh.waiting_number) == (State.WAITING, 1)
    assert "waiting list" in confirmations().last().context["confirmed"]


@pytest.mark.parametrize(
    ("choices", "mode"),
    [
        (["withdraw", "remote"], "remote"),
        (["remote", "withdraw", "keep"], "on_site"),
        (["withdraw", "remote", "keep"], "on_site"),
        (["withdraw", "keep", "remote"], "remote"),
    ],
)
def test_who_comes_back_to_a_full_category_waits_and_then_comes_as_answered(
    newsroom, choices, mode
):
    category = ParticipantCategoryFactory(edition=newsroom.edition, quota=1)
    linh = person(category=category)
    newcomer = RegistrationFactory(category=category)
    asked = delivery_to(newsroom.announced(), linh)
    for choice in choices:
        answer(asked, choice)
        if choice == "withdraw":
            approving.approve(newcomer.pk, by=newsroom.writer, now=LATER)
    linh.refresh_from_db()
    waiting = (linh.state, linh.attendance_mode)

    leaving.withdraw(newcomer.pk, by=None, now=LATER + HOUR)

    linh.refresh_from_db()
    assert waiting == (State.WAITING, mode)
    assert (linh.state, linh.attendance_mode) == (State.APPROVED, mode)


def test_who_waits_after_coming_back_may_still_withdraw(newsroom):
    category = ParticipantCategoryFactory(edition=newsroom.edition, quota=1)
    linh = person(category=category)
    asked = delivery_to(newsroom.announced(), linh)
    answer(asked, "withdraw")
    newcomer = RegistrationFactory(category=category)
    approving.approve(newcomer.pk, by=newsroom.writer, now=LATER)
    answer(asked, "keep")

    answer(asked, "withdraw")

    linh.refresh_from_db()
    assert linh.state == State.WITHDRAWN


def test_from_the_deadline_on_the_answers_stand(asked, linh):
    answer(asked, "remote", now=JUNE_30 - HOUR)

    with pytest.raises(answering.DeadlineOver):
        answer(asked, "withdraw", now=JUNE_30)

    linh.refresh_from_db()
    assert (linh.state, linh.attendance_mode) == (State.APPROVED, "remote")


def test_who_has_no_place_yet_is_asked_nothing(newsroom):
    submitted = RegistrationFactory()
    delivery = delivery_to(newsroom.announced(), submitted)

    with pytest.raises(answering.NotAsked):
        answer(delivery, "withdraw")


def test_an_answer_after_the_registration_ended_by_hand_changes_nothing(asked, linh):
    leaving.withdraw(linh.pk, by=linh.account, now=LATER)

    with pytest.raises(answering.RegistrationEnded):
        answer(asked, "keep")

    assert Decision.objects.count() == 0


def test_a_cancelled_registration_does_not_come_back_by_a_link(asked, linh):
    answer(asked, "withdraw")
    Registration.objects.filter(pk=linh.pk).update(state=State.CANCELLED)

    with pytest.raises(answering.RegistrationEnded):
        answer(asked, "keep")


def test_a_notice_that_was_taken_back_takes_no_answer(newsroom, asked):
    announcing.take_back(asked.notice_id, by=newsroom.approver, now=LATER)

    with pytest.raises(answering.NoticeTakenBack):
        answer(asked, "keep")


def test_only_the_latest_notice_takes_answers(newsroom, asked):
    later = build(number=2, name="ITU Digital World 2022")
    later.announced()

    with pytest.raises(answering.NoticeOvertaken):
        answer(asked, "keep")


@pytest.mark.parametrize("choice", ["", "maybe", "KEEP", "keep;withdraw"])
def test_other_words_are_not_an_answer(asked, choice):
    with pytest.raises(answering.NotOffered):
        answer(asked, choice)


def test_who_attends_online_already_is_not_offered_it(newsroom):
    online = person(attendance_mode="remote")
    asked = delivery_to(newsroom.announced(), online)

    with pytest.raises(answering.NotOffered):
        answer(asked, "remote")


def test_a_new_request_is_not_doubled_by_taking_the_withdrawal_back(asked, linh):
    answer(asked, "withdraw")
    RegistrationFactory(account=linh.account, draft=True)

    with pytest.raises(leaving.HasAnotherRequest):
        answer(asked, "keep")

    assert Decision.objects.get().choice == "withdraw"


def test_a_person_gets_a_notice_once_by_each_channel(asked):
    twin = Delivery.objects.get(pk=asked.pk)
    twin.pk = None
    letter = Letter.objects.get(pk=asked.letter_id)
    letter.pk, letter.idempotency_key = None, "another"
    letter.save()
    twin.letter = letter

    with pytest.raises(
        IntegrityError, match="delivery_is_one_per_notice_person_and_channel"
    ):
        twin.save()


@pytest.mark.django_db(transaction=True)
def test_the_same_answer_from_two_windows_has_one_effect():
    room = build()
    linh = person()
    asked = delivery_to(room.announced(), linh)

    raised = in_threads(*[lambda: answer(asked, "withdraw")] * 4)

    assert raised == [None] * 4
    assert Decision.objects.get().times_changed == 0
    assert confirmations().count() == 1
    assert kinds(linh) == ["withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_different_answers_at_once_leave_the_registration_as_the_last_one_says():
    room = build()
    linh = person()
    asked = delivery_to(room.announced(), linh)

    raised = in_threads(
        lambda: answer(asked, "withdraw"),
        lambda: answer(asked, "remote"),
        lambda: answer(asked, "keep"),
    )

    linh.refresh_from_db()
    expected = {
        "withdraw": (State.WITHDRAWN,),
        "remote": (State.APPROVED, "remote"),
        "keep": (State.APPROVED, "on_site"),
    }[Decision.objects.get().choice]
    assert raised == [None] * 3
    assert (linh.state, linh.attendance_mode)[: len(expected)] == expected


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_an_answer_and_a_taking_back_never_both_hold(attempt):
    room = build()
    linh = person()
    notice = room.announced()
    asked = delivery_to(notice, linh)

    raised = in_threads(
        lambda: answer(asked, "keep"),
        lambda: announcing.take_back(notice.pk, by=room.approver, now=LATER),
    )

    answered = Decision.objects.exists()
    notice.refresh_from_db()
    assert (raised[0] is None) == answered
    assert (raised[1] is None) == (notice.state == "taken_back") == (not answered)


def test_days_later_the_answer_still_stands(asked, linh):
    answer(asked, "remote")

    assert answer(asked, "remote", now=LATER + 3 * DAY).answered_at == LATER
