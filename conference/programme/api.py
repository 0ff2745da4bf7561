"""The public API: the published programme as JSON, for whoever asks.

It reads what the pages read, says the same to everyone, and can be asked from any
site. Answers carry an ETag; a question we do not understand is answered by a sentence.
"""

import json
from collections.abc import Iterable
from datetime import date
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Schema
from ninja.errors import HttpError, ValidationError

from conference.core.access import Who, access
from conference.core.etags import tagged
from conference.programme import standing
from conference.programme.exchange import shapes
from conference.programme.exchange.handbook import page_of
from conference.programme.exchange.texts import text, texts_of
from conference.programme.models import Session
from conference.programme.queries.changes import releases as releases_of
from conference.programme.queries.since import changed_since
from conference.programme.queries.snapshot import PublicSession, Snapshot

NOT_FOUND: Final = 404
NOT_UNDERSTOOD: Final = 422

api = NinjaAPI(
    title="ITU Digital World: programme",
    version="1",
    description=(
        "The published programme: sessions, rooms, strands, people on stage, releases "
        "and what changed between them. Read only, without a key, the same for "
        "everyone. Texts come in all their languages. Every answer has an ETag: send "
        "it back as If-None-Match, and while nothing changed the answer is 304 "
        "without a body."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)


class Filters(Schema):
    """Which sessions; each filter narrows further."""

    day: date | None = None
    strand: str | None = None
    room: str | None = None
    type: str | None = None
    language: str | None = None
    person: str | None = None
    format: shapes.Format | None = None
    state: shapes.SessionState | None = None


# -- what can be asked -----------------------------------------------------------------


@api.get(
    "/sessions",
    response={200: shapes.Sessions, 422: shapes.Problem},
    url_name="sessions",
    summary="Sessions",
)
def sessions(request: HttpRequest, filters: Query[Filters]) -> HttpResponse:
    """All sessions, by time, those without one last; or those that pass each filter.

    The day is one in Ha Noi (2020-09-07); strand, room and person take codes; the
    language finds what is spoken or interpreted into.
    """
    _only(request, Filters.model_fields)
    snapshot = _snapshot()
    _look_up(snapshot, filters)
    found = (s for s in snapshot.sessions if _passes(s, filters))
    texts = texts_of(snapshot).sessions
    return _items(request, snapshot, [texts[session.code] for session in found])


@api.get(
    "/sessions/{code}",
    response={200: shapes.SessionShape, 404: shapes.Problem},
    url_name="session",
    summary="One session",
)
def session(request: HttpRequest, code: str) -> HttpResponse:
    """One session by its code, such as C-00010155."""
    _only(request, ())
    found = texts_of(_snapshot()).sessions.get(code)
    if found is None:
        raise HttpError(NOT_FOUND, _("There is no session with this code."))
    return _json(request, found)


@api.get("/rooms", response=shapes.Rooms, url_name="rooms", summary="Rooms")
def rooms(request: HttpRequest) -> HttpResponse:
    """All rooms, in the order of the house."""
    _only(request, ())
    snapshot = _snapshot()
    return _items(request, snapshot, map(text, map(shapes.room_shape, snapshot.rooms)))


@api.get("/strands", response=shapes.Strands, url_name="strands", summary="Strands")
def strands(request: HttpRequest) -> HttpResponse:
    """All strands of the programme."""
    _only(request, ())
    snapshot = _snapshot()
    shaped = map(shapes.strand_shape, snapshot.strands)
    return _items(request, snapshot, map(text, shaped))


@api.get("/people", response=shapes.People, url_name="people", summary="People")
def people(request: HttpRequest) -> HttpResponse:
    """Everyone on stage, by name."""
    _only(request, ())
    snapshot = _snapshot()
    return _items(request, snapshot, texts_of(snapshot).people.values())


@api.get(
    "/people/{code}",
    response={200: shapes.PersonShape, 404: shapes.Problem},
    url_name="person",
    summary="One person",
)
def person(request: HttpRequest, code: str) -> HttpResponse:
    """One person on stage by their code."""
    _only(request, ())
    found = texts_of(_snapshot()).people.get(code)
    if found is None:
        raise HttpError(NOT_FOUND, _("There is no person on stage with this code."))
    return _json(request, found)


@api.get("/releases", response=shapes.Releases, url_name="releases", summary="Releases")
def releases(request: HttpRequest) -> HttpResponse:
    """All releases, the newest first."""
    _only(request, ())
    snapshot = _snapshot()
    found = map(shapes.release_shape, releases_of(snapshot.edition_id))
    return _items(request, snapshot, map(text, found))


@api.get(
    "/changes",
    response={200: shapes.Changes, 422: shapes.Problem},
    url_name="changes",
    summary="What changed since a release",
)
def changes(request: HttpRequest, since: int = 0) -> HttpResponse:
    """Each session that reads otherwise than in the release you name, once.

    Keep the release of an answer, and ask since that one the next time. A session that
    moved and moved back in between is not in the list.
    """
    _only(request, ("since",))
    snapshot = _snapshot()
    newest = _number(snapshot)
    if not 0 <= since <= newest:
        sentence = _("“since” is the number of a release, from 0 to %(newest)s.")
        raise HttpError(NOT_UNDERSTOOD, sentence % {"newest": newest})
    found = map(shapes.change_shape, changed_since(snapshot.edition_id, since))
    return _items(request, snapshot, map(text, found))


# -- answers -------------------------------------------------------------------------


@api.exception_handler(HttpError)
def _refused(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(error.status_code, str(error))


@api.exception_handler(ValidationError)
def _not_understood(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    first: dict[str, Any] = error.errors[0]
    sentence = _("We do not understand “%(name)s”: %(why)s.")
    words = {"name": first["loc"][-1], "why": str(first["msg"]).rstrip(".")}
    return _problem(NOT_UNDERSTOOD, sentence % words)


def _problem(status: int, sentence: str) -> HttpResponse:
    response = HttpResponse(
        text(shapes.Problem(detail=sentence)),
        content_type="application/json",
        status=status,
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _items(
    request: HttpRequest, snapshot: Snapshot, texts: Iterable[str]
) -> HttpResponse:
    listed = ",".join(texts)
    return _json(request, f'{{"release":{_number(snapshot)},"items":[{listed}]}}')


def _json(request: HttpRequest, content: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return tagged(request, response)


# -- questions -----------------------------------------------------------------------


def _snapshot() -> Snapshot:
    found = standing.snapshot()
    if found is None or found.release is None:
        raise HttpError(NOT_FOUND, _("No programme has been published yet."))
    return found


def _number(snapshot: Snapshot) -> int:
    return snapshot.release.number if snapshot.release else 0


def _only(request: HttpRequest, known: Iterable[str]) -> None:
    """Refuse what would silently be ignored. Raised: HttpError."""
    names = sorted(known)
    unknown = next((name for name in request.GET if name not in names), None)
    if unknown is not None:
        sentence = _("There is no parameter “%(unknown)s” here. Known: %(known)s.")
        words = {"unknown": unknown, "known": ", ".join(names) or _("none")}
        raise HttpError(NOT_UNDERSTOOD, sentence % words)


def _look_up(snapshot: Snapshot, filters: Filters) -> None:
    """Refuse codes that name nothing, as an empty list would not tell.

    Raised: HttpError.
    """
    strand_codes = {strand.code for strand in snapshot.strands}
    for name, value, exists in (
        ("type", filters.type, filters.type in Session.Type.values),
        ("language", filters.language, filters.language in dict(settings.LANGUAGES)),
        ("strand", filters.strand, filters.strand in strand_codes),
        ("room", filters.room, snapshot.room(filters.room or "") is not None),
        ("person", filters.person, snapshot.speaker(filters.person or "") is not None),
    ):
        if value is not None and not exists:
            sentence = _("There is no %(kind)s with the code “%(code)s”.")
            raise HttpError(NOT_UNDERSTOOD, sentence % {"kind": name, "code": value})


def _passes(session: PublicSession, filters: Filters) -> bool:
    facts = {
        "day": session.day,
        "strand": session.strand and session.strand.code,
        "room": session.room and session.room.code,
        "type": session.session_type,
        "format": session.session_format,
        "state": session.state,
    }
    wanted = filters.model_dump(exclude_none=True)
    language, person = wanted.pop("language", None), wanted.pop("person", None)
    return (
        all(facts[name] == value for name, value in wanted.items())
        and language in {None, session.language, *session.interpretation}
        and (person is None or any(r.speaker.code == person for r in session.people))
    )


# -- addresses -----------------------------------------------------------------------


@access(Who.ANYONE)
def root(_request: HttpRequest) -> HttpResponse:
    """Lead to the page about the API."""
    return redirect("api:docs")


@access(Who.ANYONE)
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the description that machines read."""
    return _json(request, json.dumps(api.get_openapi_schema()))


@access(Who.ANYONE)
def docs(request: HttpRequest) -> HttpResponse:
    """Show the description to people, without a line of script."""
    document = api.get_openapi_schema()
    return render(request, "programme/api.html", {"page": page_of(document)})


def _guarded(found: URLPattern) -> URLPattern:
    """Declare who may ask, as for every view of ours, and answer HEAD like GET."""

    @wraps(found.callback)
    def view(request: HttpRequest, **words: str) -> HttpResponse:
        request.method = "GET"
        response: HttpResponse = found.callback(request, **words)
        return response

    guarded = access(Who.ANYONE)(view)
    return URLPattern(found.pattern, guarded, found.default_args, found.name)


urls = (
    [
        path("", root, name="api-root"),
        path("docs", docs, name="docs"),
        path("openapi.json", openapi, name="openapi"),
        *(
            _guarded(found)
            for found in api.urls[0]
            if isinstance(found, URLPattern) and found.name != "api-root"
        ),
    ],
    "ninja",
    "api",
)
