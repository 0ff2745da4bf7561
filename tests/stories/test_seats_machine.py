"""Seats in any order of events, beside a small model that knows nothing of ours.

The model keeps each session as a list of people in order of arrival. After each step
the database says the same; at the end calendars show the seats that people have, every
letter was written once, and all that must be true is true.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from conference.config import invariants
from conference.core.refusals import Refusal
from conference.mailroom.models import Letter
from registration.attendance.models import Seat
from registration.attendance.operations import publishing, seating
from tests.factories.attendance import RegistrationFactory
from tests.factories.people import UserFactory
from tests.factories.programme import HOUR, MAY, MONDAY_9, ProgrammeFactory
from tests.registration.attendance.operations.offered import offered, plan
from tests.support.calendar_client import CalendarClient

STEPS, EXAMPLES, PEOPLE = 60, 6, 6
HOLD = timedelta(hours=12)
# The first two at the same time, the third after them.
MEETS = {0: 1, 1: 0, 2: None}

persons = st.integers(0, PEOPLE - 1)
sessions = st.integers(0, 2)
others = st.one_of(st.none(), sessions)


class No(Exception):
    """The model refuses."""


@dataclass
class Place:
    """A person's place in a session."""

    state: str
    arrived: int
    until: datetime | None = None

    @property
    def has_seat(self):
        return self.state in {"taken", "held"}


@dataclass
class Model:
    """Who has what in each session, as the rules of the house say it in words."""

    seats: list
    places: list = field(default_factory=lambda: [{}, {}, {}])
    arrived: int = 0

    def take(self, person, session, other):
        place = self.places[session].get(person)
        if place and place.state == "taken":
            return
        held = place and place.state == "held"
        if self._clashes(person, session, other):
            raise No
        if not held and not self._has_room(session):
            raise No
        if other not in {None, session}:
            self._leave(person, other, seats_only=True)
        self._put(person, session, "taken", arrives=not held)

    def accept(self, person, session, other, now):
        place = self.places[session].get(person)
        if place and place.state == "taken":
            return
        if not place or place.state != "held" or place.until <= now:
            raise No
        self.take(person, session, other)

    def wait(self, person, session):
        place = self.places[session].get(person)
        if place and place.state in {"taken", "held", "waiting"}:
            return
        self._put(person, session, "waiting", arrives=True)

    def leave(self, person, session):
        if person not in self.places[session]:
            raise No
        self._leave(person, session, seats_only=False)

    def resize(self, session, seats):
        self.seats[session] = seats
        line = sorted(self.places[session].values(), key=lambda p: p.arrived)
        seated = [place for place in line if place.has_seat]
        for place in seated[seats:]:
            place.state, place.until = "waiting", None

    def lapse(self, now):
        for places in self.places:
            for place in places.values():
                if place.state == "held" and place.until <= now:
                    place.state, place.until = "lapsed", None

    def promote(self, now):
        """Give what is free to who came first; who is busy then is asked."""
        for session, places in enumerate(self.places):
            line = sorted(places.items(), key=lambda item: item[1].arrived)
            waiting = [(who, place) for who, place in line if place.state == "waiting"]
            for who, place in waiting:
                if not self._has_room(session):
                    break
                if self._clashes(who, session, None):
                    place.state, place.until = "held", now + HOLD
                else:
                    place.state = "taken"

    def _has_room(self, session):
        taken = sum(place.has_seat for place in self.places[session].values())
        return taken < self.seats[session]

    def _clashes(self, person, session, other):
        meets = MEETS[session]
        if meets is None or meets == other:
            return False
        place = self.places[meets].get(person)
        return bool(place and place.has_seat)

    def _leave(self, person, session, *, seats_only):
        place = self.places[session].get(person)
        if place and (place.has_seat or (place.state == "waiting" and not seats_only)):
            place.state, place.until = "given_back", None

    def _put(self, person, session, state, *, arrives):
        if arrives:
            self.arrived += 1
            self.places[session][person] = Place(state, self.arrived)
        else:
            place = self.places[session][person]
            place.state, place.until = state, None


class SeatsMachine(RuleBasedStateMachine):
    """Play each step to the model and to the house, and compare."""

    @initialize()
    def begin(self):
        self.now = MAY
        self.sessions = [
            offered(seats=1),
            offered(seats=1),
            offered(seats=1, starts_at=MONDAY_9 + HOUR),
        ]
        ProgrammeFactory(edition=self.sessions[0].edition, last_release_number=10**6)
        self.people = RegistrationFactory.create_batch(PEOPLE, approved=True)
        self.organiser = UserFactory(staff=True)
        self.model = Model([1, 1, 1])
        # Lines are there from the beginning: otherwise most steps would find none.
        for person in range(PEOPLE):
            self.wait(person=person, session=person % 3)
            self.wait(person=person, session=(person + 1) % 3)

    def keys(self, person, session):
        return self.people[person].pk, self.sessions[session].pk

    def other(self, other):
        return None if other is None else self.sessions[other].pk

    def step(self, in_model, in_house):
        """Do both; they refuse alike and leave the same behind."""
        self.now += timedelta(minutes=10)
        refused = []
        try:
            in_model()
        except No:
            refused.append("model")
        with suppress(Refusal, Seat.DoesNotExist):
            refused.append("house")
            with transaction.atomic():
                in_house()
            refused.remove("house")
        self.model.promote(self.now)
        assert refused in ([], ["model", "house"])
        self.compare()

    def compare(self):
        rows = Seat.objects.values_list(
            "registration_id", "session_id", "state", "held_until"
        )
        in_model = {
            (*self.keys(person, session), place.state, place.until)
            for session, places in enumerate(self.model.places)
            for person, place in places.items()
        }
        assert set(rows) == in_model

    @rule(person=persons, session=sessions, other=others)
    def take(self, person, session, other):
        by = self.people[person].account
        self.step(
            lambda: self.model.take(person, session, other),
            lambda: seating.take(
                *self.keys(person, session),
                instead_of=self.other(other),
                by=by,
                now=self.now,
            ),
        )

    @rule(person=persons, session=sessions, other=others)
    def accept(self, person, session, other):
        by = self.people[person].account
        self.step(
            lambda: self.model.accept(person, session, other, self.now),
            lambda: seating.accept_held(
                *self.keys(person, session),
                instead_of=self.other(other),
                by=by,
                now=self.now,
            ),
        )

    @rule(person=persons, session=sessions)
    def wait(self, person, session):
        by = self.people[person].account
        self.step(
            lambda: self.model.wait(person, session),
            lambda: seating.join_line(*self.keys(person, session), by=by, now=self.now),
        )

    @rule(person=persons, session=sessions)
    def leave(self, person, session):
        by = self.people[person].account
        self.step(
            lambda: self.model.leave(person, session),
            lambda: seating.give_back(*self.keys(person, session), by=by, now=self.now),
        )

    @rule(session=sessions, seats=st.integers(0, 4))
    def resize(self, session, seats):
        if self.model.seats[session] == seats:
            return
        planned = self.sessions[session]
        plan(planned, seats=seats)
        self.step(
            lambda: self.model.resize(session, seats),
            lambda: publishing.publish(
                planned.edition_id, make_room=True, by=self.organiser, now=self.now
            ),
        )

    @rule(hours=st.integers(1, 12))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        at = self.now + timedelta(minutes=10)
        self.step(lambda: self.model.lapse(at), lambda: seating.lapse_due(now=self.now))

    def teardown(self):
        if not hasattr(self, "model"):
            return
        for registration in self.people:
            client = CalendarClient()
            for letter in Letter.objects.filter(
                to_address=registration.account.email
            ).order_by("pk"):
                for text in letter.context.get("_calendar", []):
                    client.take(text)
            taken = registration.seats.filter(state="taken")
            assert set(client.entries) == set(
                taken.values_list("session__ical_uid", flat=True)
            )
        # Letters are never sent here, so their own time runs out.
        Letter.objects.all().delete()
        assert list(invariants.broken(now=self.now)) == []


@pytest.mark.django_db
def test_seats_in_any_order_of_events():
    class Undone(SeatsMachine):
        """Leave the database as it was, so that examples do not meet."""

        def __init__(self):
            super().__init__()
            self.whole = transaction.atomic()
            self.whole.__enter__()

        def teardown(self):
            try:
                super().teardown()
            finally:
                transaction.set_rollback(True)
                self.whole.__exit__(None, None, None)

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=False,
        ),
    )
