"""Two hundred edits, and people who take seats meanwhile: each hears of it once.

A model remembers what every person last heard of every session of theirs. Whenever a
round of telling is due it says who must have which letter; at the end the calendars
that took all letters, in order or shuffled, show the right times.
"""

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test

from conference.core.refusals import Refusal
from conference.mailroom.models import Letter
from conference.programme.models import Session
from conference.programme.queries import words
from registration.attendance.operations import seating, starring
from registration.notices.models import ScheduleDelivery
from registration.notices.operations import moving
from tests.factories.attendance import RegistrationFactory
from tests.stories.test_programme_machine import Item, Model, ProgrammeMachine, which
from tests.support.calendar_client import CalendarClient

EDITS, EXAMPLES = 200, 5
READERS = 4
QUIET, LONGEST = timedelta(minutes=2), timedelta(minutes=10)
readers = st.integers(0, READERS - 1)


@dataclass
class Known:
    """A session as a person last heard of it, by their seat and by their star."""

    seat: Item | None = None
    star: Item | None = None


class TellingMachine(ProgrammeMachine):
    """Organisers at work, and the people who have to know."""

    def __init__(self):
        super().__init__()
        self.known = {}
        self.waiting = []

    # In one step, as a run may end after any.
    @initialize()
    def open(self):
        super().open()
        self.readers = [
            RegistrationFactory(approved=True, account__email=f"reader{n}@example.org")
            for n in range(READERS)
        ]

    def collect(self, release):
        """Leave the calendar of a reader of everything to the other machine."""

    def look_back(self):
        """Leave the history to the other machine."""

    # What people do.

    @rule(who=readers, at=which)
    def take(self, who, at):
        key, _item = self.pick(at)
        reader = self.readers[who]
        if self.done(
            lambda: seating.take(reader.pk, key, by=reader.account, now=self.now)
        ):
            # Taking what one has already tells nothing new.
            known = self.of(who, key)
            known.seat = known.seat or self.model.public[key]

    @rule(who=readers, at=which)
    def give_back(self, who, at):
        key, _item = self.pick(at)
        if self.of(who, key).seat is None:
            return
        reader = self.readers[who]
        seating.give_back(reader.pk, key, by=reader.account, now=self.now)
        self.of(who, key).seat = None

    @rule(who=readers, at=which)
    def star(self, who, at):
        key, _item = self.pick(at)
        if key not in self.model.public:
            return
        starring.star(self.readers[who].account, key, now=self.now)
        known = self.of(who, key)
        known.star = known.star or self.model.public[key]

    @rule(who=readers, at=which)
    def unstar(self, who, at):
        key, _item = self.pick(at)
        starring.unstar(self.readers[who].account, key)
        self.of(who, key).star = None

    # What the machine does.

    def after_release(self, release):
        before = self.model.history[-2] if len(self.model.history) > 1 else {}
        self.waiting += [
            (release.published_at, key)
            for key, item in self.model.public.items()
            if key in before and self.model.counts(before[key], item)
        ]

    @rule()
    def sweep(self):
        due = bool(self.waiting) and (
            self.now - self.waiting[-1][0] >= QUIET
            or self.now - self.waiting[0][0] >= LONGEST
        )
        expected = self.expected() if due else {}
        before = set(ScheduleDelivery.objects.values_list("pk", flat=True))
        moving.announce_changes(now=self.now)
        fresh = ScheduleDelivery.objects.exclude(pk__in=before)
        ours = fresh.filter(account__isnull=False)
        assert {d.account_id: self.told(d) for d in ours} == expected

    @rule()
    def wait(self):
        self.now += QUIET

    # What the model says.

    def expected(self):
        """Who hears of what, once; from then on they know it."""
        changed = {key for _at, key in self.waiting}
        found = {}
        for (who, key), known in self.known.items():
            last, now = known.seat or known.star, self.model.public.get(key)
            if key not in changed or last is None:
                continue
            # Who leaves the stage concerns nobody in the audience.
            if Model.counts(last, replace(now, cast=last.cast)):
                relation = "taken" if known.seat else "star"
                mine = found.setdefault(self.readers[who].account_id, {})
                mine[self.codes[key]] = (relation, said(last), said(now))
            known.seat = known.seat and now
            known.star = known.star and now
        self.waiting = []
        return found

    def told(self, delivery):
        return {
            item["code"]: (item["relation"], slot_in(item["was"]), slot_in(item["now"]))
            for item in delivery.items
        }

    @property
    def codes(self):
        return dict(Session.objects.values_list("pk", "code"))

    def of(self, who, key):
        return self.known.setdefault((who, key), Known())

    def done(self, deed):
        try:
            deed()
        except Refusal:
            return False
        return True

    def at_the_end(self):
        self.now += LONGEST
        self.sweep()
        uids = dict(Session.objects.values_list("pk", "ical_uid"))
        for who, reader in enumerate(self.readers):
            seats = {
                uids[key]: (known.seat.start, known.seat.end)
                for (whose, key), known in self.known.items()
                if whose == who and known.seat and known.seat.state == "published"
            }
            sent = calendars_to(reader.account.email)
            shuffled = random.Random(len(sent)).sample(sent, len(sent))
            assert [shown(sent), shown(shuffled)] == [seats, seats]


def said(item):
    """Return a session's slot as letters say it."""
    if item.state == "cancelled":
        return "Cancelled; it does not take place"
    slot = SimpleNamespace(starts_at=item.start, ends_at=item.end)
    return words.slot_text(slot)


def slot_in(text):
    """Return what stands ahead of the room."""
    before, found, _after = text.partition(" Ha Noi, ")
    return before + " Ha Noi" if found else text


def calendars_to(address):
    letters = Letter.objects.filter(to_address=address).order_by("pk")
    found = []
    for letter in letters:
        sent = letter.context.get("_calendar", [])
        found += [sent] if isinstance(sent, str) else sent
    return found


def shown(sent):
    client = CalendarClient()
    for text in sent:
        client.take(text)
    return {uid: (e.starts_at, e.ends_at) for uid, e in client.entries.items()}


@pytest.mark.django_db
def test_nobody_is_told_twice_or_not_at_all():
    run_state_machine_as_test(
        TellingMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=EDITS,
            deadline=None,
            # Making a failure small takes longer than reading it.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
