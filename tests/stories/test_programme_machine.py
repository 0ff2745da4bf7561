"""Two hundred edits in any order, beside a small model that knows nothing of ours.

The model keeps the plan, what the public reads, and every calendar sequence as plain
values. After each release the database, the page and the log say the same; at the end a
calendar that took every generation, in order or shuffled, shows the right times.

Who adds people to the story extends `ProgrammeMachine`: more rules, `after_release`,
and `at_the_end`.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

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
from i18nfield.strings import LazyI18nString

from conference.core.refusals import Refusal
from conference.programme import standing
from conference.programme.calendars import session_calendar
from conference.programme.models import Session, SessionChange, SessionVersion
from conference.programme.operations import casting, releasing, scheduling
from conference.programme.queries import words
from tests.factories.editions import EditionFactory
from tests.factories.programme import RoomFactory, SpeakerFactory
from tests.support.calendar_client import CalendarClient

EDITS, EXAMPLES = 200, 4
ROOMS, PEOPLE, MOST_SESSIONS = 3, 3, 12
# Zurich turns its clocks back in the middle of it.
NIGHT = datetime(2021, 10, 30, 21, 0, tzinfo=UTC)
BACK = datetime(2021, 10, 31, 1, 0, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)
ZURICH = ZoneInfo("Europe/Zurich")

which = st.integers(0, MOST_SESSIONS - 1)
rooms = st.integers(0, ROOMS - 1)
people = st.integers(0, PEOPLE - 1)
starts = st.integers(0, 16).map(lambda n: NIGHT + n * HALF_HOUR)
lengths = st.integers(1, 4).map(lambda n: n * HALF_HOUR)


@dataclass(frozen=True)
class Item:
    """A session as one of the two sides has it."""

    state: str
    room: int | None = None
    start: datetime | None = None
    end: datetime | None = None
    title: str = ""
    cast: frozenset = frozenset()

    @property
    def slot(self):
        return self.room, self.start, self.end

    @property
    def is_placed(self):
        return self.room is not None and self.start is not None

    def meets(self, other):
        return bool(
            self.start
            and other.start
            and "cancelled" not in (self.state, other.state)
            and self.start < other.end
            and other.start < self.end
        )


@dataclass
class Model:
    """The whole programme in plain values, by the key of each session."""

    plan: dict = field(default_factory=dict)
    public: dict = field(default_factory=dict)
    sequences: dict = field(default_factory=dict)
    history: list = field(default_factory=list)

    def clash(self, items):
        """Return what stands in the way within one side: a room, a stage."""
        keys = list(items)
        found = set()
        for at, one in enumerate(keys):
            for other in keys[at + 1 :]:
                mine, theirs = items[one], items[other]
                if mine.meets(theirs):
                    same_room = mine.room is not None and mine.room == theirs.room
                    found |= {"room"} if same_room else set()
                    found |= {"stage"} if mine.cast & theirs.cast else set()
        return found

    def pending(self, keys=None):
        """Return what a release of these would make public."""
        chosen = self.plan if keys is None else keys
        found = {}
        for key in chosen:
            item, shown = self.plan[key], self.public.get(key)
            unknown = shown is None and item.state == "cancelled"
            if item.state != "draft" and not unknown and item != shown:
                found[key] = item
        return found

    def publish(self, pending):
        for key, item in pending.items():
            shown = self.public.get(key)
            if shown is None:
                self.sequences[key] = 0
            elif self.counts(shown, item):
                self.sequences[key] += 1
        self.public |= pending
        self.history.append(dict(self.public))

    @staticmethod
    def counts(shown, item):
        if shown.state == item.state == "cancelled":
            return False
        is_other = (shown.state, shown.slot) != (item.state, item.slot)
        return is_other or bool(shown.cast - item.cast)


class ProgrammeMachine(RuleBasedStateMachine):
    """Organisers at work on one programme."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.model = Model()
        self.now = datetime(2021, 5, 1, tzinfo=UTC)
        # What was sent to a calendar; empty where there never was a slot.
        self.generations = []

    @initialize()
    def open(self):
        standing.forget()
        self.edition = EditionFactory()
        self.rooms = [RoomFactory(edition=self.edition).pk for _ in range(ROOMS)]
        self.people = [SpeakerFactory(edition=self.edition).pk for _ in range(PEOPLE)]
        self.by_person = {pk: at for at, pk in enumerate(self.people)}
        self.by_room = {pk: at for at, pk in enumerate(self.rooms)}
        # A run may come without the rule that makes sessions, so some are there.
        for n in range(6):
            self.create(
                room=n % ROOMS,
                start=NIGHT + n * 4 * HALF_HOUR,
                length=2 * HALF_HOUR,
                state=n > 1,
            )

    # What organisers do.

    @rule(room=rooms, start=starts, length=lengths, state=st.booleans())
    def create(self, room, start, length, state):
        if len(self.model.plan) >= MOST_SESSIONS:
            return
        item = Item(
            "published" if state else "draft", room, start, start + length, "Title"
        )
        facts = {"session_type": "forum_panel", **self.facts(item)}
        made = self.expect(
            {"room": scheduling.RoomTaken} if self.clash_of(None, item) else {},
            lambda: scheduling.create(
                self.edition.pk, facts=facts, by=None, now=self.now
            ),
        )
        if made:
            self.model.plan[made.pk] = item

    @rule(at=which, room=rooms, start=starts, length=lengths)
    def move(self, at, room, start, length):
        key, item = self.pick(at)
        if key is None:
            return
        state = "published" if item.state == "tbc" else item.state
        moved = replace(item, state=state, room=room, start=start, end=start + length)
        self.plan(
            key,
            moved,
            lambda: scheduling.move(
                key,
                room_id=self.rooms[room],
                starts_at=start,
                ends_at=start + length,
                by=None,
                now=self.now,
            ),
            impossible=item.state == "cancelled" and moved.slot != item.slot,
        )

    @rule(at=which)
    def unplace(self, at):
        key, item = self.pick(at)
        if key is None:
            return
        state = "tbc" if item.state == "published" else item.state
        self.plan(
            key,
            replace(item, state=state, room=None, start=None, end=None),
            lambda: scheduling.unplace(key, by=None, now=self.now),
            impossible=item.state == "cancelled" and item.slot != (None, None, None),
        )

    @rule(at=which, state=st.sampled_from(["published", "cancelled", "tbc", "draft"]))
    def set_state(self, at, state):
        key, item = self.pick(at)
        if key is None:
            return
        after = replace(item, state=state)
        if state == "tbc" != item.state:
            after = replace(after, start=None, end=None)
        shown = self.model.public.get(key)
        hides = shown is not None and shown.state != "cancelled"
        self.plan(
            key,
            after,
            lambda: scheduling.set_state(key, state, by=None, now=self.now),
            impossible=state == "draft" != item.state
            and (hides or item.state in ("published", "tbc")),
            unplaced=state == "published" and not item.is_placed,
        )

    @rule(at=which, other=which)
    def swap(self, at, other):
        (one, first), (two, second) = self.pick(at), self.pick(other)
        if one is None or one == two:
            return
        possible = first.is_placed and second.is_placed
        after = dict(self.model.plan)
        if possible:
            after[one] = moved_to(first, second)
            after[two] = moved_to(second, first)
        refusals = self.refusals(after)
        if not possible:
            refusals = {"place": scheduling.NotPlaced}
        elif "cancelled" in (first.state, second.state):
            same = (first.room, first.start) == (second.room, second.start)
            refusals = {} if same else {"state": scheduling.NotPossibleNow}
        done = self.expect(
            refusals, lambda: scheduling.swap(one, two, by=None, now=self.now)
        )
        if done:
            self.model.plan = after

    @rule(at=which, title=st.sampled_from(["One", "Two"]))
    def rename(self, at, title):
        key, item = self.pick(at)
        if key is not None:
            facts = {"title": LazyI18nString({"en": title})}
            self.plan(
                key,
                replace(item, title=title),
                lambda: scheduling.change(
                    key, version=None, facts=facts, by=None, now=self.now
                ),
            )

    @rule(at=which, person=people)
    def cast_or_uncast(self, at, person):
        key, item = self.pick(at)
        if key is None:
            return
        session = Session.objects.get(pk=key)
        role = session.roles.filter(speaker_id=self.people[person]).first()
        if role is None:
            deed = lambda: casting.cast(  # noqa: E731
                key, self.people[person], "chair", by=None, now=self.now
            )
            after = replace(item, cast=item.cast | {person})
        else:
            deed = lambda: casting.uncast(role.pk, by=None, now=self.now) or True  # noqa: E731
            after = replace(item, cast=item.cast - {person})
        self.plan(key, after, deed)

    @rule(at=which)
    def delete(self, at):
        key, _item = self.pick(at)
        if key is None:
            return
        known = key in self.model.public
        done = self.expect(
            {"known": scheduling.KnownToThePublic} if known else {},
            lambda: scheduling.delete_draft(key, by=None, now=self.now) or True,
        )
        if done:
            del self.model.plan[key]

    @rule()
    def publish(self):
        self.release(None)

    @rule(chosen=st.sets(which, min_size=1, max_size=3))
    def publish_some(self, chosen):
        keys = {key for key in (self.pick(at)[0] for at in chosen) if key}
        if keys:
            self.release(keys)

    @rule(at=which)
    def read_in_another_zone(self, at):
        key, item = self.pick(at)
        if key is None or item.start is None:
            return
        shift = timedelta(hours=1 if item.start >= BACK else 2)
        said = words.slot_text(Session.objects.get(pk=key), zone=ZURICH)
        assert (item.start + shift).strftime(", %H:%M to ") in said

    # What follows from it, told by the model.

    def release(self, keys):
        pending = self.model.pending(keys)
        refusals = {"none": releasing.NothingToPublish}
        if pending:
            both = public_side(self.model.public | pending)
            found = self.model.clash(both)
            refusals = {
                name: refusal
                for name, refusal in {
                    "room": releasing.PublicRoomTaken,
                    "stage": releasing.PublicOnTwoStages,
                }.items()
                if name in found
            }
            assert keys is not None or not found
        made = self.expect(
            refusals,
            lambda: releasing.publish(
                self.edition.pk, session_ids=keys, by=None, now=self.now
            ),
        )
        if made:
            self.model.publish(pending)
            assert made.number == len(self.model.history)
            self.compare()
            self.collect(made)
            self.after_release(made)

    def after_release(self, release):
        """Tell people, for who extends the story."""

    def at_the_end(self):
        """Look once more, for who extends the story."""

    def compare(self):
        """Database, page and model agree on what everyone reads."""
        current = SessionVersion.objects.current().prefetch_related("roles")
        assert {v.session_id: self.item(v) for v in current} == self.model.public
        sessions = Session.objects.select_related("released")
        assert {
            s.pk: (s.ical_sequence, s.released.sequence) for s in sessions if s.released
        } == {key: (n, n) for key, n in self.model.sequences.items()}
        waiting = {s.pk for s in sessions if s.has_unreleased_changes}
        assert waiting == set(self.model.pending())
        page = standing.snapshot()
        assert {
            s.pk: (
                s.state,
                s.room and self.room_of[s.room.code],
                s.starts_at,
                s.ends_at,
            )
            for s in page.sessions
        } == {
            key: (item.state, item.room, item.start, item.end)
            for key, item in self.model.public.items()
        }

    @property
    def room_of(self):
        codes = self.edition.rooms.values_list("code", "pk")
        return {code: self.by_room[pk] for code, pk in codes}

    def collect(self, release):
        """Keep what a calendar of somebody in every session is sent."""
        changes = release.changes.select_related(
            "after__session", "after__room", "before__session", "before__room"
        ).order_by("pk")
        for change in changes:
            lives = change.after.state == "published"
            if change.before is None and not lives:
                continue
            if change.concerns or change.before is None:
                self.generations.append(
                    session_calendar(
                        change.after,
                        method="REQUEST" if lives else "CANCEL",
                        attendee="reader@example.org",
                        before=change.before,
                        now=release.published_at,
                    )
                )

    def teardown(self):
        try:
            self.look_back()
            self.at_the_end()
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)
            standing.forget()

    def look_back(self):
        """Every release reads as it did, and the log leads from one to the next."""
        for release in self.edition.releases.all():
            then = SessionVersion.objects.in_release(release).prefetch_related("roles")
            assert {v.session_id: self.item(v) for v in then} == (
                self.model.history[release.number - 1]
            )
        last = {}
        for change in SessionChange.objects.order_by("release__number", "pk"):
            assert change.before_id == last.get(change.session_id)
            last[change.session_id] = change.after_id
        sent = [text for text in self.generations if text]
        shuffled = random.Random(len(sent)).sample(sent, len(sent))
        assert self.calendar(sent) == self.times()
        assert self.calendar(shuffled) == self.times()

    @staticmethod
    def calendar(generations):
        client = CalendarClient()
        for text in generations:
            client.take(text)
        return {uid: (e.starts_at, e.ends_at) for uid, e in client.entries.items()}

    def times(self):
        uids = dict(Session.objects.values_list("pk", "ical_uid"))
        return {
            uids[key]: (item.start, item.end)
            for key, item in self.model.public.items()
            if item.state == "published"
        }

    # How the two sides are brought together.

    def pick(self, at):
        keys = list(self.model.plan)
        if not keys:
            return None, None
        key = keys[at % len(keys)]
        return key, self.model.plan[key]

    def plan(self, key, after, deed, *, impossible=False, unplaced=False):
        """Do a deed that makes this of a session, or is refused as the model says."""
        refusals = self.refusals(self.model.plan | {key: after})
        if impossible:
            refusals = {"state": scheduling.NotPossibleNow}
        elif unplaced:
            refusals = {"place": scheduling.NotPlaced}
        if self.expect(refusals, deed):
            self.model.plan[key] = after

    def refusals(self, after):
        found = self.model.clash(after)
        known = {"room": scheduling.RoomTaken, "stage": scheduling.OnTwoStages}
        return {name: known[name] for name in found}

    def clash_of(self, key, item):
        return self.model.clash({**self.model.plan, key: item})

    def expect(self, refusals, deed):
        self.now += timedelta(minutes=1)
        refused, done = None, None
        try:
            done = deed()
        except Refusal as refusal:
            refused = type(refusal)
        assert refused in (refusals.values() if refusals else [None])
        return done

    def facts(self, item):
        return {
            "state": item.state,
            "room_id": self.rooms[item.room],
            "starts_at": item.start,
            "ends_at": item.end,
            "title": LazyI18nString({"en": item.title}),
        }

    def item(self, version):
        return Item(
            version.state,
            None if version.room_id is None else self.by_room[version.room_id],
            version.starts_at,
            version.ends_at,
            version.title.data["en"],
            frozenset(self.by_person[role.speaker_id] for role in version.roles.all()),
        )


def moved_to(item, other):
    """Return an item in the room and at the start of the other, as long as it was."""
    end = other.start + (item.end - item.start)
    return replace(item, room=other.room, start=other.start, end=end)


def public_side(items):
    return {key: item for key, item in items.items() if item.state == "published"}


@pytest.mark.django_db
def test_any_sequence_of_edits_keeps_plan_page_log_and_calendar_together():
    run_state_machine_as_test(
        ProgrammeMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=EDITS,
            deadline=None,
            # To make a failing run short takes minutes; leave this out to have it.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
