"""What the organisers' pages about the programme share."""

from collections.abc import Callable
from typing import Final, cast

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from conference.core import clock, repeat
from conference.core.refusals import Refusal
from conference.editions.models import Edition
from conference.programme.models import Room, Session

READ = "programme.view_session"
PLAN = "programme.plan_session"
# A key has fewer digits than what a bigint of PostgreSQL surely holds.
DIGITS: Final = 18


def this_edition() -> Edition:
    """Return the current edition with its dates in force, or answer 404."""
    found = Edition.objects.select_related("in_force").filter(is_current=True).first()
    if found is None:
        raise Http404
    return found


def session_or_404(edition: Edition, session_id: int) -> Session:
    """Return a session of the edition."""
    session = (
        Session.objects.filter(edition=edition, pk=session_id)
        .select_related("room", "strand", "changed_by", "released__room")
        .first()
    )
    if session is None:
        raise Http404
    return session


def me(request: HttpRequest) -> AbstractBaseUser:
    """Return the organiser who asks."""
    return cast("AbstractBaseUser", request.user)


def rooms_of(edition: Edition) -> list[Room]:
    """Return the rooms in the order of the board."""
    return list(Room.objects.filter(edition=edition).order_by("order", "code", "pk"))


def seen_version(request: HttpRequest, name: str = "version") -> int | None:
    """Return the version that the page was made from, or None when it says none."""
    seen = request.POST.get(name, "")
    return int(seen) if seen.isdecimal() and len(seen) < DIGITS else None


def act_or_tell(
    request: HttpRequest, action: str, session_id: int, act: Callable[[], str]
) -> HttpResponse:
    """Act once; a refusal is told on the page of the session."""
    try:
        about = f"programme_desk:{action}"
        return repeat.act_once(request, about, act, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("programme_desk:session", session_id)
