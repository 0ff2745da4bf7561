"""What every request passes: real addresses, records of staff, kind refusals."""

from collections.abc import Callable
from contextlib import nullcontext

import pghistory
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from conference.core import clock
from conference.core.refusals import Refusal

Next = Callable[[HttpRequest], HttpResponse]
FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


def proxies(get_response: Next) -> Next:
    """Believe forwarded addresses from named proxies only, and drop all others."""
    trusted = frozenset(settings.TRUSTED_PROXIES)

    def middleware(request: HttpRequest) -> HttpResponse:
        meta = request.META
        chain = [
            part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
        ]
        scheme = meta.get("HTTP_X_FORWARDED_PROTO", "")
        is_trusted = meta.get("REMOTE_ADDR") in trusted
        for name in FORWARDED:
            meta.pop(name, None)
        if is_trusted:
            # The nearest address that is not a proxy of ours is the client's.
            client = next((part for part in reversed(chain) if part not in trusted), "")
            meta["REMOTE_ADDR"] = client or meta["REMOTE_ADDR"]
            if scheme == "https":
                meta["wsgi.url_scheme"] = "https"
        return get_response(request)

    return middleware


def records(get_response: Next) -> Next:
    """Put who, where and when beside every recorded change of this request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        changes = request.method not in {"GET", "HEAD", "OPTIONS"}
        about = (
            pghistory.context(
                user=request.user.pk, url=request.path, at=clock.now().isoformat()
            )
            if changes and request.user.is_authenticated
            else nullcontext()
        )
        with about:
            return get_response(request)

    return middleware


def refusals(get_response: Next) -> Next:
    """Answer a refusal that no view caught with its sentence, as 409."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(
        request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        return render(request, "409.html", {"refusal": str(error)}, status=409)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
