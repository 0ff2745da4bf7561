"""One's own seat in a session, as a page."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.programme import standing
from conference.programme.models import Session, SessionVersion
from registration.attendance.models import Registration, Seat
from tests.factories.attendance import RegistrationFactory, SeatFactory, StarFactory
from tests.factories.people import UserFactory
from tests.registration.attendance.views.programme import (
    SUNDAY_17,
    on_stage,
    public,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day_before():
    with time_machine.travel(SUNDAY_17, tick=False):
        standing.forget()
        yield
    standing.forget()


@pytest.fixture
def linh(client):
    mine = RegistrationFactory(approved=True)
    client.force_login(mine.account)
    return mine


def page_of(client, session):
    return client.get(f"/my/seats/{session.code}/")


def press(client, session, action, **answers):
    return client.post(f"/my/seats/{session.code}/{action}/", sent(**answers))


def seats_of(registration):
    rows = Seat.objects.filter(registration=registration).order_by("session_id")
    return list(rows.values_list("session__title", "state"))


def states_of(registration):
    return {str(title): state for title, state in seats_of(registration)}


def full(edition, **fields):
    session = public(edition, "Full house", seats=1, **fields)
    SeatFactory(
        session=session, registration__edition=edition, registration__approved=True
    )
    # Whoever comes now comes after those the factories put there.
    Session.objects.filter(pk=session.pk).update(last_arrival=10_000)
    return session


def test_who_is_not_signed_in_signs_in_and_comes_back(client, linh):
    session = public(linh.edition)
    client.logout()

    answer = page_of(client, session)

    assert answer["Location"] == (f"/account/login/?next=/my/seats/{session.code}/")


@pytest.mark.parametrize("action", ["take", "join", "accept", "give-back"])
def test_who_signs_in_on_the_way_to_an_action_finds_the_page(client, linh, action):
    session = public(linh.edition)

    answer = client.get(f"/my/seats/{session.code}/{action}/")

    assert answer["Location"] == f"/my/seats/{session.code}/"
    assert seats_of(linh) == []


@pytest.mark.parametrize("code", ["C-99999999", "nonsense"])
def test_a_session_that_is_not_public_is_not_found(client, linh, code):
    public(linh.edition)

    assert client.get(f"/my/seats/{code}/").status_code == 404
    assert client.post(f"/my/seats/{code}/take/", sent()).status_code == 404


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ({"draft": True}, "Go on with my request"),
        ({}, "Your request to attend is not decided yet."),
        ({"waiting": True}, "Your request to attend is not decided yet."),
        ({"rejected": True}, "Seats are for people with a place at the event."),
        ({"withdrawn": True}, "Seats are for people with a place at the event."),
    ],
)
def test_who_has_no_place_yet_reads_what_is_missing(client, state, says):
    mine = RegistrationFactory(**state)
    session = public(mine.edition)
    client.force_login(mine.account)

    assert says in page_of(client, session).text
    assert press(client, session, "take").status_code == 409
    assert seats_of(mine) == []


def test_who_has_no_registration_is_asked_for_one(client):
    session = public(RegistrationFactory().edition)
    client.force_login(UserFactory())

    assert 'href="/attend/"' in page_of(client, session).text
    assert press(client, session, "take").status_code == 409


def test_a_free_seat_is_taken_by_one_press(client, linh):
    session = public(linh.edition, seats=2)

    before = page_of(client, session).text
    answer = press(client, session, "take")
    after = page_of(client, session).text

    assert "2 of 2 seats free" in before
    assert answer["Location"] == f"/my/seats/{session.code}/"
    assert seats_of(linh) == [(session.title, "taken")]
    assert "You have a seat." in after
    assert "1 of 2 seats free" in after


def test_the_same_press_twice_takes_one_seat(client, linh):
    session = public(linh.edition, seats=2)
    form = sent()

    answers = [
        client.post(f"/my/seats/{session.code}/take/", form).status_code
        for _again in range(2)
    ]

    assert answers == [302, 302]
    session.refresh_from_db()
    assert session.seats_taken == 1


def test_a_seat_is_given_back_by_one_press(client, linh):
    session = public(linh.edition, seats=2)
    SeatFactory(registration=linh, session=session)

    press(client, session, "give-back")

    assert seats_of(linh) == [(session.title, "given_back")]
    assert "2 of 2 seats free" in page_of(client, session).text


def test_giving_back_what_one_never_had_changes_nothing(client, linh):
    session = public(linh.edition)

    assert press(client, session, "give-back").status_code == 302
    assert seats_of(linh) == []


def test_a_clash_is_seen_before_the_click_and_can_be_swapped(client, linh):
    other = public(linh.edition, "Spectrum", at=9, hours=2)
    SeatFactory(registration=linh, session=other)
    session = public(linh.edition, "Open networks", at=10)

    page = page_of(client, session).text
    refused = press(client, session, "take")
    swapped = press(client, session, "take", instead_of=other.pk)

    assert "At that time you have something else." in page
    assert "Take this seat, give back “Spectrum”" in page
    assert refused.status_code == 409
    assert "At that time you have “Spectrum”." in refused.text
    assert swapped.status_code == 302
    assert states_of(linh) == {"Spectrum": "given_back", "Open networks": "taken"}


def test_of_two_clashes_each_can_be_given_back_from_here(client, linh):
    first = public(linh.edition, "First", at=9)
    second = public(linh.edition, "Second", at=10)
    for other in (first, second):
        SeatFactory(registration=linh, session=other)
    session = public(linh.edition, "Long", at=9, hours=2)
    here = f"/my/seats/{session.code}/"

    page = page_of(client, session).text
    answer = press(client, first, "give-back", next=here)

    assert page.count("Give this one back") == 2
    assert "Take this seat" not in page
    assert answer["Location"] == here
    assert states_of(linh) == {"First": "given_back", "Second": "taken"}


def test_a_stage_is_not_given_back_by_a_press(client, linh):
    stage = public(linh.edition, "My panel", at=9)
    on_stage(linh.account, stage)
    session = public(linh.edition, "Open networks", at=9)

    page = page_of(client, session).text

    assert "You are on stage there." in page
    assert "give back" not in page
    assert press(client, session, "take").status_code == 409


def test_who_stands_on_the_stage_needs_no_seat(client, linh):
    session = public(linh.edition)
    on_stage(linh.account, session)

    assert "You are on stage in this session." in page_of(client, session).text


def test_a_full_session_names_the_place_in_line(client, linh):
    session = full(linh.edition)
    SeatFactory(
        session=session,
        registration__edition=linh.edition,
        registration__approved=True,
        state="waiting",
    )

    page = page_of(client, session).text
    press(client, session, "join")
    after = page_of(client, session).text

    assert "Full, 1 waiting." in page
    assert "You would be at place 2." in page
    assert seats_of(linh) == [(session.title, "waiting")]
    assert "You stand in line, at place 2." in after


def test_who_waits_has_the_first_claim_on_a_free_seat(client, linh):
    session = public(linh.edition, seats=1)
    SeatFactory(
        session=session,
        registration__edition=linh.edition,
        registration__approved=True,
        state="waiting",
    )

    page = page_of(client, session).text

    assert "0 of 1 seat free" in page
    assert "Full, 1 waiting." in page


def test_the_last_seat_gone_meanwhile_is_told_with_the_line(client, linh):
    session = full(linh.edition)

    answer = press(client, session, "take")

    assert answer.status_code == 409
    assert "Every seat in this session is taken" in answer.text
    assert f'action="/my/seats/{session.code}/join/"' in answer.text


def test_who_waits_can_leave_the_line(client, linh):
    session = full(linh.edition)
    SeatFactory(registration=linh, session=session, state="waiting")

    page = page_of(client, session).text
    press(client, session, "give-back")

    assert "Leave the line" in page
    assert seats_of(linh) == [(session.title, "given_back")]


@pytest.fixture
def held(linh):
    """A seat that waits for an answer, beside one at the same time."""
    other = public(linh.edition, "Spectrum", at=9)
    SeatFactory(registration=linh, session=other)
    session = public(linh.edition, "Open networks", at=9, seats=1)
    SeatFactory(
        registration=linh,
        session=session,
        state="held",
        held_until=SUNDAY_17.replace(hour=12),
    )
    return session, other


def test_a_held_seat_says_until_when_and_what_to_choose(client, linh, held):
    session, _other = held

    page = page_of(client, session).text

    assert "A seat is held for you until 6 September 2020, 19:00 Ha Noi" in page
    assert "Take this seat, give back “Spectrum”" in page
    assert "Leave it to the next person" in page


def test_a_held_seat_is_taken_instead_of_the_other(client, linh, held):
    session, other = held

    press(client, session, "accept", instead_of=other.pk)

    assert states_of(linh) == {"Spectrum": "given_back", "Open networks": "taken"}


def test_a_held_seat_is_left_to_the_next(client, linh, held):
    session, _other = held

    press(client, session, "give-back")

    assert states_of(linh) == {"Spectrum": "taken", "Open networks": "given_back"}


def test_a_held_seat_that_lapsed_is_told(client, linh, held):
    session, other = held

    with time_machine.travel(SUNDAY_17.replace(hour=13), tick=False):
        answer = press(client, session, "accept", instead_of=other.pk)

    assert answer.status_code == 409
    assert "No seat is held for you here any more." in answer.text


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ({"state": SessionVersion.State.CANCELLED}, "This session is not held."),
        (
            {
                "state": SessionVersion.State.TO_BE_CONFIRMED,
                "starts_at": None,
                "ends_at": None,
            },
            "There is no time for this session yet.",
        ),
        ({"open_to": ["press"]}, "This session is open to other participants."),
    ],
)
def test_a_session_that_takes_no_seats_says_why(client, linh, version, says):
    session = public(linh.edition, **version)

    page = page_of(client, session).text

    assert says in page
    assert "Take a seat</button>" not in page
    assert press(client, session, "take").status_code == 409
    assert seats_of(linh) == []


def test_a_session_that_is_over_takes_no_seats(client, linh):
    session = public(linh.edition)

    with time_machine.travel(session.ends_at, tick=False):
        page = page_of(client, session).text

    assert "This session is over." in page


def test_a_seat_in_a_cancelled_session_is_told_as_gone(client, linh):
    session = public(linh.edition, state=SessionVersion.State.CANCELLED)
    SeatFactory(registration=linh, session=session)

    assert "This session is not held." in page_of(client, session).text


def test_only_who_is_approved_sees_the_link_to_join(client, linh):
    session = public(linh.edition, join_url="https://meet.example.org/CANARY")

    approved = page_of(client, session).text
    client.force_login(RegistrationFactory(edition=linh.edition).account)
    other = page_of(client, session).text

    assert ("CANARY" in approved, "CANARY" in other) == (True, False)


@pytest.mark.parametrize("rule", [{"seats": 5}, {"open_to": ["press"]}])
def test_the_link_to_join_is_for_who_may_come_to_this_session(client, linh, rule):
    url = "https://meet.example.org/CANARY"
    session = public(linh.edition, join_url=url, **rule)

    before = page_of(client, session).text
    SeatFactory(registration=linh, session=session)

    assert ("CANARY" in before, "CANARY" in page_of(client, session).text) == (
        False,
        True,
    )


def test_who_joins_online_needs_none_of_the_chairs(client, linh):
    Registration.objects.update(attendance_mode="remote")
    session = full(linh.edition, session_format="both")
    Registration.objects.filter(pk=linh.pk).update(attendance_mode="remote")

    page = page_of(client, session).text

    assert "There is a seat for you." in page
    assert press(client, session, "take").status_code == 302


def test_a_title_is_shown_as_it_was_written(client, linh):
    other = public(linh.edition, 'R&D "one" <b>')
    SeatFactory(registration=linh, session=other)
    session = public(linh.edition)

    page = page_of(client, session).text

    assert "give back “R&amp;D &quot;one&quot; &lt;b&gt;”" in page


def test_the_page_costs_the_same_for_any_number_of_seats(client, linh):
    session = public(linh.edition, at=9, seats=5)

    def cost():
        standing.snapshot()
        page_of(client, session)
        with CaptureQueriesContext(connection) as seen:
            page_of(client, session)
        return len(seen)

    few = cost()
    for hour in range(9, 21):
        other = public(linh.edition, at=hour)
        SeatFactory(registration=linh, session=other)
        StarFactory(account=linh.account, session=other)

    # In tests the programme is drawn anew for each page.
    assert cost() == few


@pytest.mark.parametrize(("action", "left"), [("star", 1), ("unstar", 0)])
def test_a_star_is_set_and_taken_away(client, linh, action, left):
    session = public(linh.edition)
    client.post(f"/my/stars/{session.code}/star/")

    answer = client.post(f"/my/stars/{session.code}/{action}/", {"next": "/my/agenda/"})

    assert answer["Location"] == "/my/agenda/"
    assert linh.account.stars.count() == left


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", ""])
def test_a_star_leads_nowhere_else(client, linh, next_page):
    session = public(linh.edition)

    answer = client.post(f"/my/stars/{session.code}/star/", {"next": next_page})

    assert answer["Location"] == f"/programme/sessions/{session.code}/"


def test_anybody_with_an_account_may_star(client, linh):
    session = public(linh.edition)
    account = UserFactory()
    client.force_login(account)

    client.post(f"/my/stars/{session.code}/star/")

    assert list(account.stars.values_list("session__code", flat=True)) == [session.code]


def test_who_signs_in_to_star_finds_the_session(client, linh):
    session = public(linh.edition)

    answer = client.get(f"/my/stars/{session.code}/star/")

    assert answer["Location"] == f"/programme/sessions/{session.code}/"
    assert linh.account.stars.count() == 0
