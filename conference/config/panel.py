"""The organisers' panel: Django's admin site, by the organisers' jobs."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest


class Panel(AdminSite):
    """Our admin site; it has no login door of its own."""

    enable_nav_sidebar = False


def jobs(request: HttpRequest) -> dict[str, Any]:
    """Give the rail of the panel its jobs, for organisers only."""
    return {"jobs": []}
