"""The organisers' list of 300 sessions, and the schedule board."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import TruncDate

from conference.core import clock
from conference.programme.models import Session
from tests.bench import people, programme
from tests.bench.figures import Figure
from tests.bench.scenarios.panel import _opened, _statements
from tests.bench.world import World

SESSIONS = 300
GOAL_MS = 150


def run(world: World) -> Iterator[Figure]:
    """Open each page some times, alone; count its statements full and narrowed."""
    programme.publish(SESSIONS)
    cookies = people.signed_in([people.organiser("admin")])[0]
    pages = _pages()
    with world.web() as web:
        taken = {
            name: _opened(world, web, cookies, path)
            for name, (path, _few) in pages.items()
        }
    for name, (path, few) in pages.items():
        milliseconds, slowest, cpu_ms = taken[name]
        counts = {_statements(cookies, each) for each in (path, few)}
        yield Figure(
            f"{name}, {SESSIONS} sessions",
            milliseconds,
            "ms",
            f"below {GOAL_MS} ms, fixed number of statements",
            met=milliseconds < GOAL_MS and len(counts) == 1,
            cpu_ms=cpu_ms,
            more={"slowest_ms": slowest, "statements": sorted(counts)},
        )


def _pages() -> dict[str, tuple[str, str]]:
    """Return the address of each page, and one with few rows for the comparison."""
    full, small = _days()
    session = Session.objects.live().placed().order_by("pk").first()
    what_if = urlencode(
        {
            "session": session.pk,
            "room": session.room_id,
            "day": full,
            "begins": "09:00",
            "minutes": 60,
        }
    )
    listed = "/desk/programme/sessions/"
    one = f"/desk/programme/session/{session.pk}/"
    return {
        "list": (listed, f"{listed}?day={small}"),
        "list, searched": (f"{listed}?q=nguyen", f"{listed}?q=zzzz"),
        "board": (f"/desk/programme/{full}/", f"/desk/programme/{small}/"),
        "what if": (f"/desk/programme/what-if/?{what_if}",) * 2,
        "form of a session": (one, one),
    }


def _days() -> tuple[str, str]:
    """Return the day with most sessions, and one on which there is none."""
    by_day = (
        Session.objects.filter(starts_at__isnull=False)
        .annotate(day=TruncDate("starts_at", tzinfo=clock.EVENT_ZONE))
        .values_list("day")
        .annotate(number=Count("pk"))
        .order_by("-number", "day")
    )
    return by_day[0][0].isoformat(), "2020-01-01"
