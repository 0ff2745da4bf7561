"""The pages everyone reads: home, what changed, the calendar file."""

from collections.abc import Callable, Hashable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import get_language

from conference.core import clock
from conference.core.access import Who, access
from conference.editions import standing
from conference.editions.calendars import published_calendar
from conference.editions.queries import PublicRecord, history_of, is_news, page_of
from conference.editions.rail import rail_of
from conference.editions.schema import event_json
from conference.editions.views import keeping


@access(Who.ANYONE)
def home(request: HttpRequest) -> HttpResponse:
    return _kept(request, "home", _home)


@access(Who.ANYONE)
def changes(request: HttpRequest) -> HttpResponse:
    return _kept(request, "changes", _changes)


@access(Who.ANYONE)
def calendar(request: HttpRequest) -> HttpResponse:
    return _kept(request, "calendar", _calendar)


def _kept(
    request: HttpRequest,
    name: str,
    draw: Callable[[HttpRequest, PublicRecord], HttpResponse],
) -> HttpResponse:
    record = standing.record()
    if record is None:
        return render(request, "editions/nothing_yet.html", status=404)
    return keeping.kept(
        request,
        _about(name, record),
        lambda: draw(request, record),
        lambda: _about(name, standing.record()),
    )


def _about(name: str, record: PublicRecord | None) -> Hashable:
    """Name all that one state of a page depends on."""
    if record is None:
        return None
    return (name, record.version, is_news(record.in_force, now=clock.now()))


def _home(request: HttpRequest, record: PublicRecord) -> HttpResponse:
    context = {
        "page": page_of(record),
        "rail": rail_of(record, get_language() or "en"),
        "event_json": event_json(record),
        "address": settings.SITE_URL + reverse("editions:home"),
    }
    return render(request, "editions/home.html", context)


def _changes(request: HttpRequest, record: PublicRecord) -> HttpResponse:
    context = {"page": page_of(record), "history": history_of(record)}
    return render(request, "editions/changes.html", context)


def _calendar(_request: HttpRequest, record: PublicRecord) -> HttpResponse:
    return HttpResponse(
        published_calendar(record),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={
            "Content-Disposition": 'inline; filename="digital-world.ics"',
            "Last-Modified": http_date(record.changed_at.timestamp()),
        },
    )
