"""One URL, one template, two answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
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
