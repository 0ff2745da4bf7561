"""A person's agenda: one day at a time."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from conference.programme import standing
from conference.programme.models import SessionVersion
from registration.attendance.models import Agenda
from registration.attendance.queries import agenda as reading
from registration.attendance.queries.ties import ties
from tests.factories.attendance import RegistrationFactory, SeatFactory, StarFactory
from tests.factories.people import UserFactory
from tests.factories.programme import HOUR, MONDAY_9
from tests.registration.attendance.views.programme import (
    SUNDAY_17,
    moved,
    on_stage,
    public,
    sent,
)

pytestmark = pytest.mark.django_db
MONDAY = "?day=2020-09-07"


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


def seat(registration, *args, state="taken", held_until=None, **fields):
    session = public(registration.edition, *args, **fields)
    SeatFactory(
        registration=registration, session=session, state=state, held_until=held_until
    )
    return session


def agenda_of(registration, *, now=SUNDAY_17, day=None):
    return reading.agenda(
        ties(registration.account), standing.snapshot(), day=day, now=now
    )


def lines_of(agenda):
    """The day as read: titles, and free time in minutes."""
    return [
        str(row.item.session.title)
        if row.item
        else row.space.hours * 60 + row.space.minutes
        for row in agenda.rows
    ]


def test_the_agenda_needs_an_account_and_is_never_stored(client):
    urls = ["/my/agenda/", "/my/agenda/settings/"]
    asked = [client.get(url)["Location"] for url in urls]
    client.force_login(UserFactory())

    pages = [client.get(url) for url in urls]

    assert asked == [f"/account/login/?next={url}" for url in urls]
    assert [page.status_code for page in pages] == [200, 200]
    assert all("no-store" in page["Cache-Control"] for page in pages)


def test_an_empty_agenda_says_what_will_fill_it(client, linh):
    public(linh.edition)

    page = client.get("/my/agenda/").text

    assert "No seats yet." in page
    assert 'href="/programme/"' in page


def test_before_any_programme_the_agenda_is_empty(client, linh):
    assert "No seats yet." in client.get("/my/agenda/").text


def test_a_day_shows_sessions_by_time_and_the_free_time_between(linh):
    seat(linh, "Late", at=14)
    seat(linh, "Early", at=9, hours=1.5)
    seat(linh, "Right after", at=10.5)

    assert lines_of(agenda_of(linh)) == ["Early", "Right after", 150, "Late"]


def test_a_cancelled_session_fills_no_time(linh):
    seat(linh, "Early", at=9)
    gone = public(linh.edition, "Not held", at=11, state=SessionVersion.State.CANCELLED)
    SeatFactory(registration=linh, session=gone)
    seat(linh, "Late", at=14)

    assert lines_of(agenda_of(linh)) == ["Early", 60, "Not held", 180, "Late"]


def test_seats_lines_stars_and_stages_stand_together(client, linh):
    seat(linh, "Taken", at=9)
    seat(linh, "Waited for", at=10, state="waiting")
    held_until = SUNDAY_17 + HOUR
    seat(linh, "Held", at=11, state="held", held_until=held_until)
    StarFactory(account=linh.account, session=public(linh.edition, "Starred", at=12))
    on_stage(linh.account, public(linh.edition, "My panel", at=13))
    public(linh.edition, "CANARY, nothing of theirs", at=14)

    agenda = agenda_of(linh)
    page = client.get("/my/agenda/").text

    assert lines_of(agenda) == ["Taken", "Waited for", "Held", "Starred", "My panel"]
    assert "CANARY" not in page
    for chip in (
        "Your seat",
        "In line, place 1",
        "Held for you until",
        "Starred",
        "On stage",
    ):
        assert chip in page


def test_nobody_sees_anothers_agenda(client, linh):
    seat(RegistrationFactory(edition=linh.edition, approved=True), "CANARY")
    StarFactory(session=public(linh.edition, "CANARY", at=10))

    assert "CANARY" not in client.get("/my/agenda/").text


def test_a_part_that_is_planned_and_not_released_is_not_shown(linh):
    session = public(linh.edition, "Secret plan")
    role = on_stage(linh.account, session)
    session.released.roles.all().delete()

    assert role.confirmation == "confirmed"
    assert lines_of(agenda_of(linh)) == []


def test_overlaps_of_what_one_is_bound_to_are_marked(client, linh):
    seat(linh, "First", at=9, hours=2)
    seat(linh, "Second", at=10)
    StarFactory(account=linh.account, session=public(linh.edition, "Starred", at=9))

    agenda = agenda_of(linh)

    assert {
        str(row.item.session.title): [str(s.title) for s in row.item.clashes]
        for row in agenda.rows
        if row.item
    } == {"First": ["Second"], "Second": ["First"], "Starred": []}
    assert "It overlaps with" in client.get("/my/agenda/").text


def test_back_to_back_is_no_overlap(linh):
    seat(linh, "First", at=9)
    seat(linh, "Second", at=10)

    assert [row.item.clashes for row in agenda_of(linh).rows] == [(), ()]


def test_days_are_tabs_and_today_or_the_next_full_one_is_shown(client, linh):
    seat(linh, "Tuesday", at=9 + 24)
    public(linh.edition, "Monday, of others")

    agenda = agenda_of(linh)
    monday = client.get(f"/my/agenda/{MONDAY}").text

    assert [(str(tab.day), tab.count, tab.is_shown) for tab in agenda.days] == [
        ("2020-09-07", 0, False),
        ("2020-09-08", 1, True),
    ]
    assert str(agenda_of(linh, now=MONDAY_9).shown) == "2020-09-07"
    assert "This day is free." in monday


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Tue 8 Sep"), ("fr", "mar 8 sep"), ("vi", "Thứ 3, 8 tháng 9")],
)
def test_tabs_name_days_as_the_language_does(linh, language, label):
    seat(linh, "Tuesday", at=9 + 24)

    with translation.override(language):
        assert [tab.label for tab in agenda_of(linh).days] == [label]


def test_in_arabic_times_and_rooms_are_joined_as_arabic_does(client, linh):
    item = seat(linh, "Monday")
    linh.account.language = "ar"
    linh.account.save()

    pages = [
        client.get(url).content.decode()
        for url in (f"/my/agenda/{MONDAY}", f"/my/seats/{item.code}/")
    ]

    assert "من 09:00 إلى 10:00" in pages[0]
    assert all("، <bdi>" in page for page in pages)
    assert not any(", <bdi>" in page for page in pages)


@pytest.mark.parametrize("day", ["", "2020-13-99", "nonsense", "1999-01-01"])
def test_a_day_that_is_none_shows_the_usual_one(client, linh, day):
    seat(linh, "Monday")

    page = client.get("/my/agenda/", {"day": day})

    assert str(page.context["agenda"].shown) == "2020-09-07"


def test_what_is_on_now_and_next_stands_at_the_top(client, linh):
    seat(linh, "Running", at=9)
    seat(linh, "Following", at=11)

    agenda = agenda_of(linh, now=MONDAY_9 + timedelta(minutes=10))

    assert str(agenda.running.session.title) == "Running"
    assert str(agenda.following.session.title) == "Following"


def test_a_moved_session_is_told_in_its_slip(client, linh):
    session = seat(linh, "Moved away", at=14)
    moved(session, before=MONDAY_9)

    page = client.get("/my/agenda/").text

    assert "Moved" in page
    assert "7 Sep 2020, 09:00 to 10:00 Ha Noi" in page
    assert "7 Sep 2020, 14:00 to 15:00 Ha Noi" in page
    assert "You keep your seat." in page


def test_who_is_asked_for_a_new_time_on_stage_finds_the_way_in_the_slip(client, linh):
    session = public(linh.edition, "My panel", at=14)
    on_stage(linh.account, session, confirmation="to_reconfirm")
    moved(session, before=MONDAY_9)

    page = client.get("/my/agenda/").text

    assert "Until you say yes, the programme shows you as to be confirmed." in page
    assert 'href="/my/stage-times/"' in page


def test_my_page_shows_a_later_session_when_it_has_moved(client, linh):
    for hour in (9, 10, 11, 12, 13):
        seat(linh, f"At {hour}", at=hour)
    moved(seat(linh, "Moved away", at=15), before=MONDAY_9)

    coming = client.get("/my/").context["coming"]

    assert [str(item.session.title) for item in coming] == [
        "At 9",
        "At 10",
        "At 11",
        "Moved away",
    ]


def test_a_move_is_news_for_a_week(linh):
    session = seat(linh, "Moved away", at=14)
    moved(session, before=MONDAY_9, made_at=SUNDAY_17)

    def is_moved(after):
        return agenda_of(linh, now=SUNDAY_17 + after).rows[0].item.is_moved

    assert is_moved(timedelta(days=6)) is True
    assert is_moved(timedelta(days=8)) is False


def test_a_session_without_a_time_waits_below_the_days(client, linh):
    session = public(
        linh.edition,
        "Open",
        state=SessionVersion.State.TO_BE_CONFIRMED,
        starts_at=None,
        ends_at=None,
    )
    SeatFactory(registration=linh, session=session)

    assert [str(i.session.title) for i in agenda_of(linh).without_time] == ["Open"]
    assert "You keep your seat." in client.get("/my/agenda/").text


def test_times_are_shown_in_ha_noi_first_and_in_ones_own_zone(client):
    account = UserFactory(time_zone="Europe/Zurich")
    mine = RegistrationFactory(account=account, approved=True)
    seat(mine, "Morning", at=14)
    client.force_login(account)

    page = client.get("/my/agenda/").text

    assert page.index("14:00–15:00") < page.index("09:00 your time")


def test_the_agenda_costs_the_same_for_one_session_and_for_many(client, linh):
    def cost():
        client.get("/my/agenda/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/my/agenda/")
        return len(seen)

    seat(linh, at=9)
    few = cost()
    for hour in range(10, 21):
        seat(linh, at=hour)
        StarFactory(account=linh.account, session=public(linh.edition, at=hour))

    assert cost() == few


def test_signed_in_pages_of_the_programme_cost_one_statement_for_ones_own(linh):
    seat(linh, at=9)
    snapshot = standing.snapshot()

    with CaptureQueriesContext(connection) as seen:
        reading.agenda(ties(linh.account), snapshot, now=SUNDAY_17)

    assert len(seen) == 1


def test_a_link_is_made_shown_again_renewed_and_ended(client, linh):
    url = "/my/agenda/settings/"
    shown = f"{url}?show=link"

    made = client.post("/my/agenda/new-feed/", sent())
    first = Agenda.objects.get().feed_token
    plain, open_page = client.get(url).text, client.get(shown).text
    client.post("/my/agenda/new-feed/", sent())
    second = Agenda.objects.get().feed_token
    client.post("/my/agenda/revoke-feed/", sent())

    assert made["Location"] == f"{shown}#feed"
    assert (first in plain, first in open_page) == (False, True)
    assert "webcal://" in open_page
    assert len(first) >= 22
    assert first != second
    assert Agenda.objects.get().feed_token is None
    assert "Make my link" in client.get(shown).text


def test_the_same_press_makes_one_link(client, linh):
    form = sent()

    client.post("/my/agenda/new-feed/", form)
    first = Agenda.objects.get().feed_token
    client.post("/my/agenda/new-feed/", form)

    assert Agenda.objects.get().feed_token == first


def test_a_page_without_its_token_changes_nothing(client, linh):
    answer = client.post("/my/agenda/new-feed/")

    assert answer.status_code == 409
    assert not Agenda.objects.exists()


@pytest.mark.parametrize(("tells", "kept"), [("no", False), ("yes", True)])
def test_mails_about_stars_are_a_choice(client, linh, tells, kept):
    client.post("/my/agenda/choose-star-mail/", sent(tells=tells))

    assert Agenda.objects.get(account=linh.account).tells_of_stars is kept
