import json
from datetime import date

import pytest
from django.contrib.auth.models import Group

from conference.core import repeat
from conference.programme.models import Session
from tests.factories.panel import press
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    SessionVersionFactory,
)

pytestmark = pytest.mark.django_db
BOARD = "/desk/programme/"
DAY = f"{BOARD}2020-09-07/"


def planner(client, role="Programme team"):
    person = UserFactory(staff=True)
    person.groups.add(Group.objects.get(name=role))
    client.force_login(person)
    return person


@pytest.fixture
def team(client):
    return planner(client)


@pytest.fixture
def session():
    return SessionFactory(title={"en": "Spectrum"}, room=RoomFactory(name={"en": "A"}))


def at(session, **changed):
    return {
        "room": session.room_id,
        "day": "2020-09-07",
        "begins": "09:00",
        "minutes": 60,
        "version": session.version,
        "shown": "2020-09-07",
    } | changed


def by_script(client, url, **answers):
    facts = {repeat.FIELD: repeat.fresh_token(), **answers}
    return client.post(url, facts, headers={"accept": "application/json"})


def place_of(session):
    fresh = Session.objects.get(pk=session.pk)
    return (fresh.room_id, fresh.starts_at, fresh.ends_at)


def move_url(session):
    return f"/desk/programme/session/{session.pk}/move/"


def test_the_board_opens_with_the_first_day_of_the_event(client, team, session):
    page = client.get(BOARD)

    assert page.status_code == 200
    assert page.context["board"].day == date(2020, 9, 6)


def test_each_session_of_a_day_is_a_link_to_a_form_that_moves_it(client, team, session):
    page = client.get(DAY).content.decode()

    assert f'href="{move_url(session)}"' in page
    assert client.get(move_url(session)).context["form"].initial == {
        "version": 1,
        "room": session.room_id,
        "day": date(2020, 9, 7),
        "begins": MONDAY_9.astimezone().replace(hour=9).time(),
        "minutes": 60,
    }


def test_the_form_moves_a_session_without_script(client, team, session):
    there = RoomFactory()

    answer = press(
        client, move_url(session), **at(session, room=there.pk, begins="14:30")
    )

    assert (answer.status_code, answer["Location"]) == (302, DAY)
    begins = MONDAY_9 + 5.5 * HOUR
    assert place_of(session) == (there.pk, begins, begins + HOUR)


def test_the_form_tells_what_stands_in_the_way_before_anything_is_saved(
    client, team, session
):
    other = SessionFactory(unplaced=True)

    answer = press(client, move_url(other), **at(session, look="1"))

    assert [each.kind for each in answer.context["conflicts"]] == ["room"]
    assert place_of(other) == (None, None, None)


def test_a_taken_room_is_refused_and_what_was_written_stays(client, team, session):
    other = SessionFactory(unplaced=True)

    answer = press(client, move_url(other), **at(session))

    assert answer.status_code == 409
    assert "Spectrum is in this room from 09:00 to 10:00" in answer.content.decode()
    assert 'value="09:00"' in answer.content.decode()
    assert place_of(other) == (None, None, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [("room", "0"), ("day", "1"), ("begins", "25:00"), ("minutes", "3"), ("day", "")],
)
def test_what_is_not_understood_is_answered_kindly(client, team, session, field, value):
    answer = press(client, move_url(session), **at(session, **{field: value}))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_drop_answers_a_sentence_and_the_board_as_it_is_by_now(client, team, session):
    answer = by_script(client, move_url(session), **at(session, begins="10:00"))

    told = answer.json()
    assert told["said"] == "“Spectrum” is moved. Nobody is told before a release."
    assert 'data-begins="10:00"' in told["board"]
    assert place_of(session)[1] == MONDAY_9 + HOUR


def test_a_drop_over_anothers_change_is_refused_and_told(client, team, session):
    an = planner(client)
    first = at(session, begins="10:00")
    assert by_script(client, move_url(session), **first).status_code == 200

    answer = by_script(client, move_url(session), **at(session, begins="15:00"))

    told = answer.json()
    assert answer.status_code == 409
    assert f"{an} changed it. Time: " in told["said"]
    assert 'data-begins="10:00"' in told["board"]
    assert place_of(session)[1] == MONDAY_9 + HOUR


def test_the_second_by_form_sees_what_changed_and_may_set_theirs_over_it(
    client, team, session
):
    press(client, move_url(session), **at(session, begins="10:00"))

    seen = press(client, move_url(session), **at(session, begins="15:00"))
    lines = seen.context["meanwhile"].lines
    version = seen.context["form"]["version"].value()
    press(client, move_url(session), **at(session, begins="15:00", version=version))

    assert seen.status_code == 409
    assert [(line.what, line.now) for line in lines] == [
        ("Time", "7 Sep 2020, 10:00 to 11:00")
    ]
    assert place_of(session)[1] == MONDAY_9 + 6 * HOUR


def test_a_session_goes_to_the_tray(client, team, session):
    answer = by_script(
        client,
        f"/desk/programme/session/{session.pk}/unplace/",
        version=session.version,
        shown="2020-09-07",
    )

    assert answer.json()["said"].startswith("“Spectrum” is in the tray.")
    assert place_of(session) == (None, None, None)


def test_moves_are_taken_back_one_after_the_other(client, team, session):
    begun = place_of(session)
    by_script(client, move_url(session), **at(session, begins="10:00"))
    by_script(client, move_url(session), **at(session, begins="11:00", version=2))

    said = [
        by_script(client, "/desk/programme/undo/", shown="2020-09-07").json()["said"]
        for _ in range(3)
    ]

    assert said == [
        "“Spectrum” is back where it was.",
        "“Spectrum” is back where it was.",
        "There is nothing to take back.",
    ]
    assert place_of(session) == begun


def test_a_session_placed_from_the_tray_goes_back_there(client, team):
    session = SessionFactory(unplaced=True)
    room = RoomFactory()
    press(client, move_url(session), **at(session, room=room.pk))

    answer = press(client, "/desk/programme/undo/", shown="2020-09-07")

    assert (answer.status_code, answer["Location"]) == (302, DAY)
    assert place_of(session) == (None, None, None)


def test_a_draft_that_was_deleted_since_leaves_no_move_to_take_back(
    client, team, session
):
    gone = SessionFactory(
        edition=session.edition, room=session.room, starts_at=MONDAY_9 + 4 * HOUR
    )
    press(client, move_url(session), **at(session, begins="10:00"))
    for begins in ("14:00", "15:00"):
        gone.refresh_from_db()
        press(client, move_url(gone), **at(gone, begins=begins))
    gone.delete()

    press(client, f"{BOARD}undo/", shown="2020-09-07")
    press(client, f"{BOARD}undo/", shown="2020-09-07")

    assert place_of(session)[1] == MONDAY_9


@pytest.mark.parametrize("version", ["", "seven", "9" * 5000])
@pytest.mark.parametrize("act", ["unplace", "state/cancelled"])
def test_a_version_that_is_none_is_no_fault_of_ours(
    client, team, session, act, version
):
    url = f"{BOARD}session/{session.pk}/{act}/"

    assert press(client, url, version=version).status_code == 302


def test_what_another_organiser_moved_since_is_not_taken_back(client, team, session):
    by_script(client, move_url(session), **at(session, begins="10:00"))
    Session.objects.filter(pk=session.pk).update(version=3)

    answer = by_script(client, "/desk/programme/undo/", shown="2020-09-07")

    assert answer.status_code == 409
    assert place_of(session)[1] == MONDAY_9 + HOUR


def test_a_press_that_arrives_twice_moves_once(client, team, session):
    facts = at(session, begins="10:00") | {repeat.FIELD: repeat.fresh_token()}

    answers = [
        client.post(
            move_url(session), facts, headers={"accept": "application/json"}
        ).status_code
        for _ in range(2)
    ]

    assert answers == [200, 200]
    assert Session.objects.get(pk=session.pk).version == 2


def test_what_if_names_the_conflicts_of_a_place_and_writes_nothing(
    client, team, session, django_assert_max_num_queries
):
    other = SessionFactory(unplaced=True)
    SessionRoleFactory(session=other)
    facts = at(session) | {"session": other.pk}

    with django_assert_max_num_queries(12):
        answer = client.get("/desk/programme/what-if/", facts)

    assert json.loads(answer.content) == {
        "conflicts": [
            {
                "kind": "room",
                "text": "A is taken by “Spectrum”, 09:00 to 10:00.",
                "stops": True,
            }
        ],
        "stops": True,
    }
    assert place_of(other) == (None, None, None)


@pytest.mark.parametrize("wrong", [{"session": "x"}, {"room": "0"}, {"begins": ""}])
def test_what_if_without_a_place_is_not_understood(client, team, session, wrong):
    facts = at(session) | {"session": session.pk} | wrong

    assert client.get("/desk/programme/what-if/", facts).status_code == 422


def test_the_poll_answers_304_until_somebody_changes_something(client, team, session):
    tag = client.get(DAY).context["tag"]
    asked = {"HX-Request": "true", "If-None-Match": f'"{tag}"'}

    same = client.get(DAY, headers=asked)
    press(client, move_url(session), **at(session, begins="10:00"))
    changed = client.get(DAY, headers=asked)

    assert (same.status_code, changed.status_code) == (304, 200)
    assert "<html" not in changed.content.decode()


def test_a_poll_asks_little_while_nothing_changes(
    client, team, session, django_assert_max_num_queries
):
    tag = client.get(DAY).context["tag"]

    # Session, account, edition, rooms, sessions; permissions.
    with django_assert_max_num_queries(8):
        client.get(DAY, headers={"HX-Request": "true", "If-None-Match": f'"{tag}"'})


def test_turmeric_marks_what_readers_see_elsewhere(client, team):
    session = SessionFactory(published=True, title={"en": "Spectrum"})
    version = SessionVersionFactory(session=session)
    Session.objects.filter(pk=session.pk).update(
        released=version, has_unreleased_changes=False
    )
    before = client.get(DAY).content.decode()

    press(client, move_url(session), **at(session, begins="12:00"))
    after = client.get(DAY).content.decode()

    marks = [("ghost" in page, "is-changed" in page) for page in (before, after)]
    assert marks == [(False, False), (True, True)]


@pytest.mark.parametrize("day", ["1999-12-31", "2020-13-01", "2100-01-01"])
def test_a_day_that_is_none_is_not_found(client, team, session, day):
    assert client.get(f"{BOARD}{day}/").status_code == 404


def test_an_auditor_reads_the_board_and_moves_nothing(client, session):
    planner(client, "Auditor")

    page = client.get(DAY)
    answer = press(client, move_url(session), **at(session, begins="10:00"))

    assert (page.status_code, answer.status_code) == (200, 403)
    assert move_url(session) not in page.content.decode()


@pytest.mark.parametrize("sessions", [1, 40])
def test_the_page_costs_the_same_for_any_number(
    client, team, sessions, django_assert_num_queries
):
    for _ in range(sessions):
        SessionRoleFactory()
    client.get(DAY)

    with django_assert_num_queries(14):
        client.get(DAY)
