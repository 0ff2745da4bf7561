"""A press acts once, whoever repeats it and however."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection
from django.test import RequestFactory

from conference.core import repeat
from conference.core.models import RepeatToken
from conference.core.refusals import Refusal

NOW = datetime(2020, 5, 7, 1, 0, tzinfo=UTC)


def press(token="one-press", **answers):
    return RequestFactory().post("/", {repeat.FIELD: token, **answers})


def act(request, done, outcome="/done/"):
    def once():
        done.append(outcome)
        return outcome

    return repeat.act_once(request, "test:act", once, now=NOW, owner="person:1")


@pytest.mark.django_db
def test_the_same_press_again_gets_the_first_answer():
    done = []

    first = act(press(name="An"), done, "/first/")
    again = act(press(name="An"), done, "/second/")

    assert (first.url, again.url, done) == ("/first/", "/first/", ["/first/"])


@pytest.mark.django_db
def test_the_same_press_with_other_answers_is_refused():
    done = []
    act(press(name="An"), done)

    with pytest.raises(repeat.SentWithOtherContent):
        act(press(name="Binh"), done)

    assert done == ["/done/"]


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused():
    with pytest.raises(repeat.TokenMissing):
        act(RequestFactory().post("/"), [])


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "a\x00b", "a b", "x" * 65, "ünïcode"])
def test_a_token_that_is_none_of_ours_is_refused(token):
    with pytest.raises(repeat.TokenMissing):
        act(press(token), [])


@pytest.mark.django_db
def test_another_persons_equal_token_is_another_press():
    done = []
    act(press(), done)

    repeat.act_once(
        press(), "test:act", lambda: done.append(2) or "/", now=NOW, owner="person:2"
    )

    assert done == ["/done/", 2]


@pytest.mark.django_db
def test_a_refused_press_is_not_remembered():
    def refuse():
        raise Refusal

    with pytest.raises(Refusal):
        repeat.act_once(press(), "test:act", refuse, now=NOW, owner="person:1")
    done = []
    act(press(), done)

    assert done == ["/done/"]


@pytest.mark.django_db
def test_a_press_is_kept_once():
    kept = {
        "owner": "a",
        "action": "b",
        "token": "c",
        "content_hash": "",
        "used_at": NOW,
    }
    RepeatToken.objects.create(**kept)

    with pytest.raises(IntegrityError, match="repeat_token_acts_once"):
        RepeatToken.objects.create(**kept)


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_act_once():
    done, outcomes, start = [], [], Barrier(20)

    def one():
        start.wait()
        outcomes.append(act(press(), done).url)
        connection.close()

    threads = [Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (done, outcomes) == (["/done/"], ["/done/"] * 20)
