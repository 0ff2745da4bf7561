"""Everyone concerned hears of moved sessions once, and of nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings

from conference.mailroom.models import Batch, Letter
from conference.programme.models import SessionChange, SessionRole
from registration.attendance.models import Agenda, Seat
from registration.notices.models import ScheduleDelivery, ScheduleNotice
from registration.notices.operations import moving
from tests.factories.attendance import RegistrationFactory, SeatFactory, StarFactory
from tests.factories.moving import TUESDAY_14, cancel, change, public_session, unplace
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MAY,
    MONDAY_9,
    RoomFactory,
    SessionRoleFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def seat_in(session, **fields):
    registration = RegistrationFactory(edition=session.edition, approved=True)
    return SeatFactory(
        session=session, registration=registration, told=session.released, **fields
    )


def addresses():
    return sorted(Letter.objects.values_list("to_address", flat=True))


def the_letter():
    return Letter.objects.get(template="schedule_changes")


def items():
    return ScheduleDelivery.objects.get().items


def announce(*, now=MAY + 2 * MINUTE):
    return moving.announce_changes(now=now)


def test_a_session_that_moves_is_told_of_with_both_times_and_what_it_means():
    session = public_session(room__name="Hall A")
    seat = seat_in(session)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    assert items() == [
        {
            "code": session.code,
            "title": f"Moved: {session.title}",
            "kind": "moved",
            "was": "Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi, Hall A",
            "now": "Tue 8 Sep 2020, 14:00 to 15:00 Ha Noi, Hall A",
            "now_utc": "Tue 8 Sep 2020, 07:00 to 08:00 UTC",
            "now_own": "",
            "yours": "Your seat is kept.",
            "you_can": "If it does not suit you, give the seat back.",
            "label": "Open my seat",
            "relation": "taken",
            "clash": "",
            "url": f"{settings.SITE_URL}/my/seats/{session.code}/",
        }
    ]
    assert the_letter().to_address == seat.registration.account.email
    assert the_letter().context["subject"] == f"Moved: {session.title}"


def test_nobody_is_told_before_two_minutes_of_quiet_are_over():
    session = public_session()
    seat_in(session)

    change(session, starts_at=TUESDAY_14, now=MAY)
    early = announce(now=MAY + 2 * MINUTE - timedelta(seconds=1))

    assert (early, announce(now=MAY + 2 * MINUTE)) == (0, 1)


def test_each_change_begins_the_quiet_anew_but_for_ten_minutes_at_most():
    first, second = public_session(), public_session()
    seat_in(first)
    change(first, starts_at=TUESDAY_14, now=MAY)
    told = []

    for minute in range(1, 11):
        now = MAY + minute * MINUTE
        change(second, starts_at=TUESDAY_14 + minute * HOUR, now=now)
        told.append(announce(now=now))

    assert told == [0] * 9 + [1]


def test_who_asks_has_it_told_at_once_and_stands_in_the_record():
    session = public_session()
    seat_in(session)
    organiser = UserFactory(staff=True)
    change(session, starts_at=TUESDAY_14, now=MAY)

    moving.ask_now(session.edition_id, by=organiser, now=MAY)

    assert announce(now=MAY) == 1
    assert ScheduleNotice.objects.get().asked_by == organiser
    session.edition.programme.refresh_from_db()
    assert session.edition.programme.announce_asked_at is None
    assert session.edition.programme.announce_asked_by is None


def test_asking_without_anything_to_tell_is_refused():
    session = public_session()

    with pytest.raises(moving.NothingToAnnounce):
        moving.ask_now(session.edition_id, by=UserFactory(staff=True), now=MAY)


def test_the_second_round_has_nothing_to_tell():
    session = public_session()
    seat_in(session)
    change(session, starts_at=TUESDAY_14, now=MAY)

    assert (announce(), announce()) == (1, 0)
    assert Letter.objects.count() == ScheduleNotice.objects.count() == 1


def test_moved_and_moved_back_is_nothing():
    session = public_session()
    seat_in(session)

    change(session, starts_at=TUESDAY_14, now=MAY)
    change(session, starts_at=MONDAY_9, now=MAY + MINUTE)
    told = announce(now=MAY + 3 * MINUTE)

    assert told == 0
    assert (Letter.objects.count(), Batch.objects.count()) == (0, 0)
    assert not SessionChange.objects.filter(concerns=True, announced_at=None).exists()


def test_two_moves_are_one_line_from_the_first_time_to_the_last():
    session = public_session(room__name="Hall A")
    seat_in(session)

    change(session, starts_at=TUESDAY_14, now=MAY)
    change(session, starts_at=TUESDAY_14 + HOUR, now=MAY + MINUTE)
    announce(now=MAY + 3 * MINUTE)

    assert [(item["was"], item["now"]) for item in items()] == [
        (
            "Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi, Hall A",
            "Tue 8 Sep 2020, 15:00 to 16:00 Ha Noi, Hall A",
        )
    ]


def test_new_words_on_an_old_slot_are_no_news():
    session = public_session()
    seat_in(session)

    change(session, title="Another title", now=MAY)

    assert announce() == 0


def test_who_has_an_offer_reads_until_when_it_is_held():
    session = public_session()
    first = seat_in(session, state="held", held_until=MAY + HOUR)
    second = seat_in(session, state="held", held_until=MAY + 2 * HOUR)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    assert {
        delivery.address: delivery.items[0]["yours"]
        for delivery in ScheduleDelivery.objects.all()
    } == {
        seat.registration.account.email: "Your seat is held for your answer until "
        f"Fri 1 May 2020, {until} Ha Noi."
        for seat, until in ((first, "10:00"), (second, "11:00"))
    }


def test_an_offer_for_a_session_without_a_time_has_no_end_to_tell():
    session = public_session()
    seat_in(session, state="held", held_until=MAY + HOUR)

    unplace(session, now=MAY)
    announce()

    assert [item["yours"] for item in items()] == [
        "Your seat is still held for your answer."
    ]


def test_everybody_concerned_hears_and_nobody_else():
    session, other = public_session(), public_session()
    taken, held = (
        seat_in(session),
        seat_in(session, state="held", held_until=MAY + HOUR),
    )
    waiting = seat_in(session, state="waiting")
    star = StarFactory(session=session, told=session.released)
    role = SessionRoleFactory(session=session, told=session.released)
    for state in ("given_back", "lapsed"):
        seat_in(session, state=state)
    seat_in(other)
    StarFactory(session=other, told=other.released)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    assert {
        delivery.address: delivery.items[0]["relation"]
        for delivery in ScheduleDelivery.objects.all()
    } == {
        taken.registration.account.email: "taken",
        held.registration.account.email: "held",
        waiting.registration.account.email: "waiting",
        star.account.email: "star",
        role.speaker.address: "stage",
    }


def test_whoever_cannot_be_reached_or_has_ended_gets_nothing():
    session = public_session()
    seats = [seat_in(session) for _ in range(3)]
    UserFactory._meta.model.objects.filter(pk=seats[0].registration.account_id).update(
        is_active=False
    )
    seats[1].registration.state = "cancelled"
    seats[1].registration.ended_at = MAY
    seats[1].registration.save()
    StarFactory(session=session, account=seats[1].registration.account)
    no_address = SpeakerFactory(edition=session.edition, address="")
    SessionRoleFactory(session=session, speaker=no_address, told=session.released)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    assert addresses() == [seats[2].registration.account.email]


def test_who_chose_not_to_hear_of_stars_does_not():
    session = public_session()
    silent, keen = (
        StarFactory(session=session, told=session.released),
        StarFactory(session=session, told=session.released),
    )
    Agenda.objects.create(account=silent.account, tells_of_stars=False)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    assert addresses() == [keen.account.email]


def test_who_took_a_seat_after_the_change_knows_it_even_with_an_old_star():
    session = public_session()
    early = StarFactory(session=session, told=session.released)
    change(session, starts_at=TUESDAY_14, now=MAY)
    registration = RegistrationFactory(
        edition=session.edition, account=early.account, approved=True
    )
    SeatFactory(session=session, registration=registration, told=session.released)

    assert announce() == 0


def test_one_person_has_one_letter_with_each_session_once():
    first = public_session()
    second = public_session(starts_at=MONDAY_9 + HOUR)
    seat = seat_in(first)
    account = seat.registration.account
    SeatFactory(session=second, registration=seat.registration, told=second.released)
    StarFactory(session=first, account=account, told=first.released)
    speaker = SpeakerFactory(edition=first.edition, account=account)
    SessionRoleFactory(session=second, speaker=speaker, told=second.released)

    change(first, starts_at=TUESDAY_14, now=MAY)
    cancel(second, now=MAY)
    announce()

    assert [(item["code"], item["relation"], item["kind"]) for item in items()] == [
        (second.code, "stage", "cancelled"),
        (first.code, "taken", "moved"),
    ]
    assert the_letter().context["subject"] == "2 of your sessions changed"
    assert len(the_letter().context["_calendar"]) == 2


def test_the_clash_that_a_move_makes_is_named():
    session = public_session()
    other = public_session(starts_at=TUESDAY_14, title="Safe networks")
    seat = seat_in(session)
    SeatFactory(session=other, registration=seat.registration, told=other.released)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    assert [(item["clash"], item["yours"]) for item in items()] == [
        (
            "Safe networks",
            "Your seat is kept. It overlaps with “Safe networks”, which is yours as"
            " well.",
        )
    ]


def test_the_calendar_moves_the_seats_entry_and_a_star_has_none():
    session = public_session()
    seat_in(session, calendar_step=3)
    StarFactory(session=session, told=session.released)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    with_entry = Letter.objects.filter(context__has_key="_calendar")
    (calendar,) = with_entry.get().context["_calendar"]
    lines = calendar.split("\r\n")
    assert Letter.objects.count() == 2
    assert {"METHOD:REQUEST", "SEQUENCE:4", "STATUS:CONFIRMED"} <= set(lines)


@pytest.mark.parametrize(("turn", "kind"), [(cancel, "cancelled"), (unplace, "tbc")])
def test_a_session_without_its_time_leaves_calendars(turn, kind):
    session = public_session()
    seat_in(session, calendar_step=1)

    turn(session, now=MAY)
    announce()

    (calendar,) = the_letter().context["_calendar"]
    lines = calendar.split("\r\n")
    assert [item["kind"] for item in items()] == [kind]
    assert {"METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED"} <= set(lines)
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20200907T090000" in lines


def test_people_read_their_own_language_and_their_own_time():
    session = public_session(room__name="Hall A")
    registration = RegistrationFactory(
        edition=session.edition,
        approved=True,
        language="fr",
        account__time_zone="Europe/Zurich",
    )
    SeatFactory(session=session, registration=registration, told=session.released)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    assert the_letter().language == "fr"
    assert "09:00" in items()[0]["now_own"]
    assert "Zurich" in items()[0]["now_own"]


def test_a_moved_person_on_stage_is_asked_again():
    session = public_session()
    role = SessionRoleFactory(session=session, told=session.released)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    role.refresh_from_db()
    assert (role.confirmation, role.asked_at) == ("to_reconfirm", MAY + 2 * MINUTE)
    assert items()[0]["url"].startswith(f"{settings.SITE_URL}/stage/")


def test_a_yes_holds_when_the_time_came_back():
    session = public_session()
    role = SessionRoleFactory(session=session, told=session.released)

    change(session, starts_at=TUESDAY_14, now=MAY)
    change(session, starts_at=MONDAY_9, now=MAY + MINUTE)
    announce(now=MAY + 3 * MINUTE)

    role.refresh_from_db()
    assert (role.confirmation, Letter.objects.count()) == ("confirmed", 0)


def test_another_room_asks_nobody_on_stage():
    session = public_session()
    role = SessionRoleFactory(session=session, told=session.released)

    change(session, room=RoomFactory(edition=session.edition), now=MAY)
    announce()

    role.refresh_from_db()
    assert role.confirmation == SessionRole.Confirmation.CONFIRMED
    assert items()[0]["label"] == "Open the session"


def test_a_person_who_was_put_on_stage_later_has_nothing_to_unlearn():
    session = public_session()
    change(session, starts_at=TUESDAY_14, now=MAY)
    SessionRoleFactory(session=session)

    assert announce() == 0


def test_after_a_round_everyone_is_up_to_date():
    session = public_session()
    seat, star = seat_in(session), StarFactory(session=session)
    role = SessionRoleFactory(session=session)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    for tie in (seat, star, role):
        tie.refresh_from_db()
        assert tie.told_id == session.released_id


def test_the_letters_leave_as_one_mailing_that_can_be_stopped():
    session = public_session()
    seat_in(session)

    change(session, starts_at=TUESDAY_14, now=MAY)
    announce()

    notice = ScheduleNotice.objects.get()
    assert notice.batch.state == "running"
    assert (notice.addressed, the_letter().batch_id) == (1, notice.batch_id)
    assert list(notice.changes.all()) == [SessionChange.objects.get(kind="moved")]


@pytest.mark.parametrize("people", [1, 30])
def test_a_round_costs_the_same_statements_for_any_number(
    people, django_assert_num_queries
):
    session = public_session()
    for _ in range(people):
        seat_in(session)
    change(session, starts_at=TUESDAY_14, now=MAY)

    with django_assert_num_queries(37):
        announce()

    assert Seat.objects.exclude(told=session.released).count() == 0
