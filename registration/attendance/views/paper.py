"""The request as a page: its four steps, what is done, and what differs."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from conference.core import clock
from conference.core.refusals import Refusal
from conference.editions.dates import date_text
from conference.editions.models import Edition
from conference.editions.queries import current_edition
from registration.attendance import forms, queries
from registration.attendance.models import Registration
from registration.attendance.operations import applying

STEPS = {
    "category": _("Who you come as"),
    "about": _("About you"),
    "part": _("How you take part"),
    "check": _("Check and send"),
}
FORMS: dict[str, type[forms.AnswersForm]] = {
    "about": forms.AboutForm,
    "part": forms.PartForm,
    "check": forms.AnswersForm,
}
ORDER = list(STEPS)
State = Registration.State


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four steps: done, the present one, or neither."""

    label: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that another window saved, beside what was typed here."""

    label: str
    ours: str
    typed: str


def form_of(
    name: str,
    registration: Registration | None,
    account: AbstractBaseUser | AnonymousUser,
    posted: QueryDict | None = None,
) -> forms.AnswersForm:
    """Return the form of a step, filled with what we know."""
    initial = (
        _known(registration) if registration else applying.profile_answers(account)
    )
    if name == "category":
        edition = registration.edition if registration else this_edition()
        cards = queries.categories(edition.pk, now=clock.now()).open
        return forms.CategoryForm(posted, initial=initial, cards=cards)
    return FORMS[name](posted, initial=initial)


def form_again(
    name: str, registration: Registration | None, request: HttpRequest
) -> forms.AnswersForm:
    """Return the form with what was typed, on top of the answers as they are now."""
    posted = request.POST.copy()
    posted["seen_at"] = _version(registration) if registration else ""
    return form_of(name, registration, request.user, posted)


def page(
    request: HttpRequest,
    name: str,
    registration: Registration | None,
    form: forms.AnswersForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a step; with a refusal, also what differs from it by now."""
    is_check = name == "check"
    edition = registration.edition if registration else this_edition()
    context = {
        "name": name,
        "title": STEPS[name],
        "steps": _steps(name, registration),
        "back": address_of(ORDER[ORDER.index(name) - 1]) if name != ORDER[0] else "",
        "registration": registration,
        "edition": edition,
        "when": when(edition),
        "form": form,
        "parts": parts(registration) if is_check and registration else [],
        "missing": _missing(registration) if is_check else [],
        "refusal": refusal,
        "differences": _differences(form) if refusal and form.is_bound else [],
    }
    return render(request, "attendance/step.html", context, status=status)


def parts(
    registration: Registration, *, without: str = ""
) -> list[tuple[Step, list[tuple[str, str]]]]:
    """Return every answer in words, by step; one of them may be left out."""
    known = _known(registration)
    about = forms.AboutForm(initial=known)
    part = forms.PartForm(initial=known)
    category = str(registration.category.name) if registration.category else ""
    return [
        (_step("category"), [(str(STEPS["category"]), category)]),
        (_step("about"), _answers(about, without)),
        (_step("part"), _answers(part, without)),
    ]


def next_address(name: str, registration: Registration) -> str:
    """Return where to go after a step was saved."""
    if registration.state != State.DRAFT:
        return reverse("attendance:answers")
    return address_of(ORDER[ORDER.index(name) + 1])


def first_to_do(registration: Registration | None) -> str:
    """Return the address where the person goes on."""
    if registration is None:
        return address_of("category")
    if registration.state != State.DRAFT:
        return reverse("attendance:my")
    missing = _missing(registration)
    return missing[0].url if missing else address_of("part")


def address_of(name: str) -> str:
    """Return the address of a step."""
    return reverse("attendance:step", args=[name])


def this_edition() -> Edition:
    """Return the edition that takes requests; without one there is no page."""
    try:
        return current_edition()
    except Edition.DoesNotExist as error:
        raise Http404 from error


def when(edition: Edition) -> str:
    """Return the dates in force, in the language of the page."""
    revision = edition.in_force
    return date_text(revision, get_language() or "en") if revision else ""


def _known(registration: Registration) -> dict[str, Any]:
    answers = {name: getattr(registration, name) for name in applying.ANSWERS}
    return answers | {
        "country": str(registration.country),
        "category": registration.category_id,
        "seen_at": _version(registration),
    }


def _version(registration: Registration) -> str:
    return registration.changed_at.isoformat()


def _step(name: str, state: str = "") -> Step:
    return Step(label=str(STEPS[name]), state=state, url=address_of(name))


def _steps(current: str, registration: Registration | None) -> list[Step]:
    done = _done(registration)
    # Once sent, who the person comes as stands.
    is_draft = registration is None or registration.state == State.DRAFT
    names = ORDER if is_draft else ["about", "part"]
    return [
        _step(name, "current" if name == current else "done" if name in done else "")
        for name in names
    ]


def _done(registration: Registration | None) -> set[str]:
    if registration is None:
        return set()
    missing = set(applying.missing_answers(registration))
    # The third step has an answer to everything from the beginning.
    about = set() if missing - {"category_id"} else {"about", "part"}
    return about if "category_id" in missing else about | {"category"}


def _missing(registration: Registration | None) -> list[Step]:
    done = _done(registration)
    return [_step(name) for name in ("category", "about") if name not in done]


def _answers(form: forms.AnswersForm, without: str) -> list[tuple[str, str]]:
    return [
        (str(field.label), _in_words(field, field.value()))
        for field in form.visible_fields()
        if field.name != without
    ]


def _differences(form: forms.AnswersForm) -> list[Difference]:
    if not form.is_valid():
        return []
    return [
        Difference(
            label=str(field.label),
            ours=_in_words(field, field.initial),
            typed=_in_words(field, form.cleaned_data[field.name]),
        )
        for field in form.visible_fields()
        if (field.initial or "") != (form.cleaned_data[field.name] or "")
    ]


def _in_words(field: BoundField, value: object) -> str:
    if isinstance(value, bool):
        return str(_("Yes")) if value else str(_("No"))
    choices = dict(getattr(field.field, "choices", ()))
    return str(choices.get(value, value) or "")
