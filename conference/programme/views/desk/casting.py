"""Who is on stage in a session, and two sessions that change places."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from conference.editions.models import Edition
from conference.programme.forms import choosing
from conference.programme.models import Session, SessionRole, Speaker
from conference.programme.operations import casting, scheduling
from conference.programme.queries import meanwhile, planned
from conference.programme.views.desk import around, editing

POST = ("POST",)
OTHERS = 30


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=POST)
def cast(request: HttpRequest, session_id: int) -> HttpResponse:
    edition = around.this_edition()
    session = around.session_or_404(edition, session_id)
    posted = request.POST.get("speaker", "")
    key = int(posted) if posted.isdecimal() and len(posted) < around.DIGITS else 0
    people = Speaker.objects.filter(edition=edition, pk=key)
    form = choosing.CastForm(
        request.POST, people=[(p.pk, p.name) for p in people], auto_id="cast_%s"
    )
    if not form.is_valid():
        return editing.page(
            request, edition, session, cast_errors=form.errors, status=422
        )
    said = form.cleaned_data

    def act() -> str:
        casting.cast(
            session_id,
            said["speaker"],
            said["role"],
            order=said["order"] if said["order"] is not None else 100,
            by=around.me(request),
            now=clock.now(),
        )
        noted = _("%(name)s is noted as invited. No letter is sent.")
        messages.success(request, noted % {"name": people[0].name})
        return _cast_url(session_id)

    return around.act_or_tell(request, f"cast:{session_id}", session_id, act)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=POST)
def uncast(request: HttpRequest, session_id: int, role_id: int) -> HttpResponse:
    role = _role_or_404(session_id, role_id)

    def change() -> str:
        casting.uncast(role.pk, by=around.me(request), now=clock.now())
        return _("%(name)s is no longer on stage here.")

    return _change(request, role, "uncast", change)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=POST)
def answer(request: HttpRequest, session_id: int, role_id: int) -> HttpResponse:
    role = _role_or_404(session_id, role_id)
    said = request.POST.get("answer", "")
    confirmation = SessionRole.Confirmation
    wanted = (
        confirmation.DECLINED
        if said == confirmation.DECLINED
        else confirmation.CONFIRMED
    )

    def change() -> str:
        casting.answer(role.pk, wanted, by=around.me(request), now=clock.now())
        if wanted == confirmation.DECLINED:
            return _("%(name)s does not come. The answer is noted.")
        return _("%(name)s comes. The answer is noted.")

    return _change(request, role, f"answer-{wanted}", change)


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission=around.PLAN,
    methods=("GET", "POST"),
)
def swap(request: HttpRequest, session_id: int) -> HttpResponse:
    edition = around.this_edition()
    session = around.session_or_404(edition, session_id)
    if request.method == "GET":
        return _swap_page(request, edition, session)
    posted = request.POST.get("other", "")
    key = int(posted) if posted.isdecimal() and len(posted) < around.DIGITS else 0
    other = around.session_or_404(edition, key)
    # A place that the page did not show was seen by nobody.
    versions = {
        session.pk: around.seen_version(request) or 0,
        other.pk: around.seen_version(request, f"version-{other.pk}") or 0,
    }

    def act() -> str:
        scheduling.swap(
            session.pk,
            other.pk,
            versions=versions,
            by=around.me(request),
            now=clock.now(),
        )
        told = _("“%(one)s” and “%(other)s” have changed places.")
        messages.success(request, told % {"one": session.title, "other": other.title})
        return reverse("programme_desk:session", args=[session_id])

    try:
        about = f"programme_desk:swap:{session_id}"
        return repeat.act_once(request, about, act, now=clock.now())
    except Refusal as refusal:
        both = [around.session_or_404(edition, pk) for pk in versions]
        return _swap_page(
            request,
            edition,
            both[0],
            chosen=other.pk,
            refusal=refusal,
            others=[
                (each, told)
                for each in both
                if (told := meanwhile.changes_since(each, versions[each.pk]))
            ],
            status=409,
        )


def _swap_page(
    request: HttpRequest,
    edition: Edition,
    session: Session,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    sought = request.GET.get("q", "")
    rows = planned.rows(edition.pk, {"q": sought} if sought else {})
    placed = [row for row in rows if row.when and row.room and row.pk != session.pk]
    context = {"session": session, "rows": placed[:OTHERS], "sought": sought, **more}
    return render(request, "programme/desk_swap.html", context, status=status)


def _change(
    request: HttpRequest, role: SessionRole, action: str, change: Callable[[], str]
) -> HttpResponse:
    name = role.speaker.name

    def act() -> str:
        messages.success(request, change() % {"name": name})
        return _cast_url(role.session_id)

    return around.act_or_tell(request, f"{action}:{role.pk}", role.session_id, act)


def _role_or_404(session_id: int, role_id: int) -> SessionRole:
    return get_object_or_404(
        SessionRole.objects.select_related("speaker"),
        pk=role_id,
        session_id=session_id,
        session__edition=around.this_edition(),
    )


def _cast_url(session_id: int) -> str:
    return f"{reverse('programme_desk:session', args=[session_id])}#cast"
