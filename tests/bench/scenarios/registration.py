"""A complete registration: every form posted, the letter written and sent."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
from django.db import connection
from django.test import Client as Inside
from django.test.utils import CaptureQueriesContext

from conference.config.starter.children import Child
from conference.core import repeat
from registration.accounts.models import User
from registration.attendance.models import ParticipantCategory
from tests.bench import people
from tests.bench.figures import Figure, say
from tests.bench.load import SECRET, Answer, Client, Run, run_jobs
from tests.bench.world import Web, World

CPU_MS = 30
STATEMENTS = 12
PEOPLE = 160
CLIENTS = (8, 32)
WAIT_SECONDS = 60
COMMIT_SECONDS = 1.5
# BEGIN, COMMIT and SAVEPOINT say where a transaction begins and ends.
FRAME = re.compile(
    r"\s*(SELECT set_config\(.*?, true\); *)?(BEGIN|COMMIT|SAVEPOINT|RELEASE)",
    re.DOTALL,
)


@dataclass
class Taken:
    """One load: its answers, and the processor time with the letters sent."""

    run: Run
    cpu: dict[str, float]
    letters: int
    all_sent_after: float


def run(world: World) -> Iterator[Figure]:
    """Measure the last press alone, then all four steps, with few clients and many."""
    commits = bare_commits(CLIENTS[0])
    with (
        world.web() as web,
        world.worker("bulk") as bulk,
        world.worker("urgent") as urgent,
    ):
        workers = {"bulk": bulk, "urgent": urgent}
        _warm(world, web, workers)
        for clients in CLIENTS:
            say(f"  the last press, {clients} clients")
            users = people.accounts(PEOPLE)
            people.drafts(users, _category())
            taken = _taken(world, web, workers, _draft_sent, users, clients)
            yield _figure(
                f"request sent, letter delivered, {clients} clients", taken, commits
            )
        for clients in CLIENTS:
            say(f"  all four steps, {clients} clients")
            users = people.accounts(PEOPLE)
            taken = _taken(world, web, workers, _all_steps, users, clients)
            yield _figure(
                f"all four steps posted, letter delivered, {clients} clients",
                taken,
                commits,
            )
    yield from _statements()


def bare_commits(clients: int) -> float:
    """Return how many single rows a second the database commits here, unaided."""
    done: list[int] = []

    def work() -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
            until = time.monotonic() + COMMIT_SECONDS
            count = 0
            while time.monotonic() < until:
                line.execute("INSERT INTO bench_commit (said) VALUES ('here')")
                count += 1
            done.append(count)

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_commit (said text)")
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_commit")
    return sum(done) / COMMIT_SECONDS


def _taken(
    world: World,
    web: Web,
    workers: dict[str, Child],
    press: Callable[[Client], Answer],
    users: list[User],
    clients: int,
) -> Taken:
    jobs = [web.client(cookies) for cookies in people.signed_in(users)]
    world.sink.take()
    before = world.cpu_by_name(web=web.child, **workers)
    began = time.monotonic()
    done = run_jobs(jobs, clients, press)
    letters = 0
    while letters < len(users) and time.monotonic() < began + WAIT_SECONDS:
        letters += world.sink.take()["count"]
        time.sleep(0.02)
    all_sent_after = time.monotonic() - began
    time.sleep(0.3)  # the last letter is noted
    after = world.cpu_by_name(web=web.child, **workers)
    cpu = {name: after[name] - before[name] for name in after}
    for job in jobs:
        job.close()
    return Taken(done, cpu, letters, all_sent_after)


def _warm(world: World, web: Web, workers: dict[str, Child]) -> None:
    """Let every process load what it loads on first use."""
    _taken(world, web, workers, _all_steps, people.accounts(16), 8)


def _draft_sent(client: Client) -> Answer:
    return client.submit("/attend/check/", {repeat.FIELD: repeat.fresh_token()})


def _all_steps(client: Client) -> Answer:
    seconds = 0.0
    for name, answers in _steps().items():
        form = {repeat.FIELD: repeat.fresh_token(), **answers}
        answer = client.submit(f"/attend/{name}/", form)
        seconds += answer.seconds
        if answer.status != 302:
            message = f"step {name}: {answer.status}"
            raise ConnectionError(message)
    answer.seconds = seconds
    return answer


def _steps() -> dict[str, dict[str, object]]:
    return {
        "category": {"category": _category().pk},
        "about": {
            "family_name": "Nguyễn",
            "given_name": "Thuỳ Linh",
            "badge_name": "Linh",
            "organisation": "Ministry of Samples",
            "position": "Adviser",
            "country": "VN",
            "language": "vi",
        },
        "part": {"attendance_mode": "on_site", "in_public_list": "on"},
        "check": {},
    }


def _figure(what: str, taken: Taken, commits: float) -> Figure:
    done = len(taken.run.seconds)
    each = {f"{name}_ms": 1000 * cpu / done for name, cpu in taken.cpu.items()}
    cpu_ms = sum(each.values())
    right = taken.run.statuses == {302: done} and taken.letters == done
    return Figure(
        what,
        cpu_ms,
        "ms",
        f"{CPU_MS} ms of processor time",
        met=cpu_ms <= CPU_MS and right,
        limit=commits,
        cpu_ms=cpu_ms,
        more={
            **each,
            "limit_unit": "bare commits/s",
            "per_second": taken.run.per_second,
            "p50_ms": 1000 * taken.run.percentile(0.5),
            "p99_ms": 1000 * taken.run.percentile(0.99),
            "statuses": taken.run.statuses,
            "letters": taken.letters,
            "all_sent_after_s": taken.all_sent_after,
        },
    )


def _statements() -> Iterator[Figure]:
    """Count the statements of each step, asked from inside."""
    cookies = people.signed_in(people.accounts(1))[0]
    inside = Inside(HTTP_HOST="127.0.0.1")
    inside.cookies.load(cookies)
    counts = {}
    for name, answers in _steps().items():
        form = {
            repeat.FIELD: repeat.fresh_token(),
            "csrfmiddlewaretoken": SECRET,
            **answers,
        }
        with CaptureQueriesContext(connection) as captured:
            answer = inside.post(f"/attend/{name}/", form)
        asked = [query["sql"] for query in captured.captured_queries]
        counts[name] = sum(not FRAME.match(sql) for sql in asked)
        if answer.status_code != 302:
            message = f"step {name}: {answer.status_code}"
            raise ConnectionError(message)
    yield Figure(
        "SQL statements in the request that sends it",
        counts["check"],
        "statements",
        f"at most {STATEMENTS}",
        met=counts["check"] <= STATEMENTS,
        more={"steps": counts, "transaction_frames": len(asked) - counts["check"]},
    )


def _category() -> ParticipantCategory:
    return ParticipantCategory.objects.get(code="public_visitor")
