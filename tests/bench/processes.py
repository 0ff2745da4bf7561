"""What processes cost: processor time and memory, with all their children."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return the process and everything below it."""
    found = [pid]
    for parent in found:
        with suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                children = (task / "children").read_text().split()
                found += [int(child) for child in children]
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return user and system time of the families, with children that have ended."""
    ticks = 0
    for root in pids:
        for pid in family(root):
            with suppress(OSError):
                fields = (
                    Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                )
                ticks += sum(int(fields[n]) for n in (11, 12, 13, 14))
    return ticks / TICK


def pss_bytes(pids: Iterable[int]) -> int:
    """Return the proportional set size: shared pages are split among their users."""
    total = 0
    for root in pids:
        for pid in family(root):
            with suppress(OSError):
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1]) * 1024
    return total
