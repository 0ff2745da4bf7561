"""Public pages, drawn once for everyone who is not signed in.

What is kept holds no personal data: it is drawn only for requests without a session,
without messages and without a query. Its key names everything the page shows, so it
is never out of date; it lives in the process and dies with it.

The shelf keeps whole answers for those who ask in the same words, and gives them out
before anything else is asked: most of what an answer costs is on the way to its view.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
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

OK: Final = 200
MOST: Final = 64
MOST_ON_SHELF: Final = 256
Next = Callable[[HttpRequest], HttpResponse]
_pages: dict[Hashable, tuple[bytes, dict[str, str]]] = {}
_shelf: dict[Hashable, "Whole"] = {}


@dataclass(frozen=True, slots=True)
class Whole:
    """An answer with all its headers; true while `ask()` says what it said then."""

    content: bytes
    headers: dict[str, str]
    said: Hashable
    ask: Callable[[], Hashable]

    @property
    def is_true(self) -> bool:
        return (self.ask(), _minute()) == self.said


def forget() -> None:
    """Draw everything anew at the next request."""
    _pages.clear()
    _shelf.clear()


def shelf(get_response: Next) -> Next:
    """Give whole answers out again, to nobody in particular who asks in these words.

    Stands behind the middleware of secure connections and before all others.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or not _is_nobody_in_particular(request):
            return get_response(request)
        request.get_host()  # refuses a name that is not ours
        words = (
            request.path_info,
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME),
            request.META.get("HTTP_ACCEPT_LANGUAGE"),
        )
        found = _shelf.get(words)
        if found is not None and found.is_true:
            return _unless_known(
                request, HttpResponse(found.content, headers=found.headers)
            )
        response = get_response(request)
        _put(words, response)
        return response

    return middleware


def _put(words: Hashable, response: HttpResponse) -> None:
    told = getattr(response, "told", None)
    if told is None or response.status_code != OK or response.cookies:
        return
    if len(_shelf) >= MOST_ON_SHELF:
        _shelf.clear()
    _shelf[words] = Whole(response.content, dict(response.headers), *told)


def kept(
    request: HttpRequest,
    about: Hashable,
    draw: Callable[[], HttpResponse],
    ask: Callable[[], Hashable],
) -> HttpResponse:
    """Answer with the page as it was drawn before, if nobody in particular asks.

    `about` names all that the page shows, and `ask` returns what it would be by now.
    """
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
    response = HttpResponse(content, headers=headers)
    response.told = ((about, key[-1]), ask)  # type: ignore[attr-defined]  # the shelf's
    return _revalidated(request, response)


def _revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the reader keep the answer and ask each time whether it still holds: 304."""
    patch_cache_control(response, no_cache=True)
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return _unless_known(request, response)


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
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
