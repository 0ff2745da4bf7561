"""One's own seat in a session: take it, stand in line for it, give it back."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from conference.core import clock, repeat
from conference.core.access import Who, access
from conference.core.refusals import Refusal
from conference.programme import standing
from conference.programme.queries.snapshot import PublicSession, Snapshot
from registration.attendance import queries
from registration.attendance.models import Seat
from registration.attendance.operations import seating
from registration.attendance.queries.seating import seat_page
from registration.attendance.views.back import wanted_or

# Who signs in on the way to an action comes back with GET, and finds the page.
FORM: Final = ("GET", "POST")
KEY: Final = re.compile("[0-9]{1,15}")
Act = Callable[[int, int, datetime], object]


@access(Who.SIGNED_IN)
def seat(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, code)


@access(Who.SIGNED_IN, methods=FORM)
def take(request: HttpRequest, code: str) -> HttpResponse:
    def act(registration_id: int, session_id: int, now: datetime) -> object:
        return seating.take(
            registration_id,
            session_id,
            instead_of=_instead_of(request),
            by=request.user,
            now=now,
        )

    return _act(request, "attendance:take-seat", code, act)


@access(Who.SIGNED_IN, methods=FORM)
def join(request: HttpRequest, code: str) -> HttpResponse:
    def act(registration_id: int, session_id: int, now: datetime) -> object:
        return seating.join_line(registration_id, session_id, by=request.user, now=now)

    return _act(request, "attendance:join-line", code, act)


@access(Who.SIGNED_IN, methods=FORM)
def accept(request: HttpRequest, code: str) -> HttpResponse:
    def act(registration_id: int, session_id: int, now: datetime) -> object:
        return seating.accept_held(
            registration_id,
            session_id,
            instead_of=_instead_of(request),
            by=request.user,
            now=now,
        )

    return _act(request, "attendance:accept-seat", code, act)


@access(Who.SIGNED_IN, methods=FORM)
def give_back(request: HttpRequest, code: str) -> HttpResponse:
    def act(registration_id: int, session_id: int, now: datetime) -> None:
        try:
            seating.give_back(registration_id, session_id, by=request.user, now=now)
        except Seat.DoesNotExist:
            # Nothing was theirs to give: what they asked for is so already.
            return

    return _act(request, "attendance:give-seat-back", code, act)


def _act(request: HttpRequest, action: str, code: str, act: Act) -> HttpResponse:
    session, _snapshot = _found(code)
    if request.method != "POST":
        return redirect("attendance:seat", code)
    now = clock.now()

    def once() -> str:
        # Found inside, so that the twin of a withdrawal gets the same answer.
        registration = queries.live_registration(request.user)
        if registration is None:
            raise seating.NotApproved
        act(registration.pk, session.pk, now)
        return wanted_or(request, reverse("attendance:seat", args=[code]))

    try:
        return repeat.act_once(request, f"{action}:{code}", once, now=now)
    except Refusal as refusal:
        return _page(request, code, refusal=refusal, status=409)


def _page(
    request: HttpRequest,
    code: str,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    session, snapshot = _found(code)
    page = seat_page(request.user, session, snapshot, now=clock.now())
    context = {"page": page, "session": session, "item": page.item, "refusal": refusal}
    return render(request, "attendance/seat.html", context, status=status)


def _found(code: str) -> tuple[PublicSession, Snapshot]:
    snapshot = standing.snapshot()
    session = snapshot.by_code.get(code) if snapshot else None
    if snapshot is None or session is None:
        raise Http404
    return session, snapshot


def _instead_of(request: HttpRequest) -> int | None:
    wanted = request.POST.get("instead_of", "")
    return int(wanted) if KEY.fullmatch(wanted) else None
