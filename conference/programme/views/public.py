"""The programme as everyone reads it, drawn from memory."""

from collections.abc import Callable, Hashable
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

from conference.core import clock
from conference.core.access import Who, access
from conference.editions import standing as editions
from conference.editions.queries import PublicRecord, is_news
from conference.editions.views import keeping
from conference.programme import mine, standing
from conference.programme.models import SpeakerPhoto
from conference.programme.queries import choosing, pages, portraits, releases, zones
from conference.programme.queries.choosing import Wanted
from conference.programme.queries.grid import grid as grid_of
from conference.programme.queries.rows import Reader
from conference.programme.queries.snapshot import PublicSession, Snapshot
from conference.programme.schema import address_of, session_json

FOR_EVER: Final = int(timedelta(days=365).total_seconds())
Draw = Callable[[Snapshot, PublicRecord], HttpResponse]


@access(Who.ANYONE)
def days(request: HttpRequest) -> HttpResponse:
    def draw(snapshot: Snapshot, record: PublicRecord) -> HttpResponse:
        wanted = Wanted.of(request.GET)
        page = pages.overview(snapshot, record, wanted, _reader(request, wanted))
        return _listing(request, "programme/days.html", snapshot, {"page": page})

    return _kept(request, ("days",), draw)


@access(Who.ANYONE)
def day(request: HttpRequest, day: date) -> HttpResponse:
    def draw(snapshot: Snapshot, record: PublicRecord) -> HttpResponse:
        wanted = Wanted.of(request.GET)
        page = pages.day_page(snapshot, record, day, wanted, _reader(request, wanted))
        return _listing(request, "programme/day.html", snapshot, {"page": page})

    _known_day(day)
    return _kept(request, ("day", day), draw)


@access(Who.ANYONE)
def grid(request: HttpRequest, day: date) -> HttpResponse:
    def draw(snapshot: Snapshot, record: PublicRecord) -> HttpResponse:
        wanted = Wanted.of(request.GET)
        reader = _reader(request, wanted)
        found = choosing.choose(snapshot, wanted, reader.mine).sessions
        sessions = [session for session in found if session.day == day]
        context = {
            "page": pages.day_page(snapshot, record, day, wanted, reader),
            "grid": grid_of(snapshot, day, sessions, reader),
        }
        return _listing(request, "programme/grid.html", snapshot, context)

    _known_day(day)
    return _kept(request, ("grid", day), draw)


@access(Who.ANYONE)
def session(request: HttpRequest, code: str) -> HttpResponse:
    def draw(snapshot: Snapshot, record: PublicRecord) -> HttpResponse:
        found = _session(snapshot, code)
        reader = _reader(request, Wanted.of(request.GET))
        category = mine.category_of(request)
        context = {
            "page": portraits.session_page(snapshot, found, reader, category=category),
            "event_json": session_json(found, record),
            "address": address_of(found),
            "displaced": pages.displaced(snapshot, record),
        }
        return render(request, "programme/session.html", context)

    _session(_snapshot(), code)
    return _kept(request, ("session", code), draw)


@access(Who.ANYONE)
def speakers(request: HttpRequest) -> HttpResponse:
    def draw(snapshot: Snapshot, _record: PublicRecord) -> HttpResponse:
        letters = portraits.speakers_page(snapshot)
        return render(request, "programme/speakers.html", {"letters": letters})

    return _kept(request, ("speakers",), draw)


@access(Who.ANYONE)
def speaker(request: HttpRequest, code: str) -> HttpResponse:
    def draw(snapshot: Snapshot, _record: PublicRecord) -> HttpResponse:
        found = snapshot.speaker(code)
        if found is None:
            raise Http404
        reader = _reader(request, Wanted.of(request.GET))
        page = portraits.speaker_page(snapshot, found, reader)
        return render(request, "programme/speaker.html", {"page": page})

    if _snapshot().speaker(code) is None:
        raise Http404
    return _kept(request, ("speaker", code), draw)


@access(Who.ANYONE)
def room(request: HttpRequest, code: str) -> HttpResponse:
    def draw(snapshot: Snapshot, _record: PublicRecord) -> HttpResponse:
        reader = _reader(request, Wanted.of(request.GET))
        page = portraits.room_page(snapshot, code, reader)
        if page is None:
            raise Http404
        return render(request, "programme/room.html", {"page": page})

    if _snapshot().room(code) is None:
        raise Http404
    return _kept(request, ("room", code), draw)


@access(Who.ANYONE)
def all_releases(request: HttpRequest) -> HttpResponse:
    def draw(snapshot: Snapshot, _record: PublicRecord) -> HttpResponse:
        lines = releases.all_releases(snapshot.edition_id)
        return render(request, "programme/releases.html", {"releases": lines})

    return _kept(request, ("releases",), draw)


@access(Who.ANYONE)
def release(request: HttpRequest, number: int) -> HttpResponse:
    def draw(snapshot: Snapshot, _record: PublicRecord) -> HttpResponse:
        page = releases.release_page(snapshot.edition_id, number)
        if page is None:
            raise Http404
        return render(request, "programme/release.html", {"page": page})

    newest = _snapshot().release
    if newest is None or not 0 < number <= newest.number:
        raise Http404
    return _kept(request, ("release", number), draw)


@access(Who.ANYONE)
def sheet(request: HttpRequest) -> HttpResponse:
    def draw(snapshot: Snapshot, _record: PublicRecord) -> HttpResponse:
        wanted = Wanted.of(request.GET)
        reader = _reader(request, wanted)
        found = choosing.choose(snapshot, wanted, reader.mine)
        context = {
            "days": pages.by_day(found.sessions, reader),
            "release": snapshot.release,
            "filters": choosing.taken_off(snapshot, wanted),
        }
        return render(request, "programme/print.html", context)

    return _kept(request, ("print",), draw)


@access(Who.ANYONE)
def photo(_request: HttpRequest, code: str, digest: str) -> HttpResponse:
    person = _snapshot().speaker(code)
    if person is None or person.photo != digest:
        raise Http404
    found = SpeakerPhoto.objects.filter(speaker_id=person.pk, digest=digest).first()
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.content_type)
    patch_cache_control(response, public=True, max_age=FOR_EVER, immutable=True)
    return response


def _kept(request: HttpRequest, name: tuple[Hashable, ...], draw: Draw) -> HttpResponse:
    """Answer with a page drawn from one public state, never from two."""
    record, snapshot = editions.record(), _snapshot()
    if record is None:
        return render(request, "editions/nothing_yet.html", status=404)
    return keeping.kept(
        request,
        _about(name, record, snapshot),
        lambda: draw(snapshot, record),
        lambda: _about(name, editions.record(), _snapshot()),
    )


def _about(
    name: tuple[Hashable, ...], record: PublicRecord | None, snapshot: Snapshot
) -> Hashable:
    """Name all that one state of a page depends on."""
    if record is None:
        return None
    now = clock.now()
    return (
        "programme",
        *name,
        snapshot.sign,
        pages.phase(snapshot, now),
        record.version,
        is_news(record.in_force, now=now),
    )


def _snapshot() -> Snapshot:
    """Return the public programme, an empty one before there is any."""
    return standing.snapshot() or NOTHING_YET


NOTHING_YET: Final = Snapshot(0, 0, None, (), (), (), ())


def _reader(request: HttpRequest, wanted: Wanted) -> Reader:
    return Reader(
        now=clock.now(), zone=zones.beside(wanted.zone), mine=mine.mine_of(request)
    )


def _listing(
    request: HttpRequest, template: str, snapshot: Snapshot, context: dict[str, object]
) -> HttpResponse:
    """Return the part below the search to who is typing, the page to everyone else.

    A browser that goes back asks as htmx does and needs the whole page.
    """
    context |= {"snapshot": snapshot, "address": settings.SITE_URL + request.path}
    headers = request.headers
    typing = "HX-Request" in headers and "HX-History-Restore-Request" not in headers
    name = f"{template}#found" if typing and request.GET else template
    response = render(request, name, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _known_day(day: date) -> None:
    snapshot = _snapshot()
    stood = (s.before.starts_at for s in snapshot.sessions if s.before)
    if day in snapshot.days or any(
        clock.in_event_zone(at).date() == day for at in stood
    ):
        return
    raise Http404


def _session(snapshot: Snapshot, code: str) -> PublicSession:
    found = snapshot.by_code.get(code)
    if found is None:
        raise Http404
    return found
