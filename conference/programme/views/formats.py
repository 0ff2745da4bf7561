"""The programme as files: calendars, and what conference apps read."""

from collections.abc import Callable, Hashable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Who, access
from conference.core.etags import tagged
from conference.editions import standing as edition_standing
from conference.editions.queries import PublicRecord
from conference.editions.views import keeping
from conference.programme import standing
from conference.programme.calendars import Entry, feed_calendar, session_calendar
from conference.programme.exchange import schedule_json as as_json
from conference.programme.exchange import schedule_xml as as_xml
from conference.programme.exchange.schedule import Schedule, schedule_of
from conference.programme.queries.pages import doubt
from conference.programme.queries.snapshot import Snapshot


@access(Who.ANYONE)
def calendar(request: HttpRequest) -> HttpResponse:
    return _kept(request, "programme.ics", _calendar)


@access(Who.ANYONE)
def session_file(request: HttpRequest, code: str) -> HttpResponse:
    snapshot, record = standing.snapshot(), edition_standing.record()
    session = snapshot.by_code.get(code) if snapshot else None
    if snapshot is None or record is None or session is None:
        raise Http404
    unsure = doubt(snapshot, record)
    text = session_calendar(session, method="PUBLISH", doubt=unsure, now=clock.now())
    response = _ics(text, f"{code}.ics")
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return tagged(request, response)


@access(Who.ANYONE)
def schedule_json(request: HttpRequest) -> HttpResponse:
    return _kept(request, "schedule.json", _schedule_json)


@access(Who.ANYONE)
def schedule_xml(request: HttpRequest) -> HttpResponse:
    return _kept(request, "schedule.xml", _schedule_xml)


Draw = Callable[[Snapshot, PublicRecord], HttpResponse]


def _kept(request: HttpRequest, name: str, draw: Draw) -> HttpResponse:
    snapshot, record = standing.snapshot(), edition_standing.record()
    if snapshot is None or record is None:
        return _nothing_yet()
    return keeping.kept(
        request,
        _about(name, snapshot, record),
        lambda: draw(snapshot, record),
        lambda: _about(name, standing.snapshot(), edition_standing.record()),
    )


def _about(
    name: str, snapshot: Snapshot | None, record: PublicRecord | None
) -> Hashable:
    """Name all that one state of a file depends on."""
    if snapshot is None or record is None:
        return None
    # A title says "Moved" for a week; by the hour is soon enough to leave it out.
    return name, snapshot.sign, record.version, f"{clock.now():%Y%m%d%H}"


def _calendar(snapshot: Snapshot, record: PublicRecord) -> HttpResponse:
    name = _("Programme of %(name)s") % {"name": record.in_force.name}
    text = feed_calendar(
        map(Entry, snapshot.sessions),
        name=name,
        doubt=doubt(snapshot, record),
        now=clock.now(),
    )
    return _ics(text, "programme.ics")


def _ics(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _schedule_json(snapshot: Snapshot, record: PublicRecord) -> HttpResponse:
    return _file(snapshot, record, as_json.write, "application/json")


def _schedule_xml(snapshot: Snapshot, record: PublicRecord) -> HttpResponse:
    return _file(snapshot, record, as_xml.write, "application/xml; charset=utf-8")


def _file(
    snapshot: Snapshot,
    record: PublicRecord,
    write: Callable[[Schedule], str],
    content_type: str,
) -> HttpResponse:
    schedule = schedule_of(snapshot, record)
    if schedule is None:
        return _nothing_yet()
    # Apps in a browser may read it from any site: it says the same to everyone.
    headers = {"Access-Control-Allow-Origin": "*"}
    return HttpResponse(write(schedule), content_type=content_type, headers=headers)


def _nothing_yet() -> HttpResponse:
    words = _("The programme has no times yet. Please come back later.")
    return HttpResponse(words, status=404, content_type="text/plain; charset=utf-8")
