"""Every measured scenario, or one: `python -m tests.bench [--only NAME]`.

Started by `make bench`, which brings PostgreSQL and the broker. Progress goes to
standard error, one JSON object a line to standard output.
"""

import argparse
import os
import signal
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path

import django

from tests.bench.figures import say
from tests.bench.world import FEW, PEOPLE, World

# In this order: what fills the tables most comes last.
SCENARIOS = {
    "pages": FEW,
    "programme_pages": FEW,
    "formats": FEW,
    "board": FEW,
    "memory": FEW,
    "signup": FEW,
    "registration": FEW,
    "rush": FEW,
    "agenda": FEW,
    "seats": FEW,
    "moves": FEW,
    "freeze": PEOPLE,
    "letters": PEOPLE,
    "codes": PEOPLE,
    "panel": PEOPLE,
}


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    options = _options()
    names = options.only or list(SCENARIOS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    people = options.people or max(SCENARIOS[name] for name in names)
    world = World(Path(os.environ["DEMO_DIR"]), people)
    try:
        world.start()
        django.setup()
        met = [_measure(world, name) for name in names]
    finally:
        world.stop()
    return 0 if all(met) else 1


def _measure(world: World, name: str) -> bool:
    say(f"{name} ...")
    began = time.monotonic()
    scenario = import_module(f"tests.bench.scenarios.{name}")
    all_met = True
    try:
        for figure in scenario.run(world):
            sys.stdout.write(f"{figure.line(name)}\n")
            sys.stdout.flush()
            all_met = all_met and figure.met is not False
    except Exception:  # the others are measured all the same
        traceback.print_exc()
        all_met = False
    say(f"{name} took {time.monotonic() - began:.0f} s.")
    return all_met


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument(
        "--only", choices=SCENARIOS, action="append", help="one scenario, or some"
    )
    parser.add_argument("--people", type=int, help="how many requests there are")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
