"""What needs the person stands on their page until they answer."""

from datetime import timedelta

import pytest
import time_machine

from conference.core import clock
from conference.programme import standing
from registration.notices.models import Decision
from registration.notices.operations import answering
from tests.factories.attendance import RegistrationFactory, SeatFactory
from tests.factories.notices import newsroom, person
from tests.factories.programme import HOUR
from tests.registration.attendance.views.programme import (
    SUNDAY_17,
    on_stage,
    public,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    room = newsroom()
    registration = person(edition=room.edition)
    notice = room.announced(answer_by=clock.now() + timedelta(days=30))
    return registration, notice


def test_an_open_question_stands_on_the_persons_page(client, asked):
    registration, notice = asked
    client.force_login(registration.account)

    page = client.get("/my/").content.decode()

    assert f'href="/my/notices/{notice.pk}/"' in page


def test_an_answered_question_stands_there_no_more(client, asked):
    registration, notice = asked
    client.force_login(registration.account)
    answering.answer(
        notice.deliveries.get().pk,
        choice=Decision.Choice.KEEP,
        via=Decision.Via.LINK,
        now=clock.now(),
    )

    page = client.get("/my/").content.decode()

    assert f'href="/my/notices/{notice.pk}/"' not in page


@pytest.fixture
def sunday():
    with time_machine.travel(SUNDAY_17, tick=False):
        standing.forget()
        yield
    standing.forget()


def test_a_held_seat_stands_there_until_its_end(client, sunday):
    mine = RegistrationFactory(approved=True)
    session = public(mine.edition, "Spectrum")
    SeatFactory(
        registration=mine, session=session, state="held", held_until=SUNDAY_17 + HOUR
    )
    client.force_login(mine.account)

    before = client.get("/my/").text
    with time_machine.travel(SUNDAY_17 + HOUR, tick=False):
        after = client.get("/my/").text

    assert "A seat is held for you: Spectrum" in before
    assert "If you say nothing, it goes to the next person in line." in before
    assert "A seat is held for you: Spectrum" not in after


@pytest.mark.parametrize(
    ("fields", "is_asked"),
    [
        ({"state": "published"}, True),
        ({"state": "cancelled"}, False),
        ({"state": "tbc", "starts_at": None, "ends_at": None}, False),
    ],
)
def test_nobody_is_asked_for_a_seat_in_what_does_not_take_place(
    client, sunday, fields, is_asked
):
    mine = RegistrationFactory(approved=True)
    session = public(mine.edition, "Spectrum", **fields)
    SeatFactory(
        registration=mine, session=session, state="held", held_until=SUNDAY_17 + HOUR
    )
    client.force_login(mine.account)

    page = client.get("/my/").text

    assert ("A seat is held for you: Spectrum" in page) is is_asked


@pytest.mark.parametrize(
    ("confirmation", "is_asked"), [("to_reconfirm", True), ("confirmed", False)]
)
def test_a_stage_with_a_new_time_stands_there_until_the_answer(
    client, sunday, confirmation, is_asked
):
    mine = RegistrationFactory(approved=True)
    session = public(mine.edition, "Spectrum")
    on_stage(mine.account, session, confirmation=confirmation)
    client.force_login(mine.account)

    page = client.get("/my/").text

    assert ("Your stage has a new time: Spectrum" in page) is is_asked
    assert ('href="/stage/' in page) is is_asked
