"""`make lock`: write requirements.lock anew from pyproject.toml."""

import subprocess
import sys

from conference.config.starter import packages


def command(*more: str) -> list[str]:
    """Return the uv command that writes the lock; `more` may send it elsewhere."""
    groups = [part for group in packages.ALL_GROUPS for part in ("--group", group)]
    return [
        *(str(packages.VENV / "bin" / "uv"), "pip", "compile", "--quiet"),
        *(packages.DEMANDS.name, *groups, "--universal", "--python-version", "3.11"),
        *("--generate-hashes", "--annotation-style", "line"),
        *("--custom-compile-command", "make lock", "--output-file"),
        *(more or (packages.LOCK.name,)),
    ]


if __name__ == "__main__":
    sys.exit(subprocess.run(command(), cwd=packages.PROJECT, check=False).returncode)
