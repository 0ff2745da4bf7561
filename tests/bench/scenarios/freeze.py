"""The audience of a notice frozen: ledger and letters for all, in one transaction."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

from conference.config.starter import packages, processes
from tests.bench import news
from tests.bench.figures import Figure
from tests.bench.world import World

SECONDS = 5
GROWTH_MB = 100
MB = 1_000_000


def run(world: World) -> Iterator[Figure]:
    """Announce in a process of its own, so that its memory is its own."""
    notice = news.approved_notice()
    before = world.cpu()
    told = freeze(notice.pk)
    cpu = world.cpu() - before + told["own_cpu_seconds"]
    news.take_back(notice)
    addressed = told["addressed"]
    cpu_ms = 1000 * cpu / addressed
    yield Figure(
        "audience frozen",
        told["seconds"],
        "s",
        f"below {SECONDS} s for 20,000 people",
        met=told["seconds"] < SECONDS,
        cpu_ms=cpu_ms,
        more={"people": addressed, "own_cpu_s": told["own_cpu_seconds"]},
    )
    growth = told["growth_bytes"] / MB
    yield Figure(
        "audience frozen: memory growth",
        growth,
        "MB",
        f"below {GROWTH_MB} MB",
        met=growth < GROWTH_MB,
        cpu_ms=cpu_ms,
        more={"people": addressed},
    )


def freeze(notice_id: int) -> dict[str, Any]:
    """Announce a notice whose letters are held, and return what that took."""
    done = subprocess.run(
        processes.python("tests.bench.freezer", str(notice_id)),
        cwd=packages.PROJECT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return dict(json.loads(done.stdout))
