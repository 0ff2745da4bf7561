"""One session: its facts, its state, and what others did to it meanwhile."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from conference.editions.models import Edition
from conference.programme.forms import choosing, sessions
from conference.programme.models import Session
from conference.programme.operations import scheduling
from conference.programme.queries import meanwhile, planned, states
from conference.programme.views.desk import around

BOTH = ("GET", "POST")


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=BOTH)
def new_session(request: HttpRequest) -> HttpResponse:
    edition = around.this_edition()
    if request.method == "GET":
        return _new(request, _form(edition, is_new=True))
    form = _form(edition, request.POST, is_new=True)
    if not form.is_valid():
        return _new(request, form, status=422)

    def act() -> str:
        made = scheduling.create(
            edition.pk,
            facts=form.facts,  # type: ignore[arg-type]  # cleaned
            by=around.me(request),
            now=clock.now(),
        )
        messages.success(request, _("The session is a draft. Readers do not see it."))
        return reverse("programme_desk:session", args=[made.pk])

    try:
        return repeat.act_once(
            request, "programme_desk:new-session", act, now=clock.now()
        )
    except Refusal as refusal:
        return _new(request, form, refusal=refusal, status=409)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.READ, methods=("GET",))
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    edition = around.this_edition()
    found = around.session_or_404(edition, session_id)
    return page(request, edition, found)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=("POST",))
def save(request: HttpRequest, session_id: int) -> HttpResponse:
    edition = around.this_edition()
    found = around.session_or_404(edition, session_id)
    form = _form(edition, request.POST)
    if not form.is_valid():
        return page(request, edition, found, form=form, status=422)
    seen = form.cleaned_data["version"]

    def act() -> str:
        scheduling.change(
            session_id,
            version=seen,
            facts=form.facts,  # type: ignore[arg-type]  # cleaned
            by=around.me(request),
            now=clock.now(),
        )
        messages.success(
            request, _("Saved. Readers see what changed with the next release.")
        )
        return reverse("programme_desk:session", args=[session_id])

    try:
        about = f"programme_desk:session:{session_id}"
        return repeat.act_once(request, about, act, now=clock.now())
    except Refusal as refusal:
        found = around.session_or_404(edition, session_id)
        others = meanwhile.changes_since(found, seen or 0)
        if others is not None:
            form = _merged(edition, form, found, others)
        return page(
            request,
            edition,
            found,
            form=form,
            refusal=refusal,
            meanwhile=others,
            status=409,
        )


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=("POST",))
def set_state(request: HttpRequest, session_id: int, state: str) -> HttpResponse:
    edition = around.this_edition()
    around.session_or_404(edition, session_id)
    if state not in Session.State.values:
        raise Http404

    def act() -> str:
        after = scheduling.set_state(
            session_id,
            Session.State(state),
            version=around.seen_version(request),
            by=around.me(request),
            now=clock.now(),
        )
        said = _("The session is now: %(state)s. Readers see it with the next release.")
        messages.success(request, said % {"state": after.get_state_display()})
        return reverse("programme_desk:session", args=[session_id])

    return around.act_or_tell(request, f"state:{session_id}:{state}", session_id, act)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.PLAN, methods=("POST",))
def delete_draft(request: HttpRequest, session_id: int) -> HttpResponse:
    edition = around.this_edition()
    found = around.session_or_404(edition, session_id)

    def act() -> str:
        scheduling.delete_draft(
            session_id,
            by=around.me(request),
            now=clock.now(),
        )
        messages.success(request, _("%(code)s is deleted.") % {"code": found.code})
        return reverse("programme_desk:sessions")

    return around.act_or_tell(request, f"delete:{session_id}", session_id, act)


def page(
    request: HttpRequest,
    edition: Edition,
    found: Session,
    *,
    form: sessions.SessionForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Draw the page of one session."""
    may_plan = request.user.has_perm(around.PLAN)
    sought = request.GET.get("person", "")
    people = planned.people_named(edition.pk, sought)
    form = form or _form(edition, initial=sessions.written(found))
    if not may_plan:
        form.only_read()
    context = {
        "session": found,
        "form": form,
        "cast": planned.cast_of(found.pk),
        "sought": sought,
        "cast_form": choosing.CastForm(
            people=[(person.pk, _who(person)) for person in people],
            auto_id="cast_%s",
        )
        if people
        else None,
        "moves": states.moves_of(found),
        "public_url": _public_url(found),
        "prepare_url": _prepare_url(request, found),
        "may_plan": may_plan,
        "may_delete": found.released_id is None,
        **more,
    }
    return render(request, "programme/desk_session.html", context, status=status)


def _new(
    request: HttpRequest,
    form: sessions.SessionForm,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {"form": form, "refusal": refusal}
    return render(request, "programme/desk_new.html", context, status=status)


def _form(edition: Edition, *args: Any, **kwargs: Any) -> sessions.SessionForm:
    return sessions.SessionForm(
        *args,
        rooms=planned.rooms_of(edition.pk),
        strands=planned.strands_of(edition.pk),
        **kwargs,
    )


def _merged(
    edition: Edition,
    form: sessions.SessionForm,
    found: Session,
    others: meanwhile.Meanwhile,
) -> sessions.SessionForm:
    """Fill the form anew: theirs, and over it what this organiser had changed."""
    theirs, seen = sessions.written(found), sessions.written(Session(**others.seen))
    mine = {
        name: value
        for name, value in form.said.items()
        if not meanwhile.same(value, seen.get(name))
    }
    initial = theirs | mine | {"version": found.version}
    return _form(edition, initial=initial)


def _who(person: Any) -> str:  # noqa: ANN401  a speaker, read through queries
    about = _(", ").join(
        part for part in (str(person.position), str(person.organisation)) if part
    )
    return f"{person.name} ({about})" if about else person.name


def _public_url(found: Session) -> str:
    if found.released_id is None:
        return ""
    try:
        return reverse("programme:session", args=[found.code])
    except NoReverseMatch:
        return ""


def _prepare_url(request: HttpRequest, found: Session) -> str:
    """Return where these changes are published; the page belongs to another app."""
    may = request.user.has_perm("programme.publish_release")
    if not may or not found.has_unreleased_changes:
        return ""
    try:
        return f"{reverse('releases_desk:prepare')}?session={found.pk}"
    except NoReverseMatch:
        return ""
