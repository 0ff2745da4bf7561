"""Announces one notice in a process of its own, and says what that took.

Run as `python -m tests.bench.freezer NOTICE`: prints one JSON object.
"""

import json
import re
import sys
import time
from pathlib import Path

import django

django.setup()

from conference.core import clock  # noqa: E402  needs the settings
from registration.notices.models import Notice  # noqa: E402
from registration.notices.operations import announcing  # noqa: E402
from registration.notices.queries import audience  # noqa: E402
from tests.bench import people  # noqa: E402


def main() -> None:
    notice = Notice.objects.select_related("revision__edition").get(pk=sys.argv[1])
    audience(notice.revision.edition).first()  # the models are warm
    approver = people.organiser("approver")
    # From here on the peak counts anew.
    Path("/proc/self/clear_refs").write_text("5")
    before, began, worked = _memory("VmRSS"), time.monotonic(), time.process_time()
    announced = announcing.announce_held(notice.pk, by=approver, now=clock.now())
    told = {
        "seconds": time.monotonic() - began,
        "own_cpu_seconds": time.process_time() - worked,
        "growth_bytes": _memory("VmHWM") - before,
        "addressed": announced.addressed,
    }
    sys.stdout.write(json.dumps(told))


def _memory(name: str) -> int:
    status = Path("/proc/self/status").read_text()
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    return int(found.group(1)) * 1024 if found else 0


if __name__ == "__main__":
    main()
