"""What every page may show besides its own matter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from conference.core import clock


@dataclass(frozen=True, slots=True)
class Demo:
    """What the banner of the demo says."""

    now: datetime
    mailbox_url: str
    is_demo: bool = True


def look(_request: HttpRequest) -> dict[str, Any]:
    """Give the demo's banner, the present instant, and languages by their own names."""
    in_demo = settings.MODE == "demo"
    return {
        "demo": Demo(clock.now(), "/demo/mailbox/") if in_demo else None,
        "present": clock.now,
        # Django's own tag would name them in the language of the page.
        "languages": settings.LANGUAGES,
    }
