"""What every request passes: real addresses, possible text, records, refusals."""

from collections.abc import Callable
from contextlib import nullcontext
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from ipaddress import ip_network as network

import pghistory
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from conference.core import clock
from conference.core.refusals import Refusal

Next = Callable[[HttpRequest], HttpResponse]
Networks = list[IPv4Network | IPv6Network]
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
    trusted = [network(name) for name in settings.TRUSTED_PROXIES]

    def middleware(request: HttpRequest) -> HttpResponse:
        meta = request.META
        chain = [
            part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",")
        ]
        scheme = meta.get("HTTP_X_FORWARDED_PROTO", "")
        is_trusted = _lies_in(meta.get("REMOTE_ADDR", ""), trusted)
        for name in FORWARDED:
            meta.pop(name, None)
        if is_trusted:
            # The nearest address that is not a proxy of ours is the client's.
            strangers = (
                part for part in reversed(chain) if not _lies_in(part, trusted)
            )
            client = next(strangers, "")
            if _address(client) is not None:
                meta["REMOTE_ADDR"] = client
            if scheme == "https":
                meta["wsgi.url_scheme"] = "https"
        return get_response(request)

    return middleware


def possible_text(get_response: Next) -> Next:
    """Answer 400 to the character NUL, which no database column can be asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        told = (request.path, request.META.get("QUERY_STRING", ""))
        if any("\x00" in text or "%00" in text for text in told) or any(
            "\x00" in value for value in request.COOKIES.values()
        ):
            message = "A request holds the character NUL."
            raise BadRequest(message)
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


def _lies_in(text: str, networks: Networks) -> bool:
    address = _address(text)
    return address is not None and any(address in each for each in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # A socket for both kinds of addresses tells the old ones in the new way.
    return getattr(address, "ipv4_mapped", None) or address
