"""What the signed-in reader has to do with each session, for the programme's pages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from conference.programme import standing
from conference.programme.mine import MyProgramme
from registration.attendance.queries.ties import my_programme

Next = Callable[[HttpRequest], HttpResponse]


def mine(get_response: Next) -> Next:
    """Lay the reader's sessions into the request; looked up only where they are read.

    Asking only where there is a session keeps public pages the same for everyone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            request.mine = SimpleLazyObject(  # type: ignore[attr-defined]
                lambda: _look_up(request)
            )
        return get_response(request)

    return middleware


def _look_up(request: HttpRequest) -> MyProgramme:
    if not request.user.is_authenticated:
        return MyProgramme()
    return my_programme(request.user, standing.snapshot())
