"""One measured figure, and the line it becomes."""

import json
import os
import sys
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Figure:
    """A number with its unit, its goal, and what the machine itself could do.

    `limit` is the machine's own figure of the same run; `met` is None where there is
    no goal; `cpu_ms` is the processor time of one operation, all processes together.
    """

    what: str
    figure: float
    unit: str
    goal: str = ""
    met: bool | None = None
    limit: float | None = None
    cpu_ms: float | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def line(self, scenario: str) -> str:
        told = {
            "scenario": scenario,
            "what": self.what,
            "figure": rounded(self.figure),
            "unit": self.unit,
            "limit": rounded(self.limit),
            "goal": self.goal or None,
            "met": self.met,
            "cpu_ms": rounded(self.cpu_ms),
            **{name: rounded(value) for name, value in self.more.items()},
            "load": round(os.getloadavg()[0], 1),
        }
        return json.dumps(told, ensure_ascii=False)


def rounded(value: Any) -> Any:
    """Return a number with the three digits that mean something."""
    return (
        float(f"{value:.3g}")
        if isinstance(value, float) and value < 1000
        else (round(value) if isinstance(value, float) else value)
    )


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
