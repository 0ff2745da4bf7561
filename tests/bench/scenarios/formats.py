"""The programme of 300 sessions as files, as JSON, and in a personal calendar."""

import time
from collections.abc import Callable, Iterator

from django.utils import translation

from conference.core import clock
from conference.editions import standing as edition_standing
from conference.programme import standing
from conference.programme.calendars import Entry, feed_calendar
from conference.programme.exchange import schedule_json, schedule_xml, texts
from conference.programme.exchange.schedule import schedule_of
from registration.attendance.models import Star
from registration.attendance.operations import agenda
from tests.bench import people, programme
from tests.bench.figures import Figure, say
from tests.bench.load import flood
from tests.bench.world import HOST, Web, World

SESSIONS = 300
ENTRIES = 30
CONNECTIONS = 4
SECONDS = 2.5
KEPT_MS = 3
DRAWN_MS = 10
FEED_MS = 20
ANEW_MS = 500


def run(world: World) -> Iterator[Figure]:
    """Ask for each file again and again, then draw each anew as after a release."""
    programme.publish(SESSIONS)
    feed = _feed()
    code = standing.snapshot().sessions[0].code
    targets = {
        "schedule.json": ("/programme/schedule.json", KEPT_MS),
        "schedule.xml": ("/programme/schedule.xml", KEPT_MS),
        "calendar of all sessions": ("/programme/programme.ics", KEPT_MS),
        "calendar of one session": (f"/programme/sessions/{code}/session.ics", KEPT_MS),
        "API: all sessions": ("/api/sessions", DRAWN_MS),
        "API: one session": (f"/api/sessions/{code}", KEPT_MS),
        "API: sessions of a day": (f"/api/sessions?day={_day()}", KEPT_MS),
        f"feed of a person, {ENTRIES} entries": (feed, FEED_MS),
    }
    with world.web() as web:
        for name, (path, goal) in targets.items():
            yield _figure(world, web, name, path, goal)
    yield from _anew()


def _figure(world: World, web: Web, name: str, path: str, goal: int) -> Figure:
    say(f"  {name}")
    for _ in range(8):  # both processes have drawn it
        web.client().get(path)
    before = world.cpu(web.child)
    taken = flood(HOST, web.port, path, CONNECTIONS, SECONDS)
    cost = 1000 * (world.cpu(web.child) - before) / taken.answers
    return Figure(
        f"{name}: processor time",
        cost,
        "ms",
        f"below {goal} ms",
        met=cost < goal,
        cpu_ms=cost,
        more={"per_second": taken.per_second, "bytes": taken.bytes_each},
    )


def _anew() -> Iterator[Figure]:
    """Measure what the first reader after a release waits for, besides the reading."""
    snapshot, record = standing.snapshot(), edition_standing.record()
    entries = [Entry(session) for session in snapshot.sessions]
    now = clock.now()
    draws: dict[str, Callable[[], object]] = {
        "schedule.json": lambda: schedule_json.write(schedule_of(snapshot, record)),
        "schedule.xml": lambda: schedule_xml.write(schedule_of(snapshot, record)),
        "calendar of all sessions": lambda: feed_calendar(entries, name="x", now=now),
        "API: all sessions": lambda: texts.draw(snapshot),
    }
    for name, draw in draws.items():
        with translation.override("en"):
            draw()
            began = time.process_time()
            draw()
        cost = 1000 * (time.process_time() - began)
        yield Figure(
            f"{name}, drawn anew after a release",
            cost,
            "ms",
            f"below {ANEW_MS} ms",
            met=cost < ANEW_MS,
            cpu_ms=cost,
            more={"sessions": len(snapshot.sessions)},
        )


def _feed() -> str:
    """Return the address of the calendar of somebody who starred some sessions."""
    (account,) = people.accounts(1)
    now = clock.now()
    Star.objects.bulk_create(
        Star(account=account, session_id=session.pk, starred_at=now)
        for session in standing.snapshot().sessions[:ENTRIES]
    )
    return f"/calendar/{agenda.new_feed_link(account, now=now)}.ics"


def _day() -> str:
    return standing.snapshot().days[-1].isoformat()
