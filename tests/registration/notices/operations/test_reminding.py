from datetime import timedelta

import pytest
from django.db import IntegrityError

from conference.mailroom.models import Letter
from conference.mailroom.operations import batching, retrying
from registration.attendance.operations import leaving
from registration.notices.models import Reminder
from registration.notices.operations import announcing, answering, reminding
from tests.factories.attendance import RegistrationFactory
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
MID_TERM = MAY_7 + (JUNE_30 - MAY_7) / 2
TWO_DAYS_BEFORE = JUNE_30 - 2 * DAY


def reached(room, **terms):
    """Announce a notice whose letters have all arrived."""
    notice = room.announced(**terms)
    arrive(notice.batch.letters.all())
    return notice


def arrive(letters):
    letters.update(state=Letter.State.ACCEPTED, finished_at=MAY_7)


def reminded():
    letters = Letter.objects.filter(template="reminder").order_by("pk")
    return [letter.to_address for letter in letters]


def test_only_the_silent_are_reminded(newsroom):
    silent, keeps, left = person(), person(), person()
    RegistrationFactory()  # was asked nothing
    notice = reached(newsroom)
    answering.answer(delivery_to(notice, keeps).pk, "keep", via="link", now=MAY_7 + DAY)
    leaving.withdraw(left.pk, by=left.account, now=MAY_7 + DAY)

    reminding.remind_due(now=MID_TERM)

    assert reminded() == [silent.account.email]
    assert notice.reminders.get(kind="mid_term").reminded == 1


def test_nobody_is_reminded_early(newsroom):
    person()
    reached(newsroom)

    assert reminding.remind_due(now=MID_TERM - timedelta(seconds=1)) == 0
    assert reminded() == []


def test_a_reminder_goes_out_once_however_often_the_sweep_comes(newsroom):
    linh = person()
    reached(newsroom)

    counts = [reminding.remind_due(now=MID_TERM + n * HOUR) for n in range(3)]

    assert counts == [1, 0, 0]
    assert reminded() == [linh.account.email]


def test_both_reminders_reach_who_stays_silent(newsroom):
    linh = person()
    reached(newsroom)

    reminding.remind_due(now=MID_TERM)
    reminding.remind_due(now=TWO_DAYS_BEFORE)

    assert reminded() == [linh.account.email] * 2


def test_two_reminders_that_are_due_at_once_become_the_later_one(newsroom):
    person()
    notice = reached(newsroom)

    reminding.remind_due(now=TWO_DAYS_BEFORE + HOUR)

    assert dict(notice.reminders.values_list("kind", "reminded")) == {
        "mid_term": 0,
        "last": 1,
    }


def test_nobody_is_reminded_after_the_deadline(newsroom):
    person()
    notice = reached(newsroom)

    reminding.remind_due(now=JUNE_30)

    assert reminded() == []
    assert notice.reminders.filter(done_at=None).count() == 0


@pytest.mark.parametrize("end", ["taken back", "stopped", "overtaken"])
def test_a_notice_that_is_over_reminds_nobody(newsroom, end):
    person()
    notice = newsroom.announced()
    by = {"by": newsroom.approver, "now": MAY_7 + HOUR}
    if end == "taken back":
        announcing.take_back(notice.pk, **by)
    else:
        arrive(notice.batch.letters.all())
    if end == "stopped":
        batching.stop(notice.batch_id, **by)
    if end == "overtaken":
        build(number=2, name="ITU Digital World 2022").announced(
            answer_by=JUNE_30 + 90 * DAY
        )

    reminding.remind_due(now=MID_TERM)

    assert reminded() == []


@pytest.mark.parametrize("state", ["due", "retry", "failed", "cancelled", "suppressed"])
def test_who_never_got_the_notice_is_not_reminded_of_it(newsroom, state):
    linh = person()
    person()
    notice = reached(newsroom)
    ended = None if state in {"due", "retry"} else MAY_7
    Letter.objects.filter(to_address=linh.account.email).update(
        state=state, finished_at=ended
    )

    reminding.remind_due(now=MID_TERM)

    assert reminded() == [
        address
        for address in notice.deliveries.values_list("address", flat=True)
        if address != linh.account.email
    ]


@pytest.mark.parametrize("how", ["held", "paused"])
def test_while_the_notice_stands_still_its_reminder_stays_planned(newsroom, how):
    linh, thu = person(), person()
    notice = newsroom.approved()
    by = {"by": newsroom.approver, "now": MAY_7}
    if how == "held":
        notice = announcing.announce_held(notice.pk, **by)
    else:
        notice = announcing.announce(notice.pk, **by)
        batching.pause(notice.batch_id, **by)
    arrive(notice.batch.letters.filter(to_address=linh.account.email))

    waiting = reminding.remind_due(now=MID_TERM)
    go_on = batching.start if how == "held" else batching.resume
    go_on(notice.batch_id, **by)
    arrive(notice.batch.letters.filter(to_address=thu.account.email))
    reminding.remind_due(now=MID_TERM + HOUR)

    assert waiting == 0
    assert reminded() == [linh.account.email, thu.account.email]


def test_while_a_reminder_stands_still_the_next_one_stays_planned(newsroom):
    person()
    notice = reached(newsroom)
    reminding.remind_due(now=MID_TERM)
    first = notice.reminders.get(kind="mid_term").batch
    by = {"by": newsroom.approver, "now": MID_TERM}
    batching.pause(first.pk, **by)

    waiting = reminding.remind_due(now=TWO_DAYS_BEFORE)
    batching.stop(first.pk, **by)

    assert (waiting, reminding.remind_due(now=TWO_DAYS_BEFORE)) == (0, 1)


def test_reminders_leave_wait_and_stop_together(newsroom):
    person(), person()
    notice = reached(newsroom)

    reminding.remind_due(now=MID_TERM)

    batch = notice.reminders.get(kind="mid_term").batch
    assert (batch.title, batch.state, batch.letters.count()) == (
        "Reminder: 1. ITU Digital World 2021",
        "running",
        2,
    )
    assert batching.stop(batch.pk, by=newsroom.approver, now=MID_TERM) == 2


def test_a_reminder_makes_no_batch_when_there_is_nobody_to_remind(newsroom):
    notice = reached(newsroom)

    reminding.remind_due(now=MID_TERM)

    assert notice.reminders.get(kind="mid_term").batch is None


def test_a_reminder_ends_with_the_time_to_answer(newsroom):
    person()
    reached(newsroom)

    reminding.remind_due(now=JUNE_30 - 2 * HOUR)

    assert Letter.objects.get(template="reminder").give_up_at == JUNE_30


def test_a_notice_is_not_taken_back_once_somebody_was_reminded_of_it(newsroom):
    linh = person()
    notice = reached(newsroom)
    notice.batch.letters.filter(to_address=linh.account.email).update(state="uncertain")
    reminding.remind_due(now=MID_TERM)
    by = {"by": newsroom.approver, "now": MID_TERM + HOUR}
    retrying.retry([delivery_to(notice, linh).letter_id], **by)

    with pytest.raises(batching.AlreadyLeft):
        announcing.take_back(notice.pk, **by)


def test_a_reminder_speaks_the_language_of_the_letter(newsroom):
    person(language="vi", title="ms", given_name="", family_name="Linh")
    reached(newsroom)

    reminding.remind_due(now=MID_TERM)

    context = Letter.objects.get(template="reminder").context
    assert (context["salutation"], context["time_left"], context["keep"]) == (
        "Kính gửi Bà Linh,",
        "Đã qua một nửa thời hạn trả lời.",
        "Giữ chỗ của tôi",
    )


def test_a_notice_has_one_reminder_of_each_kind(newsroom):
    notice = reached(newsroom)

    with pytest.raises(IntegrityError, match="reminder_is_one_per_notice_and_kind"):
        Reminder.objects.create(notice=notice, kind="last", due_at=JUNE_30)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_remind_nobody_twice():
    room = build()
    people = [person() for _ in range(5)]
    reached(room)

    in_threads(*[lambda: reminding.remind_due(now=MID_TERM)] * 3)

    assert reminded() == [linh.account.email for linh in people]
