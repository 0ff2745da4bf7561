"""Public pages, drawn once for everyone who is not signed in.

What is kept holds no personal data: it is drawn only for requests without a session,
without messages and without a query. Its key names everything the page shows, so it
is never out of date; it lives in the process and dies with it.
"""

import hashlib
from collections.abc import Callable, Hashable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
)
from django.utils.http import parse_http_date
from django.utils.translation import get_language

from conference.core import clock

MOST: Final = 64
_pages: dict[Hashable, tuple[bytes, dict[str, str]]] = {}


def kept(
    request: HttpRequest, about: Hashable, draw: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer with the page as it was drawn before, if nobody in particular asks."""
    if not _is_nobody_in_particular(request):
        response = draw()
        patch_cache_control(response, private=True)
        response["ETag"] = _etag(response.content)
        return _revalidated(request, response)
    key = (about, get_language(), _minute())
    if key not in _pages:
        if len(_pages) >= MOST:
            _pages.clear()
        drawn = draw()
        headers = {**drawn.headers, "ETag": _etag(drawn.content)}
        _pages[key] = (drawn.content, headers)
    content, headers = _pages[key]
    return _revalidated(request, HttpResponse(content, headers=headers))


def _revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the reader keep the answer and ask each time whether it still holds: 304."""
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    changed_at = response.headers.get("Last-Modified")
    answer = get_conditional_response(
        request,
        etag=response["ETag"],
        last_modified=parse_http_date(changed_at) if changed_at else None,
        response=response,
    )
    return answer if isinstance(answer, HttpResponse) else response


def _is_nobody_in_particular(request: HttpRequest) -> bool:
    return not (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        or "messages" in request.COOKIES
        or request.META.get("QUERY_STRING")
    )


def _minute() -> str:
    """Return the minute the demo's banner shows; elsewhere a page shows no time."""
    return f"{clock.now():%Y%m%d%H%M}" if settings.MODE == "demo" else ""


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
