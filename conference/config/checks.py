"""Checks that stop the start: every URL declares who may use it."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from conference.config import doors


def every_url_declares_who_may_use_it(*_: Any, **__: Any) -> list[CheckMessage]:
    """Report each URL whose view has no declaration of its own or in `doors`."""
    return [
        Error(
            f"{name or route} does not declare who may use it.",
            hint="Put @access(...) on the view, or name it in config/doors.py.",
            id="house.E001",
        )
        for route, name, pattern in patterns()
        if doors.declaration(name or route, pattern.callback) is None
    ]


def patterns(
    resolver: URLResolver | None = None, route: str = "", namespace: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Yield (route, full name, pattern) of every URL there is."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, here, inner)
        else:
            yield here, f"{namespace}{entry.name or ''}", entry
