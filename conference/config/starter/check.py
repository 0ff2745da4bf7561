"""`make check`: everything that can be wrong without running a test, fastest first."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

from conference.config.starter import packages, throwaway


@dataclass
class Check:
    """One question and the command that answers it by its exit status."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)

    def passes(self) -> bool:
        """Run, print one line, and the whole answer when it is no."""
        begun = time.monotonic()
        done = subprocess.run(
            self.command,
            cwd=packages.PROJECT,
            env=_environment() | self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        seconds = time.monotonic() - begun
        verdict = "ok" if done.returncode == 0 else "NOT OK"
        print(f"{self.name:<20} {verdict:<7} {seconds:5.1f} s", flush=True)
        if done.returncode != 0:
            print(done.stdout.rstrip(), flush=True)
        return done.returncode == 0


def checks() -> list[Check]:
    """Return all checks in the order they fail fastest."""
    templates = sorted(map(str, (packages.PROJECT / "templates").rglob("*.html")))
    python = str(packages.PYTHON)
    concise = ["--output-format", "concise", "."]
    return [
        Check("format", [_tool("ruff"), "format", "--check", *concise]),
        Check("lint", [_tool("ruff"), "check", *concise]),
        Check("templates", [_tool("djade"), "--check", *templates]),
        Check("import contracts", [_tool("lint-imports"), "--no-logo"]),
        Check(
            "messages", [python, "-m", "conference.config.starter.messages", "--check"]
        ),
        Check(
            "migrations",
            [python, "manage.py", "makemigrations", "--check", "--dry-run"],
            {"DW_MODE": "test"},
        ),
        Check(
            "deployment",
            [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            throwaway.production(),
        ),
        Check("types", [_tool("mypy")], {"DW_MODE": "test"}),
    ]


def main() -> int:
    """Run all checks, also after one has failed, and say which did."""
    failed = [check.name for check in checks() if not check.passes()]
    print(f"Not ok: {', '.join(failed)}." if failed else "All checks are ok.")
    return 1 if failed else 0


def _tool(name: str) -> str:
    return str(packages.VENV / "bin" / name)


def _environment() -> dict[str, str]:
    # Nothing of the caller's settings may decide the answer.
    kept = ("PATH", "HOME", "LANG", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ}


if __name__ == "__main__":
    sys.exit(main())
