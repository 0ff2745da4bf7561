"""What ties the signed-in person to sessions, asked once for each request."""

from django.http import HttpRequest

from conference.programme import standing
from conference.programme.mine import mine_of
from registration.attendance.queries.ties import OwnProgramme, Ties, my_programme


def ties_of(request: HttpRequest) -> Ties:
    """Return the person's ties; pages of the programme find them in the request."""
    found = mine_of(request)
    if isinstance(found, OwnProgramme):
        return found.ties
    return my_programme(request.user, standing.snapshot()).ties
