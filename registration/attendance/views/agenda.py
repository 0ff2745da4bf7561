"""A person's own agenda, and how they carry it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from conference.programme import standing
from registration.attendance.models import Agenda
from registration.attendance.operations import agenda as carrying
from registration.attendance.queries import agenda as reading
from registration.attendance.views.own import ties_of

SHOW = "show"


@access(Who.SIGNED_IN, whose=Whose.OWN)
def agenda(request: HttpRequest) -> HttpResponse:
    found = reading.agenda(
        ties_of(request),
        standing.snapshot(),
        day=_day(request.GET.get("day", "")),
        now=clock.now(),
    )
    return render(request, "attendance/agenda.html", {"agenda": found})


@access(Who.SIGNED_IN, whose=Whose.OWN)
def keeping(request: HttpRequest) -> HttpResponse:
    return _keeping(request)


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("POST",))
def new_feed(request: HttpRequest) -> HttpResponse:
    now = clock.now()

    def act() -> str:
        carrying.new_feed_link(request.user, now=now)
        return f"{reverse('attendance:agenda-settings')}?{SHOW}=link#feed"

    return _act(request, "attendance:new-feed", act)


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("POST",))
def revoke_feed(request: HttpRequest) -> HttpResponse:
    def act() -> str:
        carrying.revoke_feed_link(request.user)
        return f"{reverse('attendance:agenda-settings')}#feed"

    return _act(request, "attendance:revoke-feed", act)


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("POST",))
def choose_star_mail(request: HttpRequest) -> HttpResponse:
    tells = request.POST.get("tells") == "yes"

    def act() -> str:
        carrying.choose_star_mail(request.user, tells=tells)
        return f"{reverse('attendance:agenda-settings')}?saved=stars#stars"

    return _act(request, "attendance:choose-star-mail", act)


def _act(request: HttpRequest, action: str, act: Callable[[], str]) -> HttpResponse:
    try:
        return repeat.act_once(request, action, act, now=clock.now())
    except Refusal as refusal:
        return _keeping(request, refusal=refusal, status=409)


def _keeping(
    request: HttpRequest, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    kept = reading.keeping(request.user)
    context: dict[str, Any] = {
        "kept": kept,
        "refusal": refusal,
        "saved": request.GET.get("saved"),
    }
    if kept.feed_token and request.GET.get(SHOW) == "link":
        context["feed_url"] = _feed_url(kept)
        context["webcal_url"] = "webcal" + _feed_url(kept).removeprefix(
            "https"
        ).removeprefix("http")
    return render(request, "attendance/agenda_settings.html", context, status=status)


def _feed_url(kept: Agenda) -> str:
    path = reverse("attendance:feed", args=[kept.feed_token])
    return f"{settings.SITE_URL}{path}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
