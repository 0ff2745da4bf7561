from datetime import timedelta

import pytest

from conference.core import clock, repeat
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client, demo):
    clock.start_demo_clock()
    client.force_login(UserFactory(staff=True))
    return client


def move(client, **said):
    return client.post("/demo/clock/", {repeat.FIELD: repeat.fresh_token(), **said})


def test_the_clock_begins_on_the_morning_of_7_may(organiser):
    page = organiser.get("/demo/clock/")

    assert page.status_code == 200
    assert abs(clock.now() - clock.DEMO_START) < timedelta(minutes=1)
    assert "7 May 2020" in page.content.decode()


def test_an_organiser_moves_it_by_a_day(organiser):
    answer = move(organiser, moment="day")

    assert (answer.status_code, answer["Location"]) == (302, "/demo/clock/")
    moved = clock.now() - clock.DEMO_START - timedelta(days=1)
    assert timedelta() <= moved < timedelta(minutes=1)


def test_pressed_twice_it_moves_once(organiser):
    said = {repeat.FIELD: repeat.fresh_token(), "moment": "day"}

    for _press in range(2):
        organiser.post("/demo/clock/", said)

    assert clock.now() - clock.DEMO_START < timedelta(days=1, minutes=1)


def test_a_moment_of_ones_own_is_meant_in_ha_noi(organiser):
    move(organiser, moment="other", at="2020-06-01T08:00")

    gone = clock.in_event_zone(clock.now()).replace(tzinfo=None).isoformat()
    assert gone.startswith("2020-06-01T08:00")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"moment": "other", "at": "2020-05-01T08:00"}, "the clock moves forward only"),
        ({"moment": "other", "at": "9999-12-31T23:59"}, "before the year 2031"),
        ({"moment": "other", "at": "tomorrow"}, "Write a day and a time"),
        ({"moment": "other", "at": ""}, "Write a day and a time"),
        ({"moment": "over"}, "Choose one of the moments"),
        ({}, "Choose a moment"),
    ],
)
def test_what_is_no_moment_ahead_is_told_and_kept(organiser, said, told):
    before = clock.clock_file().read_text()

    page = move(organiser, **said)

    assert page.status_code == 422
    assert told in page.content.decode()
    assert clock.clock_file().read_text() == before


def test_attendees_do_not_move_it(client, demo):
    client.force_login(UserFactory())

    assert client.get("/demo/clock/").status_code == 403
    assert move(client, moment="day").status_code == 403
