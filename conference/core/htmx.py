"""One URL, one template, two answers."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_part(
    request: HttpRequest,
    template: str,
    part: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Return the named part to htmx, and the whole page to everyone else."""
    is_part = bool(request.headers.get("HX-Request"))
    name = f"{template}#{part}" if is_part else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def tag_of(*facts: object) -> str:
    """Return the tag (RFC 9110, 8.8.3) of a part that shows just these facts."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def unless_seen(
    request: HttpRequest, tag: str, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer 304 to who has seen just this; otherwise what `answer` makes.

    Personal pages are stored nowhere, so no browser asks with If-None-Match by itself:
    a polling part sends its tag through `hx-headers`.
    """
    quoted = f'"{tag}"'
    seen = request.headers.get("If-None-Match") == quoted
    response = HttpResponseNotModified() if seen else answer()
    response["ETag"] = quoted
    return response
