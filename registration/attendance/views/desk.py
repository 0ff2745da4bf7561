"""The registration desk: find requests, read them, decide."""

from collections.abc import Callable
from functools import partial
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from registration.attendance import forms, queries
from registration.attendance.models import ParticipantCategory, Registration
from registration.attendance.operations import approving
from registration.attendance.views import paper

READ = "attendance.view_registration"
DECIDE = "attendance.decide_registration"
ROWS = 50
UNDECIDED = Registration.State.SUBMITTED.value
SAID_OF_STATE: Final = {
    Registration.State.APPROVED: gettext_lazy("Approved. The letter is on its way."),
    Registration.State.WAITING: gettext_lazy(
        "In line, because the category is full. The letter is on its way."
    ),
    Registration.State.REJECTED: gettext_lazy(
        "Not approved. The letter is on its way."
    ),
    Registration.State.CANCELLED: gettext_lazy("Cancelled. The letter is on its way."),
}


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=READ)
def registrations(request: HttpRequest) -> HttpResponse:
    edition = paper.this_edition()
    categories = list(
        ParticipantCategory.objects.filter(edition=edition).order_by("order", "pk")
    )
    form = forms.FilterForm(request.GET, categories=categories)
    wanted = form.wanted
    rows = Paginator(queries.desk_list(edition.pk, wanted), ROWS)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "page": rows.get_page(request.GET.get("page")),
        "query": f"{kept.urlencode()}&" if kept else "",
        "is_filtered": bool(wanted),
    }
    return render(request, "attendance/desk_list.html", context)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=READ)
def one(request: HttpRequest, registration_id: int) -> HttpResponse:
    return _page(request, registration_id)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=DECIDE, methods=("POST",))
def approve(request: HttpRequest, registration_id: int) -> HttpResponse:
    return _decide(request, registration_id, "approve", approving.approve)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=DECIDE, methods=("POST",))
def reject(request: HttpRequest, registration_id: int) -> HttpResponse:
    return _decide_with_reason(request, registration_id, "reject", approving.reject)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=DECIDE, methods=("POST",))
def cancel(request: HttpRequest, registration_id: int) -> HttpResponse:
    return _decide_with_reason(request, registration_id, "cancel", approving.cancel)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=DECIDE, methods=("POST",))
def approve_chosen(request: HttpRequest) -> HttpResponse:
    back = f"{reverse('attendance_desk:registrations')}?state={UNDECIDED}"
    form = forms.SelectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose at least one request."))
        return redirect(back)
    now = clock.now()

    def act() -> str:
        outcome = approving.approve_each(
            form.cleaned_data["chosen"],
            by=request.user,  # type: ignore[arg-type]
            now=now,
        )
        messages.success(request, _in_words(outcome))
        return back

    return repeat.act_once(request, "attendance_desk:approve-chosen", act, now=now)


def _decide_with_reason(
    request: HttpRequest,
    registration_id: int,
    action: str,
    decide: Callable[..., Registration],
) -> HttpResponse:
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, registration_id, action=action, form=form, status=422)
    decided = partial(decide, reason=form.cleaned_data["reason"])
    return _decide(request, registration_id, action, decided, form=form)


def _decide(
    request: HttpRequest,
    registration_id: int,
    action: str,
    decide: Callable[..., Registration],
    *,
    form: forms.ReasonForm | None = None,
) -> HttpResponse:
    _sent_or_404(registration_id)
    now = clock.now()

    def act() -> str:
        decided = decide(registration_id, by=request.user, now=now)
        messages.success(request, SAID_OF_STATE[Registration.State(decided.state)])
        return reverse("attendance_desk:registration", args=[registration_id])

    try:
        # The address names the request, so the token belongs to this one only.
        about = f"attendance_desk:{action}:{registration_id}"
        return repeat.act_once(request, about, act, now=now)
    except Refusal as refusal:
        return _page(
            request,
            registration_id,
            action=action,
            form=form,
            refusal=refusal,
            status=409,
        )


def _page(
    request: HttpRequest,
    registration_id: int,
    *,
    action: str = "",
    form: forms.ReasonForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    registration = _sent_or_404(registration_id)
    # Health and belief may stand there: for those who arrange it, not for readers.
    decides = request.user.has_perm(DECIDE)
    hidden = "" if decides else "special_needs"
    context = {
        "registration": registration,
        "steps": queries.history(registration),
        "place_in_line": queries.place_in_line(registration),
        "doubles": queries.possible_doubles(registration),
        "next_id": queries.next_undecided(registration) if decides else None,
        "parts": paper.parts(registration, without=hidden),
        "reject_form": form
        if action == "reject" and form
        else forms.ReasonForm(auto_id="no_%s"),
        "cancel_form": form
        if action == "cancel" and form
        else forms.ReasonForm(auto_id="end_%s"),
        "action": action,
        "refusal": refusal,
        "may_reject": registration.may_become(Registration.State.REJECTED),
        "may_cancel": registration.may_become(Registration.State.CANCELLED),
    }
    return render(request, "attendance/desk_request.html", context, status=status)


def _sent_or_404(registration_id: int) -> Registration:
    try:
        return queries.desk_request(paper.this_edition().pk, registration_id)
    except Registration.DoesNotExist as error:
        raise Http404 from error


def _in_words(outcome: approving.Outcome) -> str:
    said = [
        (
            outcome.approved,
            ngettext("%(n)d approved.", "%(n)d approved.", outcome.approved),
        ),
        (
            outcome.waiting,
            ngettext(
                "%(n)d in line, because the category is full.",
                "%(n)d in line, because their categories are full.",
                outcome.waiting,
            ),
        ),
        (
            outcome.left_alone,
            ngettext(
                "%(n)d left alone, because it was decided already.",
                "%(n)d left alone, because they were decided already.",
                outcome.left_alone,
            ),
        ),
    ]
    words = " ".join(text % {"n": number} for number, text in said if number)
    return words or _("Nothing was chosen that could be approved.")
