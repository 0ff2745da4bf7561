"""The organisers' lists and the ledger, with many people and many letters."""

import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client as Inside
from django.test.utils import CaptureQueriesContext

from conference.core import clock
from conference.mailroom.models import Batch, Letter
from registration.notices.models import Delivery, Notice
from registration.notices.queries import ledger
from tests.bench import news, people
from tests.bench.figures import Figure, say
from tests.bench.load import percentile
from tests.bench.scenarios.freeze import freeze
from tests.bench.world import Web, World

ROWS = 100_000
GOAL_MS = 300
TIMES = 7


def run(world: World) -> Iterator[Figure]:
    """Open each page some times, alone; count its statements full and nearly empty."""
    notice = _fill()
    cookies = people.signed_in([people.organiser("admin")])[0]
    pages = _pages(notice)
    with world.web() as web:
        taken = {
            name: _opened(world, web, cookies, path)
            for name, (path, _few) in pages.items()
        }
    counts = {
        name: tuple(_statements(cookies, path) for path in paths if path)
        for name, paths in pages.items()
    }
    rows = Delivery.objects.count()
    for name, (milliseconds, slowest, cpu_ms) in taken.items():
        yield Figure(
            f"panel: {name}",
            milliseconds,
            "ms",
            f"below {GOAL_MS} ms, fixed number of statements",
            met=milliseconds < GOAL_MS and len(set(counts[name])) == 1,
            cpu_ms=cpu_ms,
            more={
                "slowest_ms": slowest,
                "statements": counts[name],
                "people": world.people,
                "ledger_rows": rows,
            },
        )


def _pages(notice: Notice) -> dict[str, tuple[str, str]]:
    """Return the address of each list, and one with few rows for the comparison."""
    dates = f"/desk/dates/{notice.revision_id}"
    person = Delivery.objects.filter(notice=notice).first()
    word = person.address.partition("@")[0] + "@"
    return {
        "today": ("/desk/", ""),
        "registrations": ("/desk/registrations/", f"/desk/registrations/?q={word}"),
        "registrations, searched": (f"/desk/registrations/?q={word}", ""),
        "registrations, last page": ("/desk/registrations/?page=200", ""),
        "accounts": ("/desk/accounts/user/", f"/desk/accounts/user/?q={word}"),
        "letters": ("/desk/mailroom/letter/", f"/desk/mailroom/letter/?q={word}"),
        "ledger": (f"{dates}/ledger/", f"{dates}/ledger/?text={word}"),
        "ledger, searched": (f"{dates}/ledger/?text={word}", ""),
        "ledger, by state": (f"{dates}/ledger/?state=failed", ""),
        "tally": (f"{dates}/tally/", ""),
        "sending": (f"{dates}/sending/", ""),
        "effect of a decision": (f"{dates}/", ""),
        "machine room": ("/desk/machine-room/", ""),
        "records": ("/desk/records/", ""),
    }


def _opened(
    world: World, web: Web, cookies: dict[str, str], path: str
) -> tuple[float, float, float]:
    """Return the usual and the slowest time of a page, and what it costs."""
    say(f"  {path}")
    client = web.client(cookies)
    for _ in range(4):  # both processes have seen it
        client.close()
        client.get(path)
    before = world.cpu(web.child)
    seconds = []
    for _ in range(TIMES):
        answer = client.get(path)
        if answer.status != 200:
            message = f"{path}: {answer.status}"
            raise ConnectionError(message)
        seconds.append(answer.seconds)
    cpu = world.cpu(web.child) - before
    client.close()
    middle, slowest = percentile(seconds, 0.5), max(seconds)
    return 1000 * middle, 1000 * slowest, 1000 * cpu / TIMES


def _statements(cookies: dict[str, str], path: str) -> int:
    inside = Inside(HTTP_HOST="127.0.0.1")
    inside.cookies.load(cookies)
    inside.get(path)
    time.sleep(1.1)  # what a process keeps for a second counts, too
    with CaptureQueriesContext(connection) as captured:
        inside.get(path)
    return len(captured)


def _fill() -> Notice:
    """Announce until the ledger is long enough; all letters are as good as sent."""
    notice = None
    while notice is None or Delivery.objects.count() < ROWS:
        notice = news.approved_notice()
        freeze(notice.pk)
        notice.refresh_from_db()
        say(f"  {Delivery.objects.count():,} rows in the ledger")
        now = clock.now()
        Batch.objects.filter(pk=notice.batch_id).update(state="running", started_at=now)
        letters = Letter.objects.filter(batch_id=notice.batch_id)
        letters.update(
            state="accepted", finished_at=now, smtp_code="250", smtp_words="2.0.0 yes"
        )
    few = ledger(notice).values_list("letter_id", flat=True)[:40]
    Letter.objects.filter(pk__in=list(few)).update(
        state="failed", smtp_code="550 5.1.1", smtp_words="no such mailbox"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does a minute later
    return notice
