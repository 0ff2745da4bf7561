"""Sign-up, the code from the letter, and the first sign-in with the password."""

import re
import threading
import time
from collections.abc import Iterator

from django.contrib.auth.hashers import check_password, make_password

from tests.bench.figures import Figure
from tests.bench.load import Answer, Client, run_jobs
from tests.bench.world import Web, World

PEOPLE = 24
CLIENTS = 4
PASSWORD = "a-long-word-for-ha-noi"
HASHES = 6
WAIT_SECONDS = 30


TO = re.compile(r"^To: .*?([\w.+-]+@[\w.-]+)", re.MULTILINE)
CODE = re.compile(r"\b\d{4}-\d{4}\b")
_reading = threading.Lock()
_codes: dict[str, str] = {}


def run(world: World) -> Iterator[Figure]:
    """Measure the three together; what hashing costs is told apart."""
    with world.web() as web, world.worker("urgent") as urgent:
        _enter(world, web, 0)
        world.sink.take()
        before = world.cpu(web.child, urgent)
        done = run_jobs(
            range(1, PEOPLE + 1), CLIENTS, lambda number: _enter(world, web, number)
        )
        cpu = world.cpu(web.child, urgent) - before
    cpu_ms = 1000 * cpu / PEOPLE
    hashing = _hashing_ms()
    yield Figure(
        "sign-up, code, first sign-in",
        cpu_ms - hashing,
        "ms",
        cpu_ms=cpu_ms - hashing,
        more={
            "hashing_ms": hashing,
            "with_hashing_ms": cpu_ms,
            "per_second": done.per_second,
            "p50_ms": 1000 * done.percentile(0.5),
            "p99_ms": 1000 * done.percentile(0.99),
            "statuses": done.statuses,
        },
    )


def _enter(world: World, web: Web, number: int) -> Answer:
    """Be one person; the answer's seconds are those of all presses and of the mail."""
    address = f"newcomer{number}@example.org"
    began = time.perf_counter()
    client = _at_the_door(web, number, "/account/signup/")
    _expect(
        client.submit("/account/signup/", {"email": address, "password1": PASSWORD})
    )
    code = _code(world, address)
    _expect(client.submit("/account/confirm-email/", {"code": code}))
    client = _at_the_door(web, number, "/account/login/")
    answer = client.submit("/account/login/", {"login": address, "password": PASSWORD})
    _expect(answer)
    answer.seconds = time.perf_counter() - began
    return answer


def _at_the_door(web: Web, number: int, path: str) -> Client:
    client = web.client()
    client.address = f"10.1.{number // 250}.{number % 250 + 1}"
    client.get(path)
    return client


def _expect(answer: Answer) -> None:
    if answer.status != 302:
        message = f"answered {answer.status}: {answer.body[-3000:]!r}"
        raise ConnectionError(message)


def _code(world: World, address: str) -> str:
    """Return the code once its letter has arrived: only the letter knows it."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        with _reading:
            for letter in world.sink.take()["samples"]:
                to, code = TO.search(letter), CODE.search(letter)
                if to and code:
                    _codes[to.group(1)] = code.group()
        if address in _codes:
            return _codes[address]
        time.sleep(0.02)
    message = f"No code for {address} within {WAIT_SECONDS} s."
    raise TimeoutError(message)


def _hashing_ms() -> float:
    """Return the processor time of the two hashes of one person."""
    before = time.process_time()
    for _ in range(HASHES):
        kept = make_password(PASSWORD)
        check_password(PASSWORD, kept)
    return 1000 * (time.process_time() - before) / HASHES
