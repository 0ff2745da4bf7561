"""What a log line may say of a request: its method and which page, not its address."""

import logging

from django.http import HttpRequest


class WithoutAddresses(logging.Filter):
    """Put the pattern of an address in the place of the address itself.

    The links in letters are keys: who reads the logs must not be able to answer in
    another's name.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without the path and the query of its request."""
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            page = f"{request.method} {_route(request)}"
            if isinstance(record.args, tuple):
                path = request.path.encode("unicode_escape").decode("ascii")
                record.args = tuple(page if arg == path else arg for arg in record.args)
            record.request = page
        return True


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.route if match else "(no page of ours)"
