import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.core import repeat
from conference.editions import standing as editions
from conference.mailroom.models import Letter
from conference.programme import standing
from registration.attendance.models import Registration
from tests.factories.attendance import (
    ParticipantCategoryFactory,
    RegistrationFactory,
    SeatFactory,
    StarFactory,
)
from tests.factories.people import UserFactory
from tests.factories.programme import MONDAY_9
from tests.registration.attendance.views.programme import SUNDAY_17, moved, public

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    account = UserFactory()
    client.force_login(account)
    return account


def sent(**answers):
    return {**answers, repeat.FIELD: repeat.fresh_token()}


@pytest.mark.parametrize("url", ["/my/", "/my/answers/", "/my/withdraw/"])
def test_a_page_of_ones_own_needs_an_account_and_is_never_stored(client, url):
    assert client.get(url)["Location"] == f"/account/login/?next={url}"

    mine = RegistrationFactory()
    client.force_login(mine.account)
    assert "no-store" in client.get(url)["Cache-Control"]


def test_without_a_registration_the_page_says_how_to_get_one(client, person):
    page = client.get("/my/")

    assert "No registration yet." in page.text
    assert 'href="/attend/"' in page.text


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("draft", "Your request is begun and not sent."),
        ("submitted", "This is not yet a confirmation."),
        ("waiting", "You stand in line, at place 1."),
        ("approved", "You are registered."),
        ("rejected", "Your request was not approved."),
        ("withdrawn", "You withdrew your registration."),
    ],
)
def test_the_page_says_where_the_request_stands(client, person, state, says):
    RegistrationFactory(
        account=person, **({} if state == "submitted" else {state: True})
    )

    assert says in client.get("/my/").text


def test_a_live_request_stands_before_the_ones_that_ended(client, person):
    RegistrationFactory(account=person)
    RegistrationFactory(account=person, withdrawn=True)

    assert client.get("/my/").context["registration"].state == "submitted"


def test_nobody_sees_anothers_registration(client, person):
    RegistrationFactory(approved=True, organisation="CANARY")

    pages = [client.get(url) for url in ("/my/", "/my/answers/", "/my/withdraw/")]

    assert [page.status_code for page in pages] == [200, 302, 302]
    assert "CANARY" not in pages[0].text


def test_the_page_costs_the_same_for_any_history(client, person, settings):
    # What is public is looked up once a second, not for each page.
    settings.EDITION_KEPT_SECONDS = 3600
    mine = RegistrationFactory(account=person, approved=True)
    mine.steps.create(kind="approved", at=mine.created_at)
    client.get("/my/")
    with CaptureQueriesContext(connection) as few:
        client.get("/my/")
    for _ in range(29):
        mine.steps.create(kind="changed", at=mine.created_at, by=UserFactory())

    with CaptureQueriesContext(connection) as many:
        client.get("/my/")

    standing.forget()
    editions.forget()
    assert len(many) == len(few) <= 6


def test_withdrawing_is_asked_once_more_and_says_what_is_lost(client, person):
    mine = RegistrationFactory(account=person, approved=True)

    page = client.get("/my/withdraw/")

    mine.refresh_from_db()
    assert (page.status_code, mine.state) == (200, "approved")
    assert mine.number in page.text
    assert "Your place goes to the person who has waited longest." in page.text


def test_withdrawing_ends_the_registration_once(client, person):
    mine = RegistrationFactory(account=person, approved=True)
    press = sent(registration=mine.pk)

    answers = [client.post("/my/withdraw/", press) for _ in range(2)]

    mine.refresh_from_db()
    assert [answer["Location"] for answer in answers] == ["/my/", "/my/"]
    assert (mine.state, mine.steps.count(), Letter.objects.count()) == (
        "withdrawn",
        1,
        1,
    )


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 40, "\x00"])
def test_an_old_window_withdraws_nothing_but_what_it_showed(client, person, key):
    mine = RegistrationFactory(account=person, approved=True)

    client.post("/my/withdraw/", sent(registration=key))

    mine.refresh_from_db()
    assert mine.state == "approved"


def test_nobody_withdraws_another(client, person):
    other = RegistrationFactory(approved=True)

    client.post("/my/withdraw/", sent(registration=other.pk))

    other.refresh_from_db()
    assert other.state == "approved"


def test_a_get_withdraws_nothing_whatever_it_carries(client, person):
    mine = RegistrationFactory(account=person)

    client.get("/my/withdraw/", sent(registration=mine.pk))

    mine.refresh_from_db()
    assert mine.state == "submitted"


def test_an_approved_person_changes_how_they_attend(client, person):
    mine = RegistrationFactory(account=person, approved=True)

    answer = client.post("/my/answers/change-mode/", sent(attendance_mode="remote"))

    mine.refresh_from_db()
    assert (answer["Location"], mine.attendance_mode) == ("/my/answers/", "remote")


@pytest.mark.parametrize("mode", ["", "x", "\x00", "on_site' OR 1=1"])
def test_another_way_to_attend_is_refused_kindly(client, person, mode):
    RegistrationFactory(account=person, approved=True)

    answer = client.post("/my/answers/change-mode/", sent(attendance_mode=mode))

    assert answer.status_code == 422


def test_how_one_attends_is_not_changed_before_the_decision_here(client, person):
    RegistrationFactory(account=person)

    answer = client.post("/my/answers/change-mode/", sent(attendance_mode="remote"))

    assert answer.status_code == 409


def test_the_answers_are_all_there_to_read(client, person):
    RegistrationFactory(
        account=person,
        special_needs="Captions",
        category=ParticipantCategoryFactory(),
        share_with_exhibitors=True,
    )

    page = client.get("/my/answers/")

    said = [
        answer for _step, answers in page.context["parts"] for _label, answer in answers
    ]
    assert {"Member State", "Captions", "Ministry of Samples", "Adviser"} <= set(said)
    assert said[-4:] == ["No", "No", "Yes", "No"]


def test_a_page_reads_from_right_to_left(client, person):
    person.language = "ar"
    person.save(update_fields=["language"])
    RegistrationFactory(account=person, approved=True)

    page = client.get("/my/", headers={"accept-language": "ar"})

    assert 'dir="rtl"' in page.text
    assert Registration.objects.count() == 1


@pytest.fixture
def day_before():
    with time_machine.travel(SUNDAY_17, tick=False):
        standing.forget()
        yield
    standing.forget()


def test_the_next_three_sessions_stand_on_the_page(client, person, day_before):
    mine = RegistrationFactory(account=person, approved=True)
    starred = public(mine.edition, "Only starred", at=8)
    StarFactory(account=person, session=starred)
    for hour in (9, 10, 11, 12):
        session = public(mine.edition, f"At {hour}", at=hour)
        SeatFactory(registration=mine, session=session)

    page = client.get("/my/")

    shown = [str(item.session.title) for item in page.context["coming"]]
    assert shown == ["At 9", "At 10", "At 11"]
    assert 'href="/my/agenda/"' in page.text
    assert "At 11" in page.text


def test_who_is_approved_and_has_no_seat_is_led_to_the_programme(client, person):
    RegistrationFactory(account=person, approved=True)

    assert "No seats yet." in client.get("/my/").text


def test_a_moved_session_shows_its_slip_on_the_page(client, person, day_before):
    mine = RegistrationFactory(account=person, approved=True)
    session = public(mine.edition, "Moved away", at=14)
    SeatFactory(registration=mine, session=session)
    moved(session, before=MONDAY_9)

    page = client.get("/my/").text

    assert "7 Sep 2020, 09:00 to 10:00 Ha Noi" in page
    assert "7 Sep 2020, 14:00 to 15:00 Ha Noi" in page
