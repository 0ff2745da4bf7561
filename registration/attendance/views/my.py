"""A person's own registration: state, pass, answers, leaving."""

import io
from typing import Any, Final

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from conference.programme import standing
from registration.attendance import forms, queries
from registration.attendance.models import Registration
from registration.attendance.operations import changing, leaving
from registration.attendance.queries import agenda
from registration.attendance.views import paper
from registration.attendance.views.own import ties_of

SHOWN: Final = 3


@access(Who.SIGNED_IN, whose=Whose.OWN)
def my(request: HttpRequest) -> HttpResponse:
    mine = queries.my_registration(request.user)
    context: dict[str, Any] = {
        "mine": mine,
        "registration": mine.registration if mine else None,
        "coming": agenda.next_items(
            ties_of(request), standing.snapshot(), limit=SHOWN, now=clock.now()
        ),
    }
    if mine and mine.registration.state == Registration.State.APPROVED:
        context["qr"] = _qr(mine.registration.badge_token or "")
        context["when"] = paper.when(mine.registration.edition)
    return render(request, "attendance/my.html", context)


@access(Who.SIGNED_IN, whose=Whose.OWN)
def answers(request: HttpRequest) -> HttpResponse:
    registration = queries.latest_registration(request.user)
    if registration is None:
        return redirect("attendance:apply")
    return _answers(request, registration)


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("POST",))
def change_mode(request: HttpRequest) -> HttpResponse:
    registration = queries.live_registration(request.user)
    if registration is None:
        return redirect("attendance:my")
    form = forms.ModeForm(request.POST)
    if not form.is_valid():
        return _answers(request, registration, form=form, status=422)
    now = clock.now()

    def act() -> str:
        changing.choose_language(
            registration.pk, language=form.cleaned_data["language"], now=now
        )
        changing.choose_mode_and_tell(
            registration.pk, mode=form.cleaned_data["attendance_mode"], by=None, now=now
        )
        return reverse("attendance:answers")

    try:
        return repeat.act_once(request, "attendance:change-mode", act, now=now)
    except Refusal as refusal:
        return _answers(request, registration, form=form, refusal=refusal, status=409)


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("GET", "POST"))
def withdraw(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        registration = queries.live_registration(request.user)
        if registration is None:
            return redirect("attendance:my")
        return _leaving(request, registration)
    now = clock.now()

    def act() -> str:
        # Found inside, so that the twin of a withdrawal gets the same answer.
        registration = queries.live_registration(request.user)
        # An old window withdraws what it showed, never a newer request.
        if registration and str(registration.pk) == request.POST.get("registration"):
            leaving.withdraw_and_tell(registration.pk, by=None, now=now)
        return reverse("attendance:my")

    try:
        return repeat.act_once(request, "attendance:withdraw", act, now=now)
    except Refusal as refusal:
        registration = queries.latest_registration(request.user)
        return _leaving(request, registration, refusal=refusal, status=409)


def _answers(
    request: HttpRequest,
    registration: Registration,
    *,
    form: forms.ModeForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    chosen = {
        "attendance_mode": registration.attendance_mode,
        "language": registration.language,
    }
    context = {
        "registration": registration,
        "parts": paper.parts(registration),
        "form": form or forms.ModeForm(initial=chosen),
        "refusal": refusal,
    }
    return render(request, "attendance/answers.html", context, status=status)


def _leaving(
    request: HttpRequest,
    registration: Registration | None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"registration": registration, "refusal": refusal}
    return render(request, "attendance/withdraw.html", context, status=status)


def _qr(token: str) -> SafeString:
    """Draw the pass: it holds the token and nothing about the person."""
    drawing = io.BytesIO()
    segno.make(token, micro=False, error="m").save(
        drawing,
        kind="svg",
        xmldecl=False,
        svgns=False,
        nl=False,
        omitsize=True,
        border=2,
    )
    return mark_safe(drawing.getvalue().decode())  # noqa: S308  our own drawing
