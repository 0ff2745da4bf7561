"""`python3.11 -m conference.config.starter demo`: packages first, then the rest.

Runs with the system's Python before there is a .venv, so it may import nothing
but the standard library. Then the same word is said to the Python of .venv.
"""

import os
import sys

from conference.config.starter import packages
from conference.config.starter.trouble import Trouble, in_a_sentence

# What each command needs beside the packages of the application itself.
GROUPS = {
    "demo": ("embedded",),
    "bench": ("embedded", "dev"),
    "check": ("embedded", "dev"),
    "test": ("embedded", "dev"),
    "install": (),
    "lock": ("dev",),
    "messages": ("embedded", "dev"),
}


def main(arguments: list[str]) -> int:
    """Install what the command needs, then become the command."""
    if not arguments or arguments[0] not in GROUPS:
        print(f"Write one of: {', '.join(GROUPS)}.", file=sys.stderr)
        return 2
    command, *rest = arguments
    try:
        packages.install(GROUPS[command])
    except (Trouble, OSError) as trouble:
        print(in_a_sentence(trouble), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    module = f"conference.config.starter.{command}"
    python = str(packages.PYTHON)
    os.chdir(packages.PROJECT)
    return os.execv(python, [python, "-m", module, *rest])  # noqa: S606


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
