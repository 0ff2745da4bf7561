"""Sessions move, and everyone concerned has one letter."""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from conference.core import clock
from conference.editions.queries import current_edition
from conference.mailroom.models import Letter
from conference.programme.models import Session
from conference.programme.operations import releasing
from registration.attendance.models import Registration, Seat
from registration.notices.models import ScheduleDelivery
from registration.notices.operations import moving
from tests.bench import people
from tests.bench.figures import Figure
from tests.bench.scenarios.seats import _approve, _session
from tests.bench.world import World

SEATS, WRITTEN_SECONDS = 3000, 5
SESSIONS, MOVES, PEOPLE, SEATS_EACH = 20, 5, 5000, 5
HOUR = timedelta(hours=1)
CHUNK = 1000


def run(_world: World) -> Iterator[Figure]:
    """Move one full session, then twenty of them five times in ten minutes."""
    registered = _people(PEOPLE)
    yield _one_session(registered[:SEATS])
    yield _many_sessions(registered)


def _one_session(registered: Sequence[Registration]) -> Figure:
    (session,) = _sessions(1)
    _seat(registered, [session], each=1)
    now = clock.now()
    _move([session], by=HOUR, now=now)
    seconds, cpu, told = _announce(now + moving.QUIET)
    return Figure(
        f"one session with {SEATS} seats moves: all letters written",
        seconds,
        "s",
        f"below {WRITTEN_SECONDS} s, one letter each",
        met=seconds < WRITTEN_SECONDS and told == SEATS == _different_people(),
        cpu_ms=1000 * cpu / told,
        more={"letters": told, "letters_per_second": told / seconds},
    )


def _many_sessions(registered: Sequence[Registration]) -> Figure:
    sessions = _sessions(SESSIONS)
    _seat(registered, sessions, each=SEATS_EACH)
    began = clock.now()
    for minute in range(0, 2 * MOVES, 2):
        _move(sessions, by=HOUR, now=began + minute * moving.QUIET / 2)
    seconds, cpu, told = _announce(began + moving.LONGEST_QUIET)
    again = moving.announce_changes(now=began + 2 * moving.LONGEST_QUIET)
    return Figure(
        f"{MOVES} moves of {SESSIONS} sessions in ten minutes, {PEOPLE} people",
        told,
        "letters",
        "one letter a person and quiet period",
        met=told == PEOPLE == _different_people() and again == 0,
        cpu_ms=1000 * cpu / told,
        more={"written_in_s": seconds, "sessions_in_a_letter": SEATS_EACH},
    )


def _announce(now: datetime) -> tuple[float, float, int]:
    """Return how long a round takes, by the clock and in this process, and its size."""
    began, cpu = time.perf_counter(), time.process_time()
    told = moving.announce_changes(now=now)
    return time.perf_counter() - began, time.process_time() - cpu, told


def _different_people() -> int:
    """Return how many people the last round wrote to, as its ledger and letters say."""
    last = ScheduleDelivery.objects.order_by("-notice_id").first()
    if last is None:
        return 0
    letters = Letter.objects.filter(batch__schedule_notice=last.notice_id)
    addresses = letters.values("to_address").distinct().count()
    told = last.notice.deliveries.values("account_id").distinct().count()
    return addresses if addresses == told == letters.count() else 0


def _people(many: int) -> list[Registration]:
    users = people.accounts(many)
    for at in range(0, many, CHUNK):
        _approve(users[at : at + CHUNK])
    return list(Registration.objects.filter(account__in=users).order_by("pk"))


def _sessions(many: int) -> list[Session]:
    made = [_session() for _ in range(many)]
    Session.objects.filter(pk__in=[session.pk for session in made]).update(
        seats=None, has_unreleased_changes=True
    )
    keys = [session.pk for session in made]
    edition = current_edition()
    releasing.publish(edition.pk, session_ids=keys, by=None, now=clock.now())
    return list(Session.objects.filter(pk__in=keys).order_by("pk"))


def _seat(
    registered: Sequence[Registration], sessions: Sequence[Session], *, each: int
) -> None:
    """Let everybody have a seat in some of these sessions, in turn."""
    now = clock.now()
    arrivals = dict.fromkeys((session.pk for session in sessions), 0)
    seats = []
    for number, registration in enumerate(registered):
        for turn in range(each):
            session = sessions[(number + turn * 3) % len(sessions)]
            arrivals[session.pk] += 1
            seats.append(
                Seat(
                    registration=registration,
                    session=session,
                    state=Seat.State.TAKEN,
                    arrival_number=arrivals[session.pk],
                    told_id=session.released_id,
                    created_at=now,
                    changed_at=now,
                )
            )
    Seat.objects.bulk_create(seats, batch_size=CHUNK)


def _move(sessions: Sequence[Session], *, by: timedelta, now: datetime) -> None:
    for session in sessions:
        session.starts_at += by
        session.ends_at += by
        session.has_unreleased_changes = True
    Session.objects.bulk_update(
        sessions, ["starts_at", "ends_at", "has_unreleased_changes"]
    )
    keys = [session.pk for session in sessions]
    releasing.publish(sessions[0].edition_id, session_ids=keys, by=None, now=now)
