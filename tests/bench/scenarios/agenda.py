"""A person with thirty sessions: their feed, their agenda, and one of their seats."""

import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client as Inside
from django.test.utils import CaptureQueriesContext

from conference.core import clock
from conference.programme.models import Session
from registration.accounts.models import User
from registration.attendance.models import Registration, Seat, Star
from registration.attendance.operations import agenda
from tests.bench import people
from tests.bench.figures import Figure, say
from tests.bench.load import flood
from tests.bench.scenarios.seats import _approve
from tests.bench.world import HOST, Web, World

ENTRIES = 30
FEW = 1
SECONDS = 2.5
TIMES = 60
FEED_CPU_MS = 20
PAGE_CPU_MS = 40
STATEMENTS = 8


def run(world: World) -> Iterator[Figure]:
    """Ask for each alone; count its statements with thirty sessions and with one."""
    full, small = people.accounts(2)
    _approve([full, small])
    codes = _fill(full, ENTRIES), _fill(small, FEW)
    links = [
        f"/calendar/{agenda.new_feed_link(each, now=clock.now())}.ics"
        for each in (full, small)
    ]
    cookies = people.signed_in([full, small])
    with world.web() as web:
        feed_ms, rate, size = _flooded(world, web, links[0])
        seat = f"/my/seats/{codes[0]}/"
        pages = {path: _cost(world, web, cookies[0], path) for path in _pages(seat)}
    statements = [_statements({}, link) for link in links]
    yield Figure(
        f"feed of a person with {ENTRIES} entries: processor time",
        feed_ms,
        "ms",
        f"below {FEED_CPU_MS} ms, fixed number of statements, ETag",
        met=feed_ms < FEED_CPU_MS and len(set(statements)) == 1 and _is_known(links[0]),
        cpu_ms=feed_ms,
        more={"per_second": rate, "bytes": size, "statements": statements},
    )
    few_seat = f"/my/seats/{codes[1]}/"
    for path, few_path in zip(pages, _pages(few_seat), strict=True):
        counts = [_statements(cookies[0], path), _statements(cookies[1], few_path)]
        yield Figure(
            f"{path.replace(codes[0], '<code>')}, with {ENTRIES} sessions",
            pages[path],
            "ms",
            f"{PAGE_CPU_MS} ms of processor time, at most {STATEMENTS} statements",
            met=pages[path] < PAGE_CPU_MS
            and len(set(counts)) == 1
            and counts[0] <= STATEMENTS,
            cpu_ms=pages[path],
            more={"statements": counts},
        )


def _pages(seat: str) -> list[str]:
    return ["/my/agenda/", seat]


def _fill(user: User, entries: int) -> str:
    """Give the person a seat in every second session, and a star in the others."""
    registration = Registration.objects.get(account=user)
    now = clock.now()
    sessions = list(
        Session.objects.released()
        .filter(edition=registration.edition, capacity=None)
        .order_by("pk")[:entries]
    )
    for number, session in enumerate(sessions):
        if number % 2:
            Star.objects.create(account=user, session=session, starred_at=now)
            continue
        session.last_arrival += 1
        session.save(update_fields=["last_arrival"])
        Seat.objects.create(
            registration=registration,
            session=session,
            state=Seat.State.TAKEN,
            arrival_number=session.last_arrival,
            created_at=now,
            changed_at=now,
        )
    return sessions[0].code


def _flooded(world: World, web: Web, path: str) -> tuple[float, float, int]:
    """Return what one answer costs, how many come in a second, and their length."""
    say(f"  the feed, for {SECONDS} s")
    flood(HOST, web.port, path, 2, 0.5)
    before = world.cpu(web.child)
    taken = flood(HOST, web.port, path, 2, SECONDS)
    cost = 1000 * (world.cpu(web.child) - before) / taken.answers
    return cost, taken.per_second, taken.bytes_each


def _cost(world: World, web: Web, cookies: dict[str, str], path: str) -> float:
    """Return what a page costs a signed-in person."""
    say(f"  {path}, {TIMES} times")
    client = web.client(cookies)
    for _ in range(8):  # both processes have seen it
        client.close()
        client.get(path)
    before = world.cpu(web.child)
    for _ in range(TIMES):
        answer = client.get(path)
        if answer.status != 200:
            message = f"{path}: {answer.status}"
            raise ConnectionError(message)
    client.close()
    return 1000 * (world.cpu(web.child) - before) / TIMES


def _statements(cookies: dict[str, str], path: str) -> int:
    inside = Inside(HTTP_HOST=HOST)
    inside.cookies.load(cookies)
    inside.get(path)
    time.sleep(1.1)  # what a process keeps for a second counts, too
    with CaptureQueriesContext(connection) as captured:
        inside.get(path)
    return len(captured)


def _is_known(path: str) -> bool:
    """Whether who has seen it all is told so."""
    inside = Inside(HTTP_HOST=HOST)
    tag = inside.get(path)["ETag"]
    return inside.get(path, headers={"If-None-Match": tag}).status_code == 304
