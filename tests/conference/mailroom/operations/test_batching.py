from datetime import timedelta

import pytest

from conference.mailroom import queries
from conference.mailroom.models import Batch, Letter
from conference.mailroom.operations import batching, leases, retrying, sending
from tests.factories.letters import MAY, a_batch, leases_run_out

pytestmark = pytest.mark.django_db
LATER = MAY + timedelta(minutes=5)
THREE = ["a@example.org", "b@example.org", "c@example.org"]


def send(now=LATER):
    return sending.send_due(is_urgent=False, now=now)


def counts(batch):
    progress = queries.batch_progress(batch.pk)
    names = [state.value for state in Letter.State]
    assert sum(getattr(progress, name) for name in names) == progress.total
    return {name: getattr(progress, name) for name in names if getattr(progress, name)}


def test_a_batch_waits_until_it_is_started(sink):
    batch = a_batch(THREE, starts=False)

    send()
    held = counts(batch)
    batching.start(batch.pk, by=None, now=LATER)
    send()

    assert (held, counts(batch)) == ({"due": 3}, {"accepted": 3})


def test_the_first_wave_leaves_and_the_others_wait_for_go_on(sink):
    batch = a_batch(THREE, starts=False, wave=2)
    Letter.objects.filter(to_address="a@example.org").update(wave=1)
    batching.start_with_first_wave(batch.pk, by=None, now=LATER)

    send()
    first = [letter["to"] for letter in sink.accepted()]
    batching.go_on(batch.pk, by=None, now=LATER)
    send()

    assert first == ["a@example.org"]
    assert counts(batch) == {"accepted": 3}


@pytest.mark.parametrize("change", [batching.pause, batching.stop])
def test_a_letter_that_was_taken_up_does_not_leave_after_pause_or_stop(sink, change):
    batch = a_batch(THREE)
    holder = leases.Holder("slow")
    held = holder.claim(is_urgent=False, limit=10, now=LATER)

    change(batch.pk, by=None, now=LATER)

    assert [holder.begin(letter, now=LATER) for letter in held] == [False] * 3


def test_what_was_paused_goes_on_with_its_time_begun_anew(sink):
    batch = a_batch(["450-a@example.org"])
    batching.pause(batch.pk, by=None, now=LATER)
    week = MAY + timedelta(days=7)

    batching.resume(batch.pk, by=None, now=week)
    send(week)

    assert counts(batch) == {"retry": 1}


def test_stopping_takes_back_what_has_not_left(sink):
    batch = a_batch(THREE)
    Letter.objects.filter(to_address="a@example.org").update(
        state="accepted", finished_at=MAY
    )

    assert batching.stop(batch.pk, by=None, now=LATER) == 2
    assert counts(batch) == {"accepted": 1, "cancelled": 2}
    with pytest.raises(batching.NotNow):
        batching.resume(batch.pk, by=None, now=LATER)


def test_all_letters_are_taken_back_before_the_first_has_left():
    batch = a_batch(THREE)

    assert batching.take_back(batch.pk, by=None, now=LATER) == 3
    assert counts(batch) == {"cancelled": 3}


@pytest.mark.parametrize("is_noted", [True, False])
def test_nothing_is_taken_back_once_a_letter_is_being_handed_over(is_noted):
    batch = a_batch(THREE)
    holder = leases.Holder("quick")
    held = holder.claim(is_urgent=False, limit=1, now=LATER)[0]
    holder.begin(held, now=LATER)
    if is_noted:
        holder.accept(leases.Done(held, "250", "yes"), now=LATER)

    with pytest.raises(batching.AlreadyLeft):
        batching.take_back(batch.pk, by=None, now=LATER)

    assert Batch.objects.get().state == "running"
    assert counts(batch)["due"] == 2


def test_a_dead_sender_of_a_stopped_batch_leaves_no_letter_in_between():
    batch = a_batch(THREE)
    holder = leases.Holder("dead")
    claimed = holder.claim(is_urgent=False, limit=2, now=LATER)
    holder.begin(claimed[0], now=LATER)
    batching.stop(batch.pk, by=None, now=LATER)
    leases_run_out()

    send(LATER + timedelta(hours=1))

    assert counts(batch) == {"uncertain": 1, "cancelled": 2}


def test_failed_letters_leave_once_more_when_a_person_says_so(sink):
    batch = a_batch(["552-a@example.org", "550once-b@example.org", "c@example.org"])
    send()
    failed = counts(batch)

    week = MAY + timedelta(days=7)
    again = retrying.retry_failed(batch.pk, by=None, now=week)
    send(week)

    assert failed == {"accepted": 1, "failed": 2}
    assert again == 2
    assert counts(batch) == {"accepted": 2, "failed": 1}
