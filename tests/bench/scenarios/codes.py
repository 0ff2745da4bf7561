"""Sign-in codes asked for while a mass notice leaves."""

import time
from collections.abc import Iterator

from tests.bench import news, people
from tests.bench.figures import Figure
from tests.bench.load import percentile
from tests.bench.world import Web, World

CODES = 40
GOAL_SECONDS = 2
BETWEEN_SECONDS = 0.25
WAIT_SECONDS = 30


def run(world: World) -> Iterator[Figure]:
    """Ask one code after the other; each counts from the press to the mail server."""
    with (
        world.web() as web,
        world.worker("urgent") as urgent,
        world.worker("bulk") as bulk,
    ):
        notice = news.approved_notice()
        news.announce_by_click(web, notice)
        world.sink.take()
        began, before = time.time(), world.cpu(web.child, urgent, bulk)
        asked = {
            user.email: _ask(web, number, user.email)
            for number, user in enumerate(people.accounts(CODES))
        }
        ended, cpu = time.time(), world.cpu(web.child, urgent, bulk) - before
        arrived, others = _take_until(world, asked)
        news.stop(notice)
    missing = [address for address in asked if address not in arrived]
    waits = [
        arrived[address] - asked[address] for address in asked if address in arrived
    ]
    yield Figure(
        "sign-in code asked during a mass notice: at the mail server, p99",
        percentile(waits, 0.99),
        "s",
        f"within {GOAL_SECONDS} s",
        met=not missing and percentile(waits, 0.99) <= GOAL_SECONDS,
        more={
            "codes": CODES,
            "missing": len(missing),
            "p50_s": percentile(waits, 0.5),
            "other_letters": others,
            "other_letters_per_second": others / (ended - began),
            "cpu_share_of_machine": cpu / (ended - began),
        },
    )


def _ask(web: Web, number: int, address: str) -> float:
    client = web.client()
    client.address = f"10.2.0.{number + 1}"
    client.get("/account/login/code/")
    asked_at = time.time()
    answer = client.submit("/account/login/code/", {"email": address})
    client.close()
    if answer.status != 302:
        message = f"No code was sent: {answer.status}."
        raise ConnectionError(message)
    time.sleep(BETWEEN_SECONDS)
    return asked_at


def _take_until(world: World, asked: dict[str, float]) -> tuple[dict[str, float], int]:
    """Return when each code came, and how many other letters came until the last."""
    arrivals: dict[str, float] = {}
    others, until = 0, time.monotonic() + WAIT_SECONDS
    while not asked.keys() <= arrivals.keys() and time.monotonic() < until:
        taken = world.sink.take()
        mine = {to: at for to, at in taken["arrivals"].items() if to in asked}
        arrivals |= mine
        others += taken["count"] - len(mine)
        time.sleep(0.1)
    return arrivals, others
