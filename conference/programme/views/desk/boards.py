"""The schedule board: to look at, and what would happen."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from conference.core import clock
from conference.core.access import Who, Whose, access
from conference.core.htmx import tag_of, unless_seen
from conference.editions.models import Edition
from conference.programme.forms import places
from conference.programme.models import Session
from conference.programme.queries import board as queries
from conference.programme.views.desk import around, moves


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.READ)
def board(request: HttpRequest) -> HttpResponse:
    edition = around.this_edition()
    today = clock.in_event_zone(clock.now()).date()
    return page(request, edition, queries.first_day(edition, today=today))


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.READ)
def board_day(request: HttpRequest, day: date) -> HttpResponse:
    edition = around.this_edition()
    if request.headers.get("HX-Request"):
        return _part(request, edition, day)
    return page(request, edition, day)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN)
def what_if(request: HttpRequest) -> HttpResponse:
    """Answer what speaks against a place, before anything is let go."""
    edition = around.this_edition()
    key = request.GET.get("session", "")
    session_id = int(key) if key.isdecimal() and len(key) < around.DIGITS else 0
    session = Session.objects.filter(edition=edition, pk=session_id).first()
    form = places.PlaceForm(request.GET, rooms=around.rooms_of(edition))
    if session is None or not form.is_valid():
        return JsonResponse({"conflicts": [], "stops": False}, status=422)
    found = queries.conflicts(session, form.place, edition=edition)
    return JsonResponse(
        {
            "conflicts": [
                {"kind": each.kind, "text": each.text, "stops": each.stops}
                for each in found
            ],
            "stops": queries.stopping(found),
        }
    )


def page(request: HttpRequest, edition: Edition, day: date) -> HttpResponse:
    """Draw the whole page of a day."""
    return render(request, "programme/desk_board.html", context(request, edition, day))


def context(request: HttpRequest, edition: Edition, day: date) -> dict[str, Any]:
    """Return what the board of a day shows."""
    if day.year not in range(2000, 2100):
        raise Http404
    return {
        "board": queries.board_of(edition, day),
        "tag": _tag(edition, day),
        "last_move": moves.last(request),
        "may_plan": request.user.has_perm(around.PLAN),
    }


def _part(request: HttpRequest, edition: Edition, day: date) -> HttpResponse:
    """Answer the poll of the board; 304 while nobody changed anything."""
    response = unless_seen(
        request,
        _tag(edition, day),
        lambda: render(
            request, "programme/desk_board.html#board", context(request, edition, day)
        ),
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def _tag(edition: Edition, day: date) -> str:
    return tag_of(queries.board_facts(edition, day), get_language())
