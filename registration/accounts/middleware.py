"""The signed-in person's language and zone, and the second factor of organisers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def person(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Pass on, for now."""
    return get_response
