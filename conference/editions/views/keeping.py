"""Public pages, drawn once for everyone who is not signed in.

What is kept holds no personal data: it is drawn only for requests without a session,
without messages and without a query. Its key names everything the page shows, so it
is never out of date; it lives in the process and dies with it.

The shelf keeps whole answers for those who ask in the same words, and gives them out
before anything else is asked: most of what an answer costs is on the way to its view.

Both hold a bounded number of bytes; what was put in first goes out first. Hundreds of
pages in seven languages fit, and no way of asking can fill the process.
"""

import hashlib
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
)
from django.utils.http import parse_http_date
from django.utils.translation import get_language

from conference.core import clock

OK: Final = 200
MOST_BYTES: Final = 32_000_000
# What an entry takes besides its page: names, headers, the key.
BESIDES: Final = 2_000
TAG: Final = "HTTP_IF_NONE_MATCH"
TAG_ALONE: Final = frozenset({TAG})
CONDITIONS: Final = TAG_ALONE | {
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
}
# What an answer without content still says (RFC 9110, 15.4.5).
STILL: Final = ("Cache-Control", "ETag", "Last-Modified", "Vary")
Next = Callable[[HttpRequest], HttpResponse]
Value = TypeVar("Value")


@dataclass(slots=True)
class Store(Generic[Value]):
    """Values up to a number of bytes, the oldest out; reading needs no lock."""

    most: int
    bytes: int = 0
    _entries: dict[Hashable, tuple[Value, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable) -> Value | None:
        """Return what was put in under a key, if it is still here."""
        found = self._entries.get(key)
        return found[0] if found else None

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value, and let go of what lay here longest for it."""
        size += BESIDES
        with self._lock:
            self._drop(key)
            self._entries[key] = (value, size)
            self.bytes += size
            while self.bytes > self.most:
                self._drop(next(iter(self._entries)))

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._entries.clear()
            self.bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def _drop(self, key: Hashable) -> None:
        found = self._entries.pop(key, None)
        if found:
            self.bytes -= found[1]


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

    @property
    def still(self) -> dict[str, str]:
        """The headers of an answer that says: as you have it."""
        return {name: self.headers[name] for name in STILL if name in self.headers}

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Give it out; the two common questions are answered without taking it apart.

        Most who ask have seen nothing yet, or name the one tag that they have seen.
        """
        asked = request.META.keys() & CONDITIONS
        if not asked:
            return HttpResponse(self.content, headers=self.headers)
        if asked == TAG_ALONE and request.META[TAG] == self.headers["ETag"]:
            return HttpResponseNotModified(headers=self.still)
        whole = HttpResponse(self.content, headers=self.headers)
        return _unless_known(request, whole)


_pages: Store[tuple[bytes, dict[str, str]]] = Store(MOST_BYTES)
# Mostly the same bytes as above under other names: they are counted, not copied.
_shelf: Store[Whole] = Store(MOST_BYTES)


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
            return found.answer(request)
        response = get_response(request)
        _put(words, response)
        return response

    return middleware


def unchanged(environ: dict[str, Any]) -> dict[str, str] | None:
    """Return the headers of a 304 for who asks for nothing but whether it still holds.

    Asked at the door of the server, where an answer without content costs a tenth of
    one that went through the middleware. Who brings a cookie, a query or any other
    condition goes in; so does everyone while the database is away.
    """
    tag = environ.get(TAG)
    if not tag or environ["REQUEST_METHOD"] != "GET":
        return None
    others = environ.keys() & CONDITIONS != TAG_ALONE
    if others or environ.get("HTTP_COOKIE") or environ.get("QUERY_STRING"):
        return None
    words = (get_path_info(environ), None, environ.get("HTTP_ACCEPT_LANGUAGE"))
    found = _shelf.get(words)
    try:
        holds = found is not None and found.headers["ETag"] == tag and found.is_true
    except DatabaseError:
        return None
    return found.still if found is not None and holds else None


def _put(words: Hashable, response: HttpResponse) -> None:
    told = getattr(response, "told", None)
    if told is None or response.status_code != OK or response.cookies:
        return
    whole = Whole(response.content, dict(response.headers), *told)
    _shelf.put(words, whole, len(whole.content))


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
    page = _pages.get(key)
    if page is None:
        drawn = draw()
        page = (drawn.content, {**drawn.headers, "ETag": _etag(drawn.content)})
        _pages.put(key, page, len(drawn.content))
    content, headers = page
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
