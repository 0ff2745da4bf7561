"""The request to attend: four steps, each saved, sent at the end."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from registration.attendance import forms, queries
from registration.attendance.models import Registration
from registration.attendance.operations import applying
from registration.attendance.views import paper


@access(Who.ANYONE)
def apply(request: HttpRequest) -> HttpResponse:
    """Explain the request, or lead a signed-in person to where it stands."""
    if request.user.is_authenticated:
        return redirect(paper.first_to_do(queries.live_registration(request.user)))
    edition = paper.this_edition()
    categories = queries.categories(edition.pk, now=clock.now())
    context = {"edition": edition, "categories": categories}
    return render(request, "attendance/apply.html", context)


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("GET", "POST"))
def step(request: HttpRequest, name: str) -> HttpResponse:
    if name not in paper.STEPS:
        raise Http404
    if request.method == "POST" and name == "check":
        return _send(request)
    registration = queries.live_registration(request.user)
    if request.method == "POST":
        return _save(request, name, registration)
    if not _has_page(name, registration):
        return redirect("attendance:answers")
    form = paper.form_of(name, registration, request.user)
    return paper.page(request, name, registration, form)


def _has_page(name: str, registration: Registration | None) -> bool:
    if registration is None or registration.state == Registration.State.DRAFT:
        return True
    return registration.is_editable and name in {"about", "part"}


def _send(request: HttpRequest) -> HttpResponse:
    now = clock.now()

    def act() -> str:
        applying.submit(request.user, now=now)
        return reverse("attendance:my")

    try:
        return repeat.act_once(request, "attendance:send", act, now=now)
    except Registration.DoesNotExist:
        return redirect("attendance:apply")
    except Refusal as refusal:
        registration = queries.live_registration(request.user)
        form = paper.form_of("check", registration, request.user)
        return paper.page(
            request, "check", registration, form, refusal=refusal, status=409
        )


def _save(
    request: HttpRequest, name: str, registration: Registration | None
) -> HttpResponse:
    form = paper.form_of(name, registration, request.user, request.POST)
    if not form.is_valid():
        return paper.page(request, name, registration, form, status=422)
    now = clock.now()

    def act() -> str:
        mine = registration or applying.start(
            request.user, edition_id=paper.this_edition().pk, now=now
        )
        return paper.next_address(name, _saved(mine.pk, form))

    def _saved(registration_id: int, form: forms.AnswersForm) -> Registration:
        seen_at = form.cleaned_data["seen_at"]
        if isinstance(form, forms.CategoryForm):
            category_id = form.cleaned_data["category"]
            return applying.choose_category(
                registration_id, category_id=category_id, seen_at=seen_at, now=now
            )
        return applying.save_answers(
            registration_id, answers=form.answers, seen_at=seen_at, now=now
        )

    try:
        return repeat.act_once(request, f"attendance:{name}", act, now=now)
    except Refusal as refusal:
        registration = queries.live_registration(request.user)
        form = paper.form_again(name, registration, request)
        return paper.page(
            request, name, registration, form, refusal=refusal, status=409
        )
