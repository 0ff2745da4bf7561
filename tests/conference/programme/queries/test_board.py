from datetime import date, time, timedelta

import pytest

from conference.programme.queries import board
from conference.programme.queries.board import Conflict, Ghost
from tests.factories.editions import EditionFactory, ScheduleRevisionFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    SessionVersionFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2020, 9, 7)
CELLS_OF_NINE = 13


def place(room, *, after=timedelta(), length=HOUR):
    begins = MONDAY_9 + after
    return board.Place(room.pk, begins, begins + length)


def named(name, **facts):
    return RoomFactory(name={"en": name}, **facts)


def test_a_day_shows_each_room_with_its_sessions_and_the_rest_in_the_tray():
    hall = named("Hall A", code="a", order=1, seats=300, interpretation_booths=2)
    small = named("Room 2", code="b", order=2, seats=None, interpretation_booths=0)
    first = SessionFactory(room=hall, title={"en": "Opening"}, ends_at=MONDAY_9 + HOUR)
    later = SessionFactory(
        room=small,
        starts_at=MONDAY_9 + 2 * HOUR,
        ends_at=MONDAY_9 + 2.5 * HOUR,
    )
    SessionFactory(room=hall, starts_at=MONDAY_9 + 24 * HOUR)
    SessionFactory(room=hall, starts_at=MONDAY_9 + 4 * HOUR, cancelled=True)
    waits = SessionFactory(unplaced=True)

    shown = board.board_of(first.edition, MONDAY)

    lanes = [
        (lane.name, lane.facts, [(b.pk, b.at, b.span) for b in lane.blocks])
        for lane in shown.lanes
    ]
    assert lanes == [
        ("Hall A", "300 seats, 2 interpretation booths", [(first.pk, 13, 12)]),
        ("Room 2", "", [(later.pk, 37, 6)]),
    ]
    assert [block.pk for block in shown.tray] == [waits.pk]
    assert [(each.day.day, each.sessions) for each in shown.days] == [
        (6, 0),
        (7, 2),
        (8, 1),
        (9, 0),
    ]
    assert (shown.first_hour, shown.cells) == (8, 11 * 12)


def test_the_hours_widen_for_what_is_early_or_late():
    early = SessionFactory(starts_at=MONDAY_9 - 3 * HOUR)
    SessionFactory(starts_at=MONDAY_9 + 11 * HOUR, ends_at=MONDAY_9 + 12.5 * HOUR)

    shown = board.board_of(early.edition, MONDAY)

    assert (shown.first_hour, shown.cells) == (6, 16 * 12)


def test_what_runs_over_midnight_ends_with_the_board():
    late = SessionFactory(starts_at=MONDAY_9 + 14 * HOUR, ends_at=MONDAY_9 + 17 * HOUR)

    shown = board.board_of(late.edition, MONDAY)

    [block] = [block for lane in shown.lanes for block in lane.blocks]
    assert (block.at, block.span, shown.cells) == (181, 12, 192)


def test_a_moved_session_leaves_a_ghost_where_readers_still_see_it():
    session = SessionFactory(published=True, title={"en": "Spectrum"})
    SessionVersionFactory(session=session)
    session.starts_at += HOUR
    session.ends_at += HOUR
    session.save()

    shown = board.board_of(session.edition, MONDAY)

    [lane] = shown.lanes
    assert lane.ghosts == (
        Ghost(
            title="Spectrum",
            at=CELLS_OF_NINE,
            span=12,
            time_text="09:00 to 10:00",
        ),
    )


def test_a_session_that_readers_see_at_its_place_leaves_none():
    session = SessionFactory(published=True)
    SessionVersionFactory(session=session)

    [lane] = board.board_of(session.edition, MONDAY).lanes

    assert lane.ghosts == ()


def test_a_free_place_on_a_day_of_the_event_has_no_conflict():
    session = SessionFactory(interpretation=["fr", "vi"])
    room = RoomFactory()

    assert board.conflicts(session, place(room), edition=session.edition) == []


def test_every_kind_of_conflict_is_named_at_once():
    room = named("Room 2", seats=10, interpretation_booths=1)
    taken = SessionFactory(room=room, title={"en": "Spectrum"})
    person = SpeakerFactory(name="Đặng Thu")
    SessionRoleFactory(session=SessionFactory(title={"en": "5G"}), speaker=person)
    session = SessionFactory(
        unplaced=True,
        interpretation=["fr", "vi"],
        seats=40,
        capacity=40,
        seats_taken=12,
    )
    SessionRoleFactory(session=session, speaker=person)
    SessionRoleFactory(session=session, speaker=person, role="moderator")
    revision = taken.edition.in_force
    revision.starts_on = revision.ends_on = date(2020, 9, 8)
    revision.save()

    found = board.conflicts(session, place(room), edition=taken.edition)

    assert found == [
        Conflict("room", "Room 2 is taken by “Spectrum”, 09:00 to 10:00.", stops=True),
        Conflict("person", "Đặng Thu is on stage in “5G”, 09:00 to 10:00.", stops=True),
        Conflict(
            "seats",
            "12 people have a seat, and Room 2 holds 10. A release asks what to do.",
        ),
        Conflict("booths", "2 languages are interpreted; booths in Room 2: 1."),
        Conflict("day", "This is not a day of the event."),
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"seats": 40}, ["12 people have a seat, and Room 2 holds 10. A release asks"]),
        ({"seats": None}, ["12 people have a seat, and Room 2 holds 10."]),
        ({"seats": 40, "session_format": "both"}, ["and Room 2 holds 10. A release"]),
        ({"seats": 40, "session_format": "online"}, []),
    ],
    ids=["limited", "no limit", "on site and online", "online"],
)
def test_who_has_a_seat_needs_the_places_that_the_session_gives(facts, said):
    room = named("Room 2", seats=10, online_places=500)
    session = SessionFactory(unplaced=True, seats_taken=12, **facts)

    found = board.conflicts(session, place(room), edition=session.edition)

    assert [conflict.kind for conflict in found] == ["seats"] * len(said)
    for conflict, text in zip(found, said, strict=True):
        assert text in conflict.text
        assert ("release" in conflict.text) is (session.seats is not None)


def test_an_online_session_needs_places_online():
    room = named("Room 2", seats=120, online_places=10)
    session = SessionFactory(
        unplaced=True, session_format="online", seats=40, seats_taken=12
    )

    found = board.conflicts(session, place(room), edition=session.edition)

    assert found == [
        Conflict(
            "seats",
            "12 people have a seat, and Room 2 holds 10. A release asks what to do.",
        )
    ]


def test_back_to_back_cancelled_and_declined_are_no_conflict():
    room = RoomFactory()
    SessionFactory(room=room, starts_at=MONDAY_9 + HOUR)
    SessionFactory(room=room, cancelled=True)
    person = SpeakerFactory()
    SessionRoleFactory(speaker=person, confirmation="declined")
    session = SessionFactory(unplaced=True)
    SessionRoleFactory(session=session, speaker=person)

    assert board.conflicts(session, place(room), edition=session.edition) == []


def test_while_only_the_month_is_known_every_day_will_do():
    edition = EditionFactory()
    edition.in_force = ScheduleRevisionFactory(
        edition=edition, announced=True, to_september_2021=True
    )
    edition.save()
    session = SessionFactory(edition=edition, unplaced=True)

    found = board.conflicts(session, place(RoomFactory()), edition=edition)

    assert found == []


def test_a_place_is_named_on_the_clocks_of_ha_noi():
    room = RoomFactory()

    found = board.place_of(MONDAY, time(9), 60, room.pk)

    assert found == place(room)


@pytest.mark.parametrize("sessions", [1, 40])
def test_a_board_costs_the_same_for_any_number(sessions, django_assert_num_queries):
    room = RoomFactory()
    for number in range(sessions):
        session = SessionFactory(
            room=room,
            starts_at=MONDAY_9 + number * timedelta(minutes=10),
            ends_at=MONDAY_9 + (number + 1) * timedelta(minutes=10),
        )
        SessionRoleFactory(session=session)

    with django_assert_num_queries(5):
        board.board_of(session.edition, MONDAY)
    with django_assert_num_queries(2):
        board.board_facts(session.edition, MONDAY)
