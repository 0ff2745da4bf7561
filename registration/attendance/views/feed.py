"""A person's agenda as a calendar that programs follow, by its secret link."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from conference.core import clock, htmx
from conference.core.access import Who, Whose, access
from conference.editions import standing as edition
from conference.programme import standing
from conference.programme.calendars import feed_calendar
from conference.programme.queries.pages import doubt
from registration.accounts.models import User
from registration.attendance.queries import feed as reading

CALENDAR: Final = "text/calendar; charset=utf-8"


@access(Who.BEARER, whose=Whose.OWN)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    owner = reading.owner_of(token)
    if owner is None:
        raise Http404
    with translation.override(owner.language):
        text = _calendar(owner)
    tag = f'"{htmx.tag_of(text)}"'
    response = HttpResponse(text, content_type=CALENDAR, headers={"ETag": tag})
    response["Content-Language"] = owner.language
    return get_conditional_response(request, etag=tag, response=response) or response


def _calendar(owner: User) -> str:
    record = edition.record()
    name = _("%(event)s: my agenda") % {
        "event": record.in_force.name if record else "ITU Digital World"
    }
    snapshot = standing.snapshot()
    found = reading.entries(owner, snapshot) if snapshot else ()
    unsure = doubt(snapshot, record) if snapshot and record else ""
    return feed_calendar(found, name=name, doubt=unsure, now=clock.now())
