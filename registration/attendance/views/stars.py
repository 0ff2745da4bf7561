"""Stars: interest in a session, with one press."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from conference.core import clock
from conference.core.access import Who, access
from conference.programme import standing
from conference.programme.queries.snapshot import PublicSession
from registration.attendance.operations import starring
from registration.attendance.views.back import wanted_or

# Pressing twice is pressing once, so these need no token of their own. Who signs in on
# the way comes back with GET, and finds the session.


@access(Who.SIGNED_IN, methods=("GET", "POST"))
def star(request: HttpRequest, code: str) -> HttpResponse:
    session = _session(code)
    if request.method == "POST":
        starring.star(request.user, session.pk, now=clock.now())
    return _back(request, session)


@access(Who.SIGNED_IN, methods=("GET", "POST"))
def unstar(request: HttpRequest, code: str) -> HttpResponse:
    session = _session(code)
    if request.method == "POST":
        starring.unstar(request.user, session.pk)
    return _back(request, session)


def _session(code: str) -> PublicSession:
    snapshot = standing.snapshot()
    session = snapshot.by_code.get(code) if snapshot else None
    if session is None:
        raise Http404
    return session


def _back(request: HttpRequest, session: PublicSession) -> HttpResponse:
    page = reverse("programme:session", args=[session.code])
    return redirect(wanted_or(request, page))
