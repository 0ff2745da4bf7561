"""Plain pages and the pages of faults."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from conference.core.access import Who, access


def fault(_request: HttpRequest) -> HttpResponse:
    """Answer what went wrong; a database that is away or busy is asked again soon.

    Without the request, as whatever a page asks for may be what is broken.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and what to do."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@access(Who.ANYONE)
def help_page(request: HttpRequest) -> HttpResponse:
    """Answer the questions that come most often."""
    return render(request, "core/help.html")


@access(Who.ANYONE)
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of whom, and why."""
    return render(request, "core/privacy.html")


@access(Who.ANYONE)
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how the site can be used, and whom to ask when it cannot."""
    return render(request, "core/accessibility.html")
