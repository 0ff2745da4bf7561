"""The calendar feed of a person, by its secret link."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from conference.programme import standing
from conference.programme.models import SessionVersion
from registration.attendance.operations import agenda as carrying
from registration.attendance.operations import seating
from tests.factories.attendance import RegistrationFactory, SeatFactory, StarFactory
from tests.factories.people import UserFactory
from tests.factories.programme import HOUR
from tests.registration.attendance.views.programme import (
    SUNDAY_17,
    on_stage,
    public,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day_before():
    with time_machine.travel(SUNDAY_17, tick=False):
        standing.forget()
        yield
    standing.forget()


@pytest.fixture
def linh():
    return RegistrationFactory(approved=True)


@pytest.fixture
def url(linh):
    return f"/calendar/{carrying.new_feed_link(linh.account, now=SUNDAY_17)}.ics"


def seat(registration, title, *, state="taken", held_until=None, **fields):
    session = public(registration.edition, title, **fields)
    SeatFactory(
        registration=registration, session=session, state=state, held_until=held_until
    )
    return session


def entries_of(answer):
    """Each entry as a program reads it: title, status, and whether it fills time."""
    calendar = Calendar.from_ical(answer.content)
    return {
        str(event["SUMMARY"]): (str(event["STATUS"]), str(event["TRANSP"]))
        for event in calendar.walk("VEVENT")
    }


def test_the_feed_holds_everything_of_the_person_and_nothing_of_others(
    client, linh, url
):
    seat(linh, "Taken", at=9)
    seat(linh, "Held", at=10, state="held", held_until=SUNDAY_17 + HOUR)
    seat(linh, "Waited for", at=11, state="waiting")
    StarFactory(account=linh.account, session=public(linh.edition, "Starred", at=12))
    on_stage(linh.account, public(linh.edition, "My panel", at=13))
    gone = public(linh.edition, "Not held", at=14, state=SessionVersion.State.CANCELLED)
    SeatFactory(registration=linh, session=gone)
    seat(linh, "Given back", at=15, state="given_back")
    other = RegistrationFactory(edition=linh.edition, approved=True)
    seat(other, "CANARY", at=16)

    answer = client.get(url)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert entries_of(answer) == {
        "Taken": ("CONFIRMED", "OPAQUE"),
        "Held": ("TENTATIVE", "OPAQUE"),
        "Waited for": ("TENTATIVE", "TRANSPARENT"),
        "Starred": ("CONFIRMED", "TRANSPARENT"),
        "My panel": ("CONFIRMED", "OPAQUE"),
        "Cancelled: Not held": ("CANCELLED", "OPAQUE"),
    }


def test_the_feed_is_public_in_method_and_names_nobody(client, linh, url):
    seat(linh, "Taken")

    text = client.get(url).text

    assert "METHOD:PUBLISH" in text
    assert "ATTENDEE" not in text
    assert linh.account.email not in text


def test_the_sequence_grows_with_each_seat_taken_again(client, linh, url):
    session = public(linh.edition, "Taken")

    def sequence():
        [event] = Calendar.from_ical(client.get(url).content).walk("VEVENT")
        return event["SEQUENCE"]

    def act(operation):
        operation(linh.pk, session.pk, by=None, now=SUNDAY_17)

    act(seating.take)
    first = sequence()
    act(seating.give_back)
    act(seating.take)

    assert sequence() > first


def test_the_sequence_never_falls_when_a_seat_is_given_back_and_a_star_stays(
    client, linh, url
):
    session = public(linh.edition, "Open networks", seats=3)
    StarFactory(account=linh.account, session=session)

    seating.take(linh.pk, session.pk, by=linh.account, now=SUNDAY_17)
    with_seat = client.get(url)
    seating.give_back(linh.pk, session.pk, by=linh.account, now=SUNDAY_17)
    with_star = client.get(url)

    assert [b"SEQUENCE:1" in with_seat.content, b"SEQUENCE:2" in with_star.content] == [
        True,
        True,
    ]


def test_a_seat_given_back_leaves_the_feed(client, linh, url):
    session = public(linh.edition, "Open networks", seats=3)

    seating.take(linh.pk, session.pk, by=linh.account, now=SUNDAY_17)
    seating.give_back(linh.pk, session.pk, by=linh.account, now=SUNDAY_17)

    assert entries_of(client.get(url)) == {}


def test_the_feed_speaks_the_language_of_its_person(client, linh, url):
    seat(linh, "Taken")
    linh.account.language = "vi"
    linh.account.save()

    answer = client.get(url, headers={"Accept-Language": "fr"})

    assert answer["Content-Language"] == "vi"


def test_a_held_seat_says_where_to_choose(client, linh, url):
    session = seat(linh, "Held", state="held", held_until=SUNDAY_17 + HOUR)

    [event] = Calendar.from_ical(client.get(url).content).walk("VEVENT")

    assert f"/my/seats/{session.code}/" in str(event["DESCRIPTION"])
    assert "18:00 Ha Noi" in str(event["DESCRIPTION"])


def test_a_reader_who_has_seen_it_all_gets_304(client, linh, url):
    session = seat(linh, "Taken")
    tag = client.get(url)["ETag"]

    seen = client.get(url, headers={"If-None-Match": tag})
    later = SUNDAY_17 + timedelta(minutes=15)
    with time_machine.travel(later, tick=False):
        still = client.get(url, headers={"If-None-Match": tag})
    seating.give_back(linh.pk, session.pk, by=None, now=later)
    changed = client.get(url, headers={"If-None-Match": tag})

    assert [seen.status_code, still.status_code] == [304, 304]
    assert changed.status_code == 200
    assert entries_of(changed) == {}


def test_the_feed_is_never_stored_on_the_way(client, linh, url):
    caching = client.get(url)["Cache-Control"]

    assert "no-store" in caching
    assert "private" in caching


def test_a_link_that_ended_opens_nothing(client, linh, url):
    carrying.revoke_feed_link(linh.account)

    assert client.get(url).status_code == 404


def test_a_new_link_ends_the_old_one(client, linh, url):
    fresh = carrying.new_feed_link(linh.account, now=SUNDAY_17)

    assert client.get(url).status_code == 404
    assert client.get(f"/calendar/{fresh}.ics").status_code == 200


@pytest.mark.parametrize("token", ["nonsense", "A" * 22, "-", "None", "null"])
def test_a_wrong_link_opens_nothing(client, linh, token):
    carrying.new_feed_link(UserFactory(), now=SUNDAY_17)
    carrying.revoke_feed_link(UserFactory())

    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_the_feed_of_who_left_opens_nothing(client, linh, url):
    linh.account.is_active = False
    linh.account.save()

    assert client.get(url).status_code == 404


def test_the_link_stands_in_no_log(client, linh, url, caplog):
    caplog.set_level(logging.DEBUG)
    token = url.split("/")[-1].removesuffix(".ics")
    carrying.revoke_feed_link(linh.account)

    client.get(url)

    assert caplog.records != []
    assert not any(token in record.getMessage() for record in caplog.records)


def test_before_any_programme_the_feed_is_an_empty_calendar(client, url):
    answer = client.get(url)

    assert answer.status_code == 200
    assert entries_of(answer) == {}


def test_the_feed_costs_two_statements_besides_the_programme(client, linh, url):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    seat(linh, "Taken", at=9)
    client.get(url)
    few = cost()
    for hour in range(10, 20):
        seat(linh, "Another", at=hour)
    client.get(url)

    assert cost() == few
