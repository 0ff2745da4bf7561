import unicodedata
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.db.models import F

from conference.config.demo import seeding_programme as programme
from conference.config.demo.seeding import seed
from conference.config.demo.seeding_accounts import SPEAKER
from conference.config.demo.seeding_programme import FIRST_RELEASE_AT
from conference.core import clock
from conference.editions.models import Edition
from conference.programme.models import (
    Release,
    Session,
    SessionChange,
    SessionRole,
    SessionVersion,
    Speaker,
)
from registration.attendance.models import Seat, Star

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    seed(300)
    return Edition.objects.get()


def everything():
    return [
        list(Session.objects.order_by("code").values_list("code", "starts_at")),
        list(Release.objects.order_by("number").values_list("number", flat=True)),
        list(Seat.objects.order_by("pk").values_list("pk", "state")),
        Star.objects.count(),
        Speaker.objects.count(),
    ]


def test_the_programme_has_the_size_of_the_event(edition):
    assert edition.rooms.count() == 12
    assert edition.sessions.count() == 120
    assert edition.sessions.released().count() == 108
    assert edition.sessions.unplaced().count() == 5 + 1
    assert edition.speakers.count() == 150
    assert {
        clock.in_event_zone(at).date()
        for at in edition.sessions.placed().values_list("starts_at", flat=True)
    } == {date(2020, 9, day) for day in range(6, 10)}


def test_seeding_again_adds_nothing_to_the_programme(edition):
    before = everything()

    seed(350)

    assert everything() == before


def test_nothing_of_it_breaks_a_rule_of_the_database(edition):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert not Session.objects.filter(seats_taken__gt=F("capacity")).exists()


def test_nobody_was_on_two_stages_in_the_first_release_either(edition):
    first = Release.objects.get(number=1)
    stages = [
        (role.speaker_id, version.starts_at, version.ends_at)
        for version in SessionVersion.objects.in_release(first).prefetch_related(
            "roles"
        )
        for role in version.roles.all()
    ]

    overlaps = [
        (one, other)
        for place, one in enumerate(stages)
        for other in stages[:place]
        if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
    ]
    assert overlaps == []


def test_the_second_release_moved_cancelled_and_left_open(edition):
    changes = SessionChange.objects.filter(release__number=2, concerns=True)

    kinds = dict(changes.values_list("session__code", "kind"))
    assert kinds == {
        programme.MOVED: "moved",
        programme.CANCELLED: "cancelled",
        programme.UNCERTAIN: "tbc",
    }
    assert not SessionChange.objects.filter(concerns=True, announced_at=None).exists()


def test_two_changes_wait_for_the_next_release_and_drafts_do_not(edition):
    waiting = edition.sessions.changed_since_release()

    assert set(waiting.values_list("code", flat=True)) == {
        programme.RENAMED,
        programme.TO_MOVE,
    }
    assert edition.sessions.filter(state="draft", released=None).count() == 12


def test_the_named_speaker_has_not_confirmed_the_new_time(edition):
    waiting = SessionRole.objects.get(confirmation="to_reconfirm")

    assert waiting.speaker.account.email == SPEAKER.address
    assert waiting.session.code == programme.MOVED
    assert SessionRole.objects.filter(speaker=waiting.speaker).count() == 5


def test_real_sessions_say_when_they_were_held_and_others_that_they_are_samples(
    edition,
):
    labels = Counter(
        "real" if "Really held" in str(label.data["en"]) else str(label.data["en"])
        for label in edition.sessions.values_list("label", flat=True)
    )

    assert labels == {"real": 11, "Sample": 109}


def test_people_on_stage_write_in_many_scripts_and_nobody_reaches_a_real_address(
    edition,
):
    names = "".join(edition.speakers.values_list("name", flat=True))

    scripts = {unicodedata.name(sign).split()[0] for sign in names if sign.isalpha()}
    assert {"LATIN", "ARABIC", "CJK", "CYRILLIC"} <= scripts
    assert "ễ" in names or "ạ" in names
    assert not edition.speakers.exclude(address__endswith="@example.org").exists()


def test_a_move_has_someone_to_tell(edition):
    states = Counter(Seat.objects.values_list("state", flat=True))
    favourite = Seat.objects.filter(session__code="C-00010121")

    assert states["taken"] > 500
    assert states["waiting"] > 50
    assert favourite.filter(registration__account__email="linh@example.org").exists()
    assert Star.objects.count() > 100


def test_who_waits_came_after_every_seat_was_taken(edition):
    waiting = Seat.objects.in_line().select_related("session")

    assert all(seat.session.seats_taken == seat.session.capacity for seat in waiting)
    for session in edition.sessions.exclude(last_arrival=0):
        numbers = session.seats_given.order_by("created_at").values_list(
            "arrival_number", flat=True
        )
        assert sorted(numbers) == list(range(1, session.last_arrival + 1))


def test_seats_were_taken_after_the_release_and_before_the_demo(edition):
    moments = Seat.objects.order_by("created_at").values_list("created_at", flat=True)

    assert moments[0] > FIRST_RELEASE_AT
    assert moments.reverse()[0] < clock.DEMO_START
