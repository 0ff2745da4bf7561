"""A notice on its way to twenty thousand people, by one sender and by two."""

import smtplib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conference.mailroom import bell
from tests.bench import news
from tests.bench.figures import Figure, say
from tests.bench.world import HOST, World

CPU_MS = 3
FIRST_SECONDS = 2
SHARE = 0.5
WAIT_SECONDS = 240
BARE_LETTERS = 2000
SOME_SECONDS = 8


def run(world: World) -> Iterator[Figure]:
    """Click, send all; then the same bytes without us; then with two senders."""
    with world.web() as web, world.worker("urgent"), world.worker("bulk") as bulk:
        notice = news.approved_notice()
        world.sink.take()
        clicked_at = news.announce_by_click(web, notice)
        notice.refresh_from_db()
        answered_after = time.time() - clicked_at
        before, began = world.cpu(web.child, bulk), world.sink.take()
        arrived = _until_all_are_there(world, notice.addressed - began["count"])
        cpu = world.cpu(web.child, bulk) - before
    bare, bare_cpu = _bare(world.sink.port, arrived["samples"])
    world.sink.take()
    sent = arrived["count"]
    rate = (sent - 1) / (arrived["last_at"] - arrived["first_at"])
    cpu_ms = 1000 * cpu / sent
    first_after = (began["first_at"] or arrived["first_at"]) - clicked_at
    facts = {"letters": sent + began["count"], "addressed": notice.addressed}
    yield Figure(
        "letters sent by one sender process to a sink that only counts",
        rate,
        "letters/s",
        f"at least {SHARE} of a bare smtplib loop with the same bytes",
        met=rate >= SHARE * bare,
        limit=bare,
        cpu_ms=cpu_ms,
        more=facts | {"share": rate / bare, "limit_cpu_ms": bare_cpu},
    )
    yield Figure(
        "letters sent by one sender process: processor time",
        cpu_ms,
        "ms",
        f"{CPU_MS} ms each",
        met=cpu_ms <= CPU_MS,
        limit=bare_cpu,
        cpu_ms=cpu_ms,
        more=facts,
    )
    yield Figure(
        "first letter after the click",
        first_after,
        "s",
        f"within {FIRST_SECONDS} s",
        met=first_after <= FIRST_SECONDS,
        more={"people": notice.addressed, "click_answered_after_s": answered_after},
    )
    kept, kept_bare = _to_a_keeping_sink(world, arrived["samples"])
    yield Figure(
        "letters sent by one sender process to a sink that keeps what it accepts",
        kept,
        "letters/s",
        f"at least {SHARE} of a bare smtplib loop with the same bytes",
        met=kept >= SHARE * kept_bare,
        limit=kept_bare,
        more={"share": kept / kept_bare},
    )
    two = _two_senders(world)
    yield Figure(
        "letters sent by two sender processes",
        two,
        "letters/s",
        "near double where two cores are free; here sink, database and both senders "
        "share them",
        limit=bare,
        more={"of_one_sender": two / rate},
    )


def _until_all_are_there(world: World, expected: int) -> dict[str, Any]:
    """Wait for the letters; ask the sink seldom, as its answer costs time."""
    taken: dict[str, Any] = {"count": 0, "first_at": 0.0, "samples": []}
    until = time.monotonic() + WAIT_SECONDS
    while taken["count"] < expected and time.monotonic() < until:
        time.sleep(1)
        more = world.sink.take()
        taken["count"] += more["count"]
        taken["first_at"] = taken["first_at"] or more["first_at"]
        taken["last_at"] = more["last_at"] or taken.get("last_at")
        taken["samples"] = taken["samples"] or more["samples"]
        say(f"  {taken['count']:,} letters")
    return taken


def _bare(port: int, samples: list[str]) -> tuple[float, float]:
    """Send ready-made letters with smtplib; return letters a second and ms each."""
    say("  the same bytes, bare")
    letters = [sample.encode("latin-1") for sample in samples]
    with smtplib.SMTP(HOST, port) as line:
        line.ehlo()
        began, worked = time.monotonic(), time.process_time()
        for number in range(BARE_LETTERS):
            letter = letters[number % len(letters)]
            line.sendmail("notices@example.org", [f"p{number}@example.org"], letter)
        wall, cpu = time.monotonic() - began, time.process_time() - worked
    return BARE_LETTERS / wall, 1000 * cpu / BARE_LETTERS


def _to_a_keeping_sink(world: World, samples: list[str]) -> tuple[float, float]:
    """Send for some seconds to the demo's sink, as a real server on disk before yes."""
    say("  a sink that keeps what it accepts")
    with world.keeping_sink() as (port, folder):
        bare, _cpu = _bare(port, samples)
        address = f"smtp://{HOST}:{port}"
        with world.web() as web, world.worker("bulk", EMAIL_URL=address):
            notice = news.approved_notice()
            news.announce_by_click(web, notice)
            time.sleep(1)
            before, began = _kept(folder), time.monotonic()
            time.sleep(SOME_SECONDS)
            rate = (_kept(folder) - before) / (time.monotonic() - began)
            news.stop(notice)
    return rate, bare


def _kept(folder: Path) -> int:
    return sum(1 for _ in (folder / "new").iterdir())


def _two_senders(world: World) -> float:
    say("  two senders")
    notice = news.approved_notice()
    with (
        world.web() as web,
        world.worker("bulk", "first"),
        world.worker("bulk", "second"),
    ):
        news.announce_by_click(web, notice)
        bell.ring(bulk=True)
        time.sleep(1)
        world.sink.take()
        time.sleep(SOME_SECONDS)
        arrived = world.sink.take()
        news.stop(notice)
    return (arrived["count"] - 1) / (arrived["last_at"] - arrived["first_at"])
