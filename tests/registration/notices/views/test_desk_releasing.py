"""The organisers' pages about releases: prepare, publish, and who was told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.core import clock
from conference.mailroom.models import Letter
from conference.programme.models import Programme, Release
from conference.programme.operations import releasing, scheduling
from registration.attendance.models import Seat
from registration.notices.models import ScheduleDelivery
from registration.notices.operations import moving
from tests.factories.attendance import RegistrationFactory, SeatFactory
from tests.factories.moving import (
    TUESDAY_14,
    ScheduleDeliveryFactory,
    ScheduleNoticeFactory,
    public_session,
)
from tests.factories.panel import organiser, press
from tests.factories.programme import (
    HOUR,
    MAY,
    MONDAY_9,
    SessionFactory,
    SessionRoleFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/desk/releases/"
PREPARE = "/desk/releases/prepare/"
PUBLISH = "/desk/releases/publish/"


@pytest.fixture
def publisher(client):
    person = organiser("Programme publisher")
    client.force_login(person)
    return person


def seat(session, **person):
    registration = RegistrationFactory(edition=session.edition, approved=True, **person)
    return SeatFactory(
        session=session, registration=registration, told=session.released
    )


def move(session, starts_at=TUESDAY_14):
    scheduling.move(
        session.pk,
        room_id=session.room_id,
        starts_at=starts_at,
        ends_at=starts_at + HOUR,
        by=None,
        now=MAY,
    )


def publish(client, *sessions, **answers):
    """Look at a release, then publish what was seen."""
    asked = {"session": [session.pk for session in sessions]}
    seen = client.get(PREPARE, asked).context["form"].initial["seen"]
    return press(client, PUBLISH, **{"seen": seen, **asked, **answers})


def codes(pending):
    return [change.session.code for change in pending]


def test_a_release_is_looked_at_line_by_line_with_who_hears_of_it(client, publisher):
    moved = public_session()
    seat(moved, language="vi")
    new = SessionFactory(edition=moved.edition, published=True)
    SessionFactory(edition=moved.edition)
    move(moved)

    page = client.get(PREPARE)

    planned, effect = page.context["planned"], page.context["effect"]
    assert (codes(planned.told), codes(planned.quiet)) == ([moved.code], [new.code])
    assert (effect.people, dict(effect.by_language)) == (1, {"vi": 1})
    assert page.context["by_relation"] == [("With a seat", 1)]
    text = page.content.decode()
    assert "untick the others" in text
    assert "Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi" in text
    assert "Tue 8 Sep 2020, 14:00 to 15:00 Ha Noi" in text
    assert Release.objects.count() == 1


def test_what_was_looked_at_is_published_once_and_everybody_is_told_later(
    client, publisher
):
    session = public_session()
    seat(session)
    move(session)

    answer = publish(client, note="Rooms are larger")

    made = Release.objects.get(number=2)
    session.refresh_from_db()
    assert answer.url == f"{LIST}release/2/"
    assert (made.published_by, made.note, made.is_urgent) == (
        publisher,
        "Rooms are larger",
        False,
    )
    assert session.released.starts_at == TUESDAY_14
    assert not Letter.objects.filter(template="schedule_changes").exists()


def test_the_same_press_twice_makes_one_release(client, publisher):
    session = public_session()
    move(session)
    seen = client.get(PREPARE).context["form"].initial["seen"]
    same = {"seen": seen, "note": "", "repeat_token": "one-press"}

    answers = [client.post(PUBLISH, same).url for _ in range(2)]

    assert answers == [f"{LIST}release/2/"] * 2
    assert Release.objects.count() == 2


def test_some_sessions_are_published_and_the_rest_waits(client, publisher):
    now, later = public_session(), None
    later = public_session(edition=now.edition)
    move(now)
    move(later)

    page = client.get(PREPARE, {"session": [now.pk]})
    publish(client, now)

    later.refresh_from_db()
    assert codes(page.context["planned"].chosen) == [now.code]
    assert Release.objects.get(number=3).is_urgent
    assert later.released.starts_at == MONDAY_9


def test_of_sessions_that_somebody_published_meanwhile_nothing_is_left(
    client, publisher
):
    gone = public_session()
    other = public_session(edition=gone.edition)
    move(gone)
    move(other)
    asked = {"session": [gone.pk]}
    seen = client.get(PREPARE, asked).context["form"].initial["seen"]
    publish(client, gone)

    page = client.get(PREPARE, asked)
    answer = press(client, PUBLISH, seen=seen, **asked)

    for told in (page, answer):
        text = told.content.decode()
        assert "Nothing is left of these." in text
        assert f'href="{PREPARE}"' in text
        assert "Publish for everyone" not in text
    assert (answer.status_code, codes(answer.context["planned"].every)) == (
        409,
        [other.code],
    )


def test_who_planned_on_meanwhile_stops_the_release(client, publisher):
    session = public_session()
    move(session)
    seen = client.get(PREPARE).context["form"].initial["seen"]
    move(session, TUESDAY_14 + HOUR)

    answer = press(client, PUBLISH, seen=seen, note="Kept")

    assert answer.status_code == 409
    assert isinstance(answer.context["refusal"], releasing.PlanChangedMeanwhile)
    assert answer.context["form"]["note"].value() == "Kept"
    assert Release.objects.count() == 1
    again = answer.context["form"]["seen"].value()
    assert press(client, PUBLISH, seen=again).status_code == 302


def test_a_part_that_cannot_go_alone_leads_to_the_whole(client, publisher):
    one = public_session()
    other = public_session(edition=one.edition)
    scheduling.swap(one.pk, other.pk, by=None, now=MAY)

    answer = publish(client, one)

    assert answer.status_code == 409
    assert answer.context["together_url"] == (
        f"{PREPARE}?session={one.pk}&session={other.pk}"
    )


def test_seats_that_would_be_lost_need_the_rule(client, publisher):
    session = public_session(seats=2)
    first, last = seat(session), seat(session)
    scheduling.change(session.pk, version=None, facts={"seats": 1}, by=None, now=MAY)

    refused = publish(client)
    (row,) = refused.context["lost"]
    accepted = publish(client, make_room="on")

    assert (refused.status_code, row.taken, row.seats, row.to_line) == (409, 2, 1, 1)
    assert accepted.status_code == 302
    assert [Seat.objects.get(pk=each.pk).state for each in (first, last)] == [
        "taken",
        "waiting",
    ]


def test_with_nothing_planned_there_is_nothing_to_publish(client, publisher):
    public_session()

    page = client.get(PREPARE, {"session": ["", "x", "9" * 30, "٣"]})
    answer = press(client, PUBLISH, seen=page.context["form"].initial["seen"])

    assert "There is nothing to publish." in page.content.decode()
    assert isinstance(answer.context["refusal"], releasing.NothingToPublish)


def test_a_note_may_not_be_longer_than_a_sentence(client, publisher):
    session = public_session()
    move(session)

    answer = publish(client, note="A" * 301)

    assert answer.status_code == 422
    assert Release.objects.count() == 1


def test_who_plans_may_look_but_not_publish(client):
    client.force_login(organiser("Programme team"))
    session = public_session()
    move(session)

    page = client.get(PREPARE)

    assert "Publish for everyone" not in page.content.decode()
    assert publish(client).status_code == 403
    assert press(client, f"{LIST}announce-now/").status_code == 403
    assert Release.objects.count() == 1


def test_the_list_says_what_waits_and_letters_can_leave_at_once(client, publisher):
    session = public_session()
    SessionRoleFactory(session=session, confirmation="invited")
    seat(session)
    move(session)
    publish(client)

    page = client.get(LIST)
    answer = press(client, f"{LIST}announce-now/")
    moving.announce_changes(now=clock.now())

    assert [page.context[name] for name in ("pending", "waiting", "silent")] == [
        0,
        1,
        1,
    ]
    assert [release.untold for release in page.context["page"]] == [1, 0]
    assert answer.url == LIST
    assert Programme.objects.get().announce_asked_at is None
    assert ScheduleDelivery.objects.count() >= 1
    assert client.get(LIST).context["waiting"] == 0


def test_with_nothing_to_tell_nothing_is_announced(client, publisher):
    public_session()

    answer = client.post(f"{LIST}announce-now/", {"repeat_token": "one"}, follow=True)

    assert "No change waits to be told" in answer.content.decode()


def test_a_release_shows_its_changes_and_who_was_told(client, publisher):
    session = public_session()
    seat(session)
    move(session)
    publish(client)
    moving.announce_changes(now=clock.now() + timedelta(minutes=3))

    page = client.get(f"{LIST}release/2/")

    (row,) = page.context["log"]
    assert (row.code, row.kind, [line.what for line in row.lines]) == (
        session.code,
        "moved",
        ["Time"],
    )
    assert [each.addressed for each in page.context["rounds"]] == [1]
    assert client.get(f"{LIST}release/3/").status_code == 404


def test_the_parts_of_a_round_add_up_and_can_be_looked_through(client, publisher):
    notice = ScheduleNoticeFactory(addressed=3)
    for state, finished_at, name in [
        ("accepted", MAY, "Ana Sample"),
        ("failed", MAY, "Binh Sample"),
        ("due", None, "Chi Sample"),
    ]:
        ScheduleDeliveryFactory(
            notice=notice,
            letter__state=state,
            letter__finished_at=finished_at,
            name=name,
        )
    url = f"{LIST}notice/{notice.number}/"

    def names(**asked):
        return [row.name for row in client.get(url, asked).context["page"]]

    pieces = client.get(url).context["pieces"]
    assert sum(piece.count for piece in pieces) == 3
    assert names() == ["Ana Sample", "Binh Sample", "Chi Sample"]
    assert names(state="failed") == ["Binh Sample"]
    assert names(state="waiting") == ["Chi Sample"]
    assert names(text="ana") == ["Ana Sample"]
    assert names(text="nobody") == []


def test_addresses_are_not_for_everyone_who_plans(client):
    notice = ScheduleNoticeFactory()
    client.force_login(organiser("Programme team"))

    assert client.get(f"{LIST}notice/{notice.number}/").status_code == 403
    assert client.get(LIST).status_code == 200


def test_silent_people_are_listed_by_session(client, publisher):
    session = public_session()
    role = SessionRoleFactory(session=session, confirmation="to_reconfirm")
    SessionRoleFactory(session=session, confirmation="confirmed", role="chair")
    SessionRoleFactory(session__edition=session.edition, confirmation="invited")

    silent = client.get(f"{LIST}gaps/").context["silent"]

    assert [(one.session, one.roles) for one in silent] == [(session, [role])]


def statements(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def planned_session(edition=None):
    session = public_session(**({"edition": edition} if edition else {}))
    SessionRoleFactory(session=session, confirmation="invited")
    seat(session)
    facts = {"has_captions": True}
    scheduling.change(session.pk, version=None, facts=facts, by=None, now=MAY)
    return session


def test_pages_cost_the_same_for_one_session_and_for_many(client, publisher):
    first = planned_session()
    pages = [LIST, PREPARE, f"{LIST}gaps/"]
    client.get(LIST)
    for_one = [statements(client, page) for page in pages]
    for _ in range(5):
        planned_session(first.edition)

    assert [statements(client, page) for page in pages] == for_one


def test_a_release_of_many_changes_costs_what_one_of_one_does(client, publisher):
    first = planned_session()
    publish(client)
    for _ in range(5):
        planned_session(first.edition)
    publish(client)

    one, many = (f"{LIST}release/{number}/" for number in (2, 8))

    assert len(client.get(many).context["log"]) == 5
    assert statements(client, one) == statements(client, many)
