"""Public pages, drawn once for everyone who is not signed in.

What is kept holds no personal data: it is drawn only for requests without a session,
without messages and without a query. Its key names everything the page shows, so it
is never out of date; it lives in the process and dies with it.
"""

import hashlib
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
)
from django.utils.http import http_date
from django.utils.translation import get_language

from conference.core import clock

MOST: Final = 64
_pages: dict[Hashable, tuple[bytes, str]] = {}


def kept(
    request: HttpRequest, about: Hashable, draw: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer with the page as it was drawn before, if nobody in particular asks."""
    if not _is_nobody_in_particular(request):
        response = draw()
        patch_cache_control(response, private=True)
        return revalidated(request, response)
    key = (about, get_language(), _minute())
    if key not in _pages:
        if len(_pages) >= MOST:
            _pages.clear()
        content = draw().content
        _pages[key] = (content, _etag(content))
    content, etag = _pages[key]
    response = HttpResponse(content, headers={"ETag": etag})
    return revalidated(request, response)


def revalidated(
    request: HttpRequest, response: HttpResponse, *, last_modified: datetime | None = None
) -> HttpResponse:
    """Let the reader keep the answer and ask each time whether it still holds: 304."""
    if not response.has_header("ETag"):
        response["ETag"] = _etag(response.content)
    seconds = int(last_modified.timestamp()) if last_modified else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    answer = get_conditional_response(
        request, etag=response["ETag"], last_modified=seconds, response=response
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
