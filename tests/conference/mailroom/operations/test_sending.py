from datetime import timedelta

import pytest

from conference.core import clock
from conference.mailroom.models import Batch, Letter, Suppression
from conference.mailroom.operations import (
    batching,
    leases,
    posting,
    retrying,
    sending,
)
from tests.factories.letters import MAY, a_batch, a_draft, leases_run_out
from tests.sinks.sink import open_sink

pytestmark = pytest.mark.django_db


def send(now=MAY, *, is_urgent=False):
    return sending.send_due(is_urgent=is_urgent, now=now)


def resume(batch, now=MAY + timedelta(minutes=5)):
    batching.resume(batch.pk, by=None, now=now)
    send(now)


def post_into(batch, addresses):
    posting.post(
        [a_draft(address, address, batch_id=batch.pk) for address in addresses], now=MAY
    )


def rows(*names):
    letters = Letter.objects.order_by("to_address").values_list("to_address", *names)
    return {address.split("@")[0]: tuple(rest) for address, *rest in letters}


def test_letters_that_are_due_are_handed_over_once(sink):
    posting.post([a_draft("a"), a_draft("b", "thu@example.org")], now=MAY)

    left = send()
    again = send()

    assert (left, again) == (False, False)
    assert [letter["to"] for letter in sink.accepted()] == [
        "linh@example.org",
        "thu@example.org",
    ]
    assert rows("state", "attempts", "smtp_code", "lease_holder") == {
        "linh": ("accepted", 1, "250", ""),
        "thu": ("accepted", 1, "250", ""),
    }


def test_urgent_letters_do_not_wait_behind_others(sink):
    a_batch(["mass@example.org"])
    posting.post([a_draft("code", urgent=True)], now=MAY)

    send(is_urgent=True)

    assert [letter["to"] for letter in sink.accepted()] == ["linh@example.org"]


def test_single_letters_overtake_a_batch(sink):
    a_batch(["mass@example.org"])
    posting.post([a_draft("acknowledgement")], now=MAY + timedelta(seconds=1))

    send(now=MAY + timedelta(seconds=2))

    assert [letter["to"] for letter in sink.accepted()] == [
        "linh@example.org",
        "mass@example.org",
    ]


def test_each_no_of_the_server_leads_where_its_code_says(sink):
    posting.post(
        [
            a_draft(name, f"{name}-x@example.org")
            for name in [
                "450",
                "451",
                "452",
                "550",
                "bare550",
                "552",
                "554",
                "refusedot",
            ]
        ]
        + [a_draft("fine", "fine@example.org")],
        now=MAY,
    )

    send()

    assert rows("state", "smtp_code") == {
        "450-x": ("retry", "450 4.2.0"),
        "451-x": ("retry", "451 4.3.0"),
        "452-x": ("retry", "452 4.2.2"),
        "550-x": ("failed", "550 5.1.1"),
        "552-x": ("failed", "552 5.2.2"),
        "554-x": ("failed", "554 5.7.1"),
        "bare550-x": ("failed", "550"),
        "fine": ("accepted", "250"),
        "refusedot-x": ("failed", "554 5.6.0"),
    }
    assert sorted(Suppression.objects.values_list("address", flat=True)) == [
        "550-x@example.org",
        "bare550-x@example.org",
    ]


def test_a_letter_that_is_told_later_is_tried_again_at_growing_distances(sink):
    posting.post([a_draft("a", "450-x@example.org")], now=MAY)
    waits = []
    now = MAY
    for _ in range(6):
        send(now)
        letter = Letter.objects.get()
        waits.append(round((letter.send_after - now).total_seconds()))
        now = letter.send_after

    assert waits == [30, 120, 600, 1800, 3600, 3600]


def test_a_letter_fails_when_its_time_is_over(sink):
    posting.post(
        [a_draft("a", "450-x@example.org", give_up_after=timedelta(seconds=100))],
        now=MAY,
    )

    send()
    send(MAY + timedelta(seconds=40))

    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == ("failed", 2)
    assert letter.smtp_words == (
        "Its time ran out. Last answer: 4.2.0 greylisted, try again later"
    )


def test_greylisting_delays_and_loses_nothing(sink):
    posting.post([a_draft("a", "450once-x@example.org")], now=MAY)

    send()
    too_early = send(MAY + timedelta(seconds=20))
    send(MAY + timedelta(seconds=40))

    assert too_early is False
    assert rows("state", "attempts") == {"450once-x": ("accepted", 2)}


@pytest.mark.parametrize("command", ["554", "mistrustdot"])
def test_mistrust_stops_the_batch_and_burns_no_letter(sink, command):
    a_batch([f"{command}-a@example.org", "b@example.org", "c@example.org"])

    send()

    assert {name: row[0] for name, row in rows("state").items()} == {
        f"{command}-a": "retry",
        "b": "due",
        "c": "due",
    }
    batch = Batch.objects.get()
    assert (batch.state, batch.alarm.split()[1]) == ("paused", "5.7.1")
    assert sink.accepted() == []


@pytest.mark.parametrize("command", ["554", "mistrustdot"])
def test_one_recipient_who_is_mistrusted_does_not_hold_the_batch_for_ever(
    sink, command
):
    batch = a_batch([f"{command}-a@example.org", "b@example.org", "c@example.org"])
    send()

    resume(batch)

    assert rows("state") == {
        f"{command}-a": ("failed",),
        "b": ("accepted",),
        "c": ("accepted",),
    }
    assert rows("smtp_words")[f"{command}-a"][0].startswith("5.7.1 we do not like")


def test_after_a_person_went_on_a_lone_mistrusted_recipient_fails_alone(sink):
    batch = a_batch(["554-a@example.org", "b@example.org"])
    send()
    more = ["554-c@example.org", "d@example.org", "554-e@example.org"]
    post_into(batch, more)

    resume(batch)

    assert {name: state for name, (state,) in rows("state").items()} == {
        "554-a": "failed",
        "b": "accepted",
        "554-c": "failed",
        "d": "accepted",
        "554-e": "failed",
    }


def test_mistrust_of_several_in_a_row_stops_the_batch_again(sink):
    batch = a_batch(["554-a@example.org"])
    send()
    post_into(batch, [f"554-{name}@example.org" for name in "bcde"])

    resume(batch)

    states = [state for (state,) in rows("state").values()]
    assert sorted(states) == ["due", "failed", "failed", "retry", "retry"]
    assert Batch.objects.get().state == "paused"


@pytest.mark.parametrize("mode", ["535", "554-mail"])
def test_a_server_that_mistrusts_us_stops_every_batch_and_is_loud(
    tmp_path, settings, caplog, mode
):
    with open_sink(tmp_path / "sink", mode=mode) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = (
            ("us", "wrong") if mode == "535" else ("", "")
        )
        a_batch(["a@example.org"])
        posting.post([a_draft("code", "b@example.org")], now=MAY)
        send()

    assert rows("state", "attempts") == {"a": ("due", 0), "b": ("due", 0)}
    batch = Batch.objects.get()
    assert (batch.state, "linh@example.org" in batch.alarm) == ("paused", True)
    assert [record.levelname for record in caplog.records][-2:] == ["ERROR", "WARNING"]


def test_a_single_letter_that_is_mistrusted_fails_and_is_loud(sink, caplog):
    posting.post([a_draft("a", "554-x@example.org")], now=MAY)

    send()

    assert rows("state", "smtp_words") == {
        "554-x": ("failed", "5.7.1 we do not like this mail")
    }
    assert [
        (record.msg, record.code)
        for record in caplog.records
        if record.levelname == "ERROR"
    ] == [("mail.mistrusted", "554 5.7.1")]


@pytest.mark.parametrize("mode", ["535", "554-mail"])
def test_no_log_line_holds_the_words_of_the_server(tmp_path, settings, caplog, mode):
    with open_sink(tmp_path / "sink", mode=mode) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = (
            ("us", "wrong") if mode == "535" else ("", "")
        )
        a_batch(["a@example.org"])
        send()

    said = [str(value) for record in caplog.records for value in vars(record).values()]
    assert "linh@example.org" not in " ".join(said)


@pytest.mark.parametrize(
    ("to", "minutes", "state"),
    [
        ("linh@example.org", 0, "accepted"),
        ("552-x@example.org", 0, "failed"),
        ("linh@example.org", 16, "failed"),
    ],
)
def test_a_code_is_kept_no_longer_than_its_letter_is_under_way(
    sink, to, minutes, state
):
    code = {"subject": "s", "text": "t", "html": "", "code": "QX7K9"}
    life = timedelta(minutes=15)
    posting.post(
        [a_draft("a", to, context=code, urgent=True, give_up_after=life)], now=MAY
    )

    send(MAY + timedelta(minutes=minutes), is_urgent=True)

    letter = Letter.objects.get()
    kept = {"subject": "s", "text": "t", "html": "", "_spent": True}
    assert (letter.state, letter.context) == (state, kept)
    with pytest.raises(retrying.NothingToRetry):
        retrying.retry([letter.pk], by=None, now=MAY)


def test_a_code_is_not_kept_while_the_mail_server_was_away(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    life = timedelta(minutes=15)
    drafts = [
        a_draft(key, context={"code": "QX7K9"}, urgent=True, give_up_after=life)
        for key in "ab"
    ]
    posting.post(drafts, now=MAY)

    leases.expire("away", now=MAY + timedelta(minutes=16))

    assert (
        list(Letter.objects.values_list("state", "context"))
        == [("failed", {"_spent": True})] * 2
    )


def test_a_code_is_kept_while_its_letter_is_tried_again(sink):
    code = {"subject": "s", "text": "t", "html": "", "code": "QX7K9"}
    posting.post(
        [a_draft("a", "450-x@example.org", context=code, urgent=True)], now=MAY
    )

    send(is_urgent=True)

    assert Letter.objects.get().context == code


def test_a_letter_whose_time_ran_out_is_not_sent(sink):
    posting.post([a_draft("a", give_up_after=timedelta(minutes=15))], now=MAY)

    send(MAY + timedelta(minutes=16))

    assert rows("state", "smtp_words") == {"linh": ("failed", "Its time ran out.")}
    assert sink.accepted() == []


def test_an_address_nobody_has_is_not_tried_again(sink):
    posting.post([a_draft("a", "550-x@example.org")], now=MAY)
    send()

    posting.post([a_draft("b", "550-x@example.org")], now=MAY)

    assert set(Letter.objects.values_list("idempotency_key", "state")) == {
        ("a", "failed"),
        ("b", "suppressed"),
    }


def test_one_letter_that_cannot_be_written_does_not_stop_the_others(sink):
    posting.post(
        [
            a_draft("a", "a@example.org"),
            a_draft("poison", "p@example.org", template="no_such_template"),
            a_draft("nowhere", "x y@example.org"),
            a_draft("b", "z@example.org"),
        ],
        now=MAY,
    )

    send()

    assert rows("state", "smtp_words") == {
        "a": ("accepted", "2.0.0 kept"),
        "p": ("failed", "TemplateDoesNotExist: mail/no_such_template/subject.txt"),
        "x y": (
            "failed",
            "Unsendable: This is not an address that mail can be sent to.",
        ),
        "z": ("accepted", "2.0.0 kept"),
    }


def test_a_lease_that_ran_out_gives_the_letter_to_another_sender(sink):
    posting.post(
        [a_draft("a", "a@example.org"), a_draft("b", "b@example.org")], now=MAY
    )
    dead = leases.Holder("dead")
    first, _second = dead.claim(is_urgent=False, limit=10, now=MAY)
    dead.begin(first, now=MAY)

    send(MAY + timedelta(seconds=10))
    during = sink.accepted()
    leases_run_out()
    send(MAY + timedelta(hours=1))

    assert during == []
    assert rows("state", "attempts", "may_be_double") == {
        "a": ("accepted", 2, True),
        "b": ("accepted", 2, False),
    }


def test_a_letter_that_must_not_repeat_is_left_to_a_person_to_judge(sink):
    posting.post([a_draft("a", must_not_repeat=True)], now=MAY)
    dead = leases.Holder("dead")
    dead.begin(dead.claim(is_urgent=False, limit=1, now=MAY)[0], now=MAY)
    leases_run_out()

    send(MAY + timedelta(hours=1))

    assert rows("state") == {"linh": ("uncertain",)}
    assert sink.accepted() == []


def test_a_sender_that_slept_too_long_does_not_send_what_another_took():
    posting.post([a_draft("a")], now=MAY)
    frozen, awake = leases.Holder("frozen"), leases.Holder("awake")
    mine = frozen.claim(is_urgent=False, limit=1, now=MAY)[0]
    later = MAY + timedelta(hours=1)
    leases_run_out()

    expired = frozen.begin(mine, now=later)
    theirs = awake.claim(is_urgent=False, limit=1, now=later)[0]

    assert (expired, frozen.begin(mine, now=MAY)) == (False, False)
    assert awake.begin(theirs, now=later) is True


def test_a_clock_that_jumps_ends_no_lease():
    posting.post([a_draft("a")], now=MAY)
    slow, ahead = leases.Holder("slow"), leases.Holder("ahead")
    mine = slow.claim(is_urgent=False, limit=1, now=MAY)[0]
    jumped = clock.now() + timedelta(days=30)

    taken = ahead.claim(is_urgent=False, limit=1, now=jumped)

    assert (taken, slow.begin(mine, now=jumped)) == ([], True)
    assert not Letter.objects.due(jumped).exists()


@pytest.mark.parametrize(
    ("theirs", "state", "may_be_double"),
    [
        ("claimed", "accepted", False),
        ("handing_over", "handing_over", True),
        ("accepted", "accepted", True),
    ],
)
def test_a_yes_that_comes_after_the_lease_is_kept(theirs, state, may_be_double):
    posting.post([a_draft("a")], now=MAY)
    frozen, awake = leases.Holder("frozen"), leases.Holder("awake")
    mine = frozen.claim(is_urgent=False, limit=1, now=MAY)[0]
    frozen.begin(mine, now=MAY)
    leases_run_out()
    later = MAY + timedelta(hours=1)
    held = awake.claim(is_urgent=False, limit=1, now=later)[0]
    Letter.objects.update(may_be_double=False)
    if theirs != "claimed":
        awake.begin(held, now=later)
    if theirs == "accepted":
        awake.accept(leases.Done(held, "250", "yes"), now=later)

    frozen.accept(leases.Done(mine, "250", "yes"), now=later)

    assert rows("state", "may_be_double") == {"linh": (state, may_be_double)}


def test_two_tries_of_a_letter_carry_the_same_message_id(sink):
    posting.post([a_draft("a", "dropdotonce-x@example.org")], now=MAY)

    send()
    send(MAY + timedelta(hours=1))

    ids = [
        line
        for letter in sink.accepted()
        for line in letter["message"].splitlines()
        if line.startswith("Message-ID:")
    ]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert rows("state", "may_be_double") == {"dropdotonce-x": ("accepted", True)}
