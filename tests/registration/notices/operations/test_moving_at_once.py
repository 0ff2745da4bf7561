"""Workers at once, a worker that dies, and people who act while a round is made."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.transaction import atomic

from conference.mailroom.models import Batch, Letter
from conference.programme.models import Session, SessionChange
from registration.attendance.models import Seat
from registration.attendance.operations import seating
from registration.notices.models import ScheduleDelivery, ScheduleNotice
from registration.notices.operations import moving
from tests.factories.attendance import RegistrationFactory, SeatFactory
from tests.factories.moving import TUESDAY_14, change, public_session
from tests.factories.programme import HOUR, MAY
from tests.registration.notices.races import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MAY + timedelta(minutes=2)
A_MOMENT = 1


def moved_session(people):
    session = public_session()
    for _ in range(people):
        registration = RegistrationFactory(edition=session.edition, approved=True)
        SeatFactory(session=session, registration=registration, told=session.released)
    change(session, starts_at=TUESDAY_14, now=MAY)
    return session


def begin(deed):
    """Start a deed on a connection of its own, and give it a moment."""

    def run():
        try:
            deed()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(A_MOMENT)
    return thread


def announce():
    return moving.announce_changes(now=LATER)


def test_two_workers_at_once_make_one_round():
    moved_session(people=5)

    raised = in_threads(announce, announce, announce)

    assert raised == [None, None, None]
    assert (ScheduleNotice.objects.count(), Letter.objects.count()) == (1, 5)


def test_a_second_worker_does_not_wait_for_the_first():
    moved_session(people=1)
    told = []

    with atomic():
        announce()
        second = begin(lambda: told.append(announce()))
        waited = second.is_alive()
    second.join()

    assert (waited, told) == (False, [0])


def test_a_worker_that_dies_half_way_has_done_nothing(monkeypatch):
    moved_session(people=3)
    before = Seat.objects.values_list("pk", "told_id")

    def die(*_args, **_kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(moving, "_remember_told", die)
        with pytest.raises(SystemExit):
            announce()

    left = [Letter, Batch, ScheduleNotice, ScheduleDelivery]
    assert [model.objects.count() for model in left] == [0, 0, 0, 0]
    assert list(Seat.objects.values_list("pk", "told_id")) == list(before)
    assert announce() == 3


def test_who_gives_a_seat_back_during_a_round_waits_and_calendars_keep_their_order():
    session = moved_session(people=1)
    seat = Seat.objects.get()
    person = seat.registration

    with atomic():
        announce()
        leaving = begin(
            lambda: seating.give_back(
                person.pk, session.pk, by=person.account, now=LATER
            )
        )
        waited = leaving.is_alive()
    leaving.join()

    calendars = [
        letter.context["_calendar"][0] for letter in Letter.objects.order_by("pk")
    ]
    assert waited
    assert [
        next(line for line in text.split("\r\n") if line.startswith("METHOD"))
        for text in calendars
    ] == ["METHOD:REQUEST", "METHOD:CANCEL"]


def test_nobody_takes_a_seat_in_a_session_whose_round_is_being_written():
    session = moved_session(people=1)
    newcomer = RegistrationFactory(edition=session.edition, approved=True)
    Session.objects.update(last_arrival=Seat.objects.get().arrival_number)

    with atomic():
        moving._locked_changes(session.edition_id)
        taking = begin(
            lambda: seating.take(
                newcomer.pk, session.pk, by=newcomer.account, now=LATER
            )
        )
        waited = taking.is_alive()
    taking.join()

    assert (waited, Seat.objects.live().count()) == (True, 2)


def test_a_release_during_a_round_is_told_of_in_the_next():
    session = moved_session(people=1)

    with atomic():
        announce()
        publishing = begin(
            lambda: change(session, starts_at=TUESDAY_14 + HOUR, now=LATER)
        )
        waited = publishing.is_alive()
    publishing.join()
    told = moving.announce_changes(now=LATER + timedelta(minutes=2))

    rounds = ScheduleDelivery.objects.order_by("pk")
    assert (waited, told) == (True, 1)
    assert [len(delivery.items) for delivery in rounds] == [1, 1]
    assert rounds[0].items[0]["now"] == rounds[1].items[0]["was"]
    assert not SessionChange.objects.filter(concerns=True, announced_at=None).exists()
