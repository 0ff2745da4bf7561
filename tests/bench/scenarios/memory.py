"""What all processes of the application weigh together."""

from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench import people
from tests.bench.figures import Figure
from tests.bench.load import run_jobs
from tests.bench.world import World

GOAL_MB = 600
MB = 1_000_000
PAGES = ("/", "/changes/", "/attend/", "/account/login/", "/my/", "/desk/")
ASKED = 300


def run(world: World) -> Iterator[Figure]:
    """Weigh after some work: what is loaded on first use is loaded by then."""
    with ExitStack() as running:
        web = running.enter_context(world.web())
        urgent = running.enter_context(world.worker("urgent"))
        bulk = running.enter_context(world.worker("bulk"))
        beat = running.enter_context(world.beat())
        cookies = people.signed_in([people.organiser("admin")])[0]
        done = run_jobs(
            [PAGES[n % len(PAGES)] for n in range(ASKED)],
            8,
            lambda path: web.client(cookies).get(path),
        )
        children = {"web": web.child, "urgent": urgent, "bulk": bulk, "beat": beat}
        each = {f"{name}_mb": world.pss(c) / MB for name, c in children.items()}
    together = sum(each.values())
    yield Figure(
        "web 2x4, both workers and beat: proportional set size",
        together,
        "MB",
        f"below {GOAL_MB} MB together",
        met=together < GOAL_MB,
        more=each | {"statuses": done.statuses},
    )
