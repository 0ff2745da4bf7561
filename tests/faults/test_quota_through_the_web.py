"""The rush, the cut and the lost broker, through real processes."""

import os
import random
import socket
import time
from collections import Counter

import pytest
from django.db import connection, connections

from conference.core import repeat
from conference.mailroom.models import Letter
from registration.attendance.models import ParticipantCategory, Registration
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.faults.web import all_at_once, kill_at_once, press, signed_in, web_server
from tests.plugins import servers

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = int(os.environ.get("FAULT_PEOPLE", "200"))
PLACES = 10
SEND = "/attend/check/"


def drafts_of(people, **category):
    ready = ParticipantCategoryFactory(
        code="public_visitor", approval="nobody", **category
    )
    drafts = RegistrationFactory.create_batch(people, category=ready, draft=True)
    return {draft.pk: signed_in(draft.account) for draft in drafts}


def states():
    return Counter(Registration.objects.values_list("state", flat=True))


def test_two_hundred_at_once_for_the_last_ten_places(record_property):
    people = drafts_of(PEOPLE, quota=PLACES)

    with web_server() as (port, _process):
        answers = all_at_once(
            [lambda c=cookie: press(port, SEND, c) for cookie in people.values()]
        )

    slowest = sorted(answer.seconds for answer in answers)[int(PEOPLE * 0.99) - 1]
    record_property("p99_seconds", round(slowest, 2))
    assert Counter((answer.status, answer.location) for answer in answers) == {
        (302, "/my/"): PEOPLE
    }
    assert states() == {"approved": PLACES, "waiting": PEOPLE - PLACES}
    line = Registration.objects.in_line().order_by("waiting_number")
    assert list(line.values_list("waiting_number", flat=True)) == list(
        range(1, PEOPLE - PLACES + 1)
    )
    assert ParticipantCategory.objects.get().places_taken == PLACES
    assert Letter.objects.count() == PEOPLE


def test_a_press_sent_five_times_at_once_has_one_effect_and_one_answer():
    people = drafts_of(6, quota=100)
    presses = [(cookie, repeat.fresh_token()) for cookie in people.values()] * 5

    with web_server() as (port, _process):
        answers = all_at_once(
            [lambda c=c, t=t: press(port, SEND, c, token=t) for c, t in presses]
        )

    assert {(answer.status, answer.location) for answer in answers} == {(302, "/my/")}
    assert (states(), Letter.objects.count()) == ({"approved": 6}, 6)


def test_what_was_confirmed_survives_the_death_of_the_web_and_the_rest_is_asked_again():
    people = drafts_of(40, quota=100)
    tokens = {pk: repeat.fresh_token() for pk in people}
    chance = random.Random(7)
    confirmed = set()

    for _round in range(3):
        moment = chance.uniform(0.01, 0.25)
        with web_server() as (port, process):

            def cut(moment=moment, process=process):
                time.sleep(moment)
                kill_at_once(process)

            def send(pk, port=port):
                answer = press(port, SEND, people[pk], token=tokens[pk])
                return pk if answer.status == 302 else None

            open_ones = [pk for pk in people if pk not in confirmed][:14]
            answers = all_at_once([cut, *(lambda p=pk: send(p) for pk in open_ones)])
        confirmed |= {pk for pk in answers if pk}
        stored = set(Registration.objects.approved().values_list("pk", flat=True))
        assert confirmed - stored == set()

    with web_server() as (port, _process):
        again = [press(port, SEND, people[pk], token=tokens[pk]) for pk in people]

    assert {(answer.status, answer.location) for answer in again} == {(302, "/my/")}
    assert (states(), Letter.objects.count()) == ({"approved": 40}, 40)


def test_what_was_confirmed_survives_the_death_of_web_and_database():
    if servers.running.postgres is None:
        pytest.skip("the database was given; it is not ours to kill")
    people = drafts_of(24, quota=100)
    tokens = {pk: repeat.fresh_token() for pk in people}
    commit_to_disk()

    with web_server() as (port, process):

        def cut():
            time.sleep(0.3)
            servers.running.postgres.child.kill()
            kill_at_once(process)

        def send(pk):
            answer = press(port, SEND, people[pk], token=tokens[pk])
            return pk if answer.status == 302 else None

        answers = all_at_once([cut, *(lambda p=pk: send(p) for pk in people)])
    servers.running.postgres.restart()
    connections.close_all()

    confirmed = {pk for pk in answers if pk}
    stored = set(Registration.objects.approved().values_list("pk", flat=True))
    assert confirmed - stored == set()
    with web_server() as (port, _process):
        again = [press(port, SEND, people[pk], token=tokens[pk]) for pk in people]
    assert {(answer.status, answer.location) for answer in again} == {(302, "/my/")}
    assert (states(), Letter.objects.count()) == ({"approved": 24}, 24)


def commit_to_disk():
    """Let this database keep what it confirms, as in production; tests run faster."""
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        cursor.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")
        cursor.execute("CHECKPOINT")


@pytest.mark.parametrize("broker", ["away", "silent"])
def test_registering_does_not_wait_for_a_broker(broker):
    people = drafts_of(5, quota=100)

    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        if broker == "silent":
            ear.listen(100)  # takes every connection and never says a word
        address = f"redis://127.0.0.1:{ear.getsockname()[1]}/0"
        with web_server(BROKER_URL=address) as (port, _process):
            answers = [press(port, SEND, cookie) for cookie in people.values()]

    # Who waited for it would wait its ten seconds.
    assert {answer.status for answer in answers} == {302}
    assert max(answer.seconds for answer in answers) < 5
    assert Letter.objects.filter(state="due").count() == 5
