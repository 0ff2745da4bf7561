"""Move a session, take it from the board, take the last move back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from conference.editions.models import Edition
from conference.programme.forms import places, sessions
from conference.programme.models import Session
from conference.programme.operations import scheduling
from conference.programme.queries import board as queries
from conference.programme.queries import meanwhile
from conference.programme.views.desk import around, boards, moves

WHERE = ("version", "room", "day", "begins", "minutes")


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission=around.PLAN,
    methods=("GET", "POST"),
)
def move(request: HttpRequest, session_id: int) -> HttpResponse:
    edition = around.this_edition()
    session = around.session_or_404(edition, session_id)
    rooms = around.rooms_of(edition)
    if request.method == "GET":
        form = places.PlaceForm(rooms=rooms, initial=_where(session))
        return _form(request, edition, session, form)
    form = places.PlaceForm(request.POST, rooms=rooms)
    if not form.is_valid():
        return _not_understood(request, edition, session, form)
    if "look" in request.POST:
        found = queries.conflicts(session, form.place, edition=edition)
        return _form(request, edition, session, form, conflicts=found)
    return _move(request, edition, session, form)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=("POST",))
def unplace(request: HttpRequest, session_id: int) -> HttpResponse:
    edition = around.this_edition()
    session = around.session_or_404(edition, session_id)

    def act() -> Session:
        return scheduling.unplace(
            session_id,
            version=around.seen_version(request),
            by=around.me(request),
            now=clock.now(),
        )

    try:
        return _moved(request, edition, session, "unplace", act)
    except Refusal as refusal:
        return _refused(request, edition, refusal)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=("POST",))
def undo(request: HttpRequest) -> HttpResponse:
    edition = around.this_edition()
    last = moves.last(request)
    if last is None:
        return _done(request, edition, _("There is nothing to take back."))
    session = Session.objects.filter(edition=edition, pk=last.session_id).first()
    if session is None:
        # A draft that was deleted since would stand before all earlier moves.
        moves.forget_all_of(request, last.session_id)
        return _done(request, edition, _("There is nothing to take back."))

    def act() -> str:
        back = _put_back(request, last)
        moves.forget(request, last, version=back.version)
        return _day_url(request, edition, back)

    try:
        repeat.act_once(request, "programme_desk:undo", act, now=clock.now())
    except Refusal as refusal:
        moves.forget(request, last)
        return _refused(request, edition, refusal)
    said = _("“%(title)s” is back where it was.") % {"title": session.title}
    return _done(request, edition, said)


def _move(
    request: HttpRequest, edition: Edition, session: Session, form: places.PlaceForm
) -> HttpResponse:
    place, seen = form.place, form.cleaned_data["version"]

    def act() -> Session:
        return scheduling.move(
            session.pk,
            room_id=place.room_id,
            starts_at=place.starts_at,
            ends_at=place.ends_at,
            version=seen,
            by=around.me(request),
            now=clock.now(),
        )

    try:
        return _moved(request, edition, session, "move", act)
    except Refusal as refusal:
        now = around.session_or_404(edition, session.pk)
        others = meanwhile.changes_since(now, seen or 0) if seen else None
        if _is_script(request):
            said = _with_others(refusal, others)
            return _told(request, edition, said, status=409)
        # Who sends it once more has seen what the others did.
        sent = request.POST.copy()
        sent["version"] = str(now.version)
        form = places.PlaceForm(sent, rooms=around.rooms_of(edition))
        return _form(
            request, edition, now, form, refusal=refusal, meanwhile=others, status=409
        )


def _with_others(refusal: Refusal, others: meanwhile.Meanwhile | None) -> str:
    """Return the refusal, and in one line who did what meanwhile."""
    if others is None or not others.lines:
        return str(refusal)
    lines = (
        _("%(what)s: %(was)s, now %(now)s")
        % {"what": line.what, "was": line.was, "now": line.now}
        if line.was
        else f"{line.what}: {line.now}"
        for line in others.lines
    )
    told = _("%(who)s changed it. %(lines)s.") % {
        "who": others.by or _("Somebody"),
        "lines": "; ".join(lines),
    }
    return f"{refusal} {told}"


def _put_back(request: HttpRequest, last: moves.Move) -> Session:
    asked: dict[str, Any] = {
        "version": last.version,
        "by": around.me(request),
        "now": clock.now(),
    }
    if last.room_id is None or last.begins is None or last.ends is None:
        return scheduling.unplace(last.session_id, **asked)
    return scheduling.move(
        last.session_id,
        room_id=last.room_id,
        starts_at=last.begins,
        ends_at=last.ends,
        **asked,
    )


def _moved(
    request: HttpRequest,
    edition: Edition,
    before: Session,
    action: str,
    act: Callable[[], Session],
) -> HttpResponse:
    """Act once, remember the move, and show the board."""

    def once() -> str:
        after = act()
        moves.remember(request, before, after)
        return _day_url(request, edition, after)

    about = f"programme_desk:{action}:{before.pk}"
    answer = repeat.act_once(request, about, once, now=clock.now())
    said = {
        "move": _("“%(title)s” is moved. Nobody is told before a release."),
        "unplace": _("“%(title)s” is in the tray. Nobody is told before a release."),
    }[action] % {"title": before.title}
    if _is_script(request):
        return _told(request, edition, said)
    messages.success(request, said)
    return answer


def _not_understood(
    request: HttpRequest, edition: Edition, session: Session, form: places.PlaceForm
) -> HttpResponse:
    if _is_script(request):
        said = " ".join(str(line) for lines in form.errors.values() for line in lines)
        return _told(request, edition, said, status=422)
    return _form(request, edition, session, form, status=422)


def _refused(request: HttpRequest, edition: Edition, refusal: Refusal) -> HttpResponse:
    if _is_script(request):
        return _told(request, edition, str(refusal), status=409)
    messages.error(request, str(refusal))
    return redirect(_day_url(request, edition))


def _done(request: HttpRequest, edition: Edition, said: str) -> HttpResponse:
    if _is_script(request):
        return _told(request, edition, said)
    messages.success(request, said)
    return redirect(_day_url(request, edition))


def _told(
    request: HttpRequest, edition: Edition, said: str, *, status: int = 200
) -> JsonResponse:
    """Answer the board's script: a sentence, and the board as it is by now."""
    context = boards.context(request, edition, _shown(request, edition))
    drawn = render_to_string("programme/desk_board.html#board", context, request)
    return JsonResponse({"said": said, "board": drawn}, status=status)


def _form(
    request: HttpRequest,
    edition: Edition,
    session: Session,
    form: places.PlaceForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "session": session,
        "form": form,
        "day_url": _day_url(request, edition, session),
        **more,
    }
    return render(request, "programme/desk_move.html", context, status=status)


def _where(session: Session) -> dict[str, Any]:
    """Return the place a session has, as its form writes it."""
    known = sessions.written(session)
    return {name: known.get(name) for name in WHERE if known.get(name) is not None}


def _shown(request: HttpRequest, edition: Edition) -> Any:  # noqa: ANN401  a day
    today = clock.in_event_zone(clock.now()).date()
    try:
        day = parse_date(request.POST.get("shown", ""))
    except ValueError:
        day = None
    return day or queries.first_day(edition, today=today)


def _day_url(
    request: HttpRequest, edition: Edition, session: Session | None = None
) -> str:
    """Return the board of the session's day, or of the one that was shown."""
    day = _shown(request, edition)
    if session is not None and session.starts_at is not None:
        day = clock.in_event_zone(session.starts_at).date()
    return reverse("programme_desk:board-day", args=[day])


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"
