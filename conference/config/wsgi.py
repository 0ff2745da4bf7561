"""The door of the web server."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conference.config.settings")
inside = get_wsgi_application()

from conference.editions.views import keeping  # noqa: E402  Django must be awake


def application(
    environ: dict[str, Any], start_response: "StartResponse"
) -> Iterable[bytes]:
    """Answer 304 at the door where that is all there is to say; lead in all others."""
    headers = keeping.unchanged(environ)
    if headers is None:
        return inside(environ, start_response)
    start_response("304 Not Modified", [*headers.items()])
    return []
