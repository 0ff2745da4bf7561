"""Plain pages and the pages of faults."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from conference.core.access import Who, access


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and what to do."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@access(Who.ANYONE)
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "core/help.html")


@access(Who.ANYONE)
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "core/privacy.html")


@access(Who.ANYONE)
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "core/accessibility.html")
