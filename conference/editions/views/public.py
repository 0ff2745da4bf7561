"""The pages everyone reads: home, what changed, the calendar file."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
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
    return _page(request, "editions/home.html", _home)


@access(Who.ANYONE)
def changes(request: HttpRequest) -> HttpResponse:
    return _page(request, "editions/changes.html", _changes)


@access(Who.ANYONE)
def calendar(request: HttpRequest) -> HttpResponse:
    record = standing.record()
    if record is None:
        return _nothing_yet(request)
    response = HttpResponse(
        published_calendar(record),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": 'inline; filename="digital-world.ics"'},
    )
    return keeping.revalidated(request, response, last_modified=record.changed_at)


def _page(
    request: HttpRequest, template: str, shape: Callable[[PublicRecord], dict[str, Any]]
) -> HttpResponse:
    record = standing.record()
    if record is None:
        return _nothing_yet(request)

    def draw() -> HttpResponse:
        return render(request, template, shape(record))

    told = is_news(record.in_force, now=clock.now())
    return keeping.kept(request, (template, record.version, told), draw)


def _home(record: PublicRecord) -> dict[str, Any]:
    return {
        "page": page_of(record),
        "rail": rail_of(record, get_language() or "en"),
        "event_json": event_json(record),
        "address": settings.SITE_URL + reverse("editions:home"),
    }


def _changes(record: PublicRecord) -> dict[str, Any]:
    return {"page": page_of(record), "history": history_of(record)}


def _nothing_yet(request: HttpRequest) -> HttpResponse:
    return render(request, "editions/nothing_yet.html", status=404)
