"""One's own profile as a person on stage."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from conference.programme.forms.people import ProfileForm
from conference.programme.models import Speaker
from conference.programme.operations import profiles
from conference.programme.queries import profile as queries


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("GET", "POST"))
def profile(request: HttpRequest) -> HttpResponse:
    person = queries.person_of(request.user.pk or 0)
    if person is None:
        return render(request, "programme/my_stage.html", {"person": None})
    if request.method == "GET":
        return _page(request, person, _form(person, initial=_known(person)))
    return _write(request, person)


def _write(request: HttpRequest, person: Speaker) -> HttpResponse:
    form = _form(person, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, person, form, status=422)

    def act() -> str:
        _save(request, person, form)
        messages.success(request, _("Your profile is saved. Readers see it now."))
        return reverse("programme_mine:profile")

    try:
        return repeat.act_once(request, "programme_mine:profile", act, now=clock.now())
    except profiles.ProfileChangedMeanwhile as refusal:
        now = queries.person_of(request.user.pk or 0) or person
        # Who sends it once more has read what was saved meanwhile.
        sent = request.POST.copy()
        sent["version"] = str(now.version)
        form = _form(now, sent)
        return _page(request, now, form, refusal=refusal, theirs=now, status=409)
    except Refusal as refusal:
        return _page(request, person, form, refusal=refusal, status=409)


def _save(request: HttpRequest, person: Speaker, form: ProfileForm) -> None:
    now = clock.now()
    profiles.save_speaker(
        person.pk,
        edition_id=person.edition_id,
        facts=form.facts,  # type: ignore[arg-type]  # cleaned
        version=form.cleaned_data["version"],
        by=request.user,  # type: ignore[arg-type]  # signed in
        now=now,
    )
    if form.cleaned_data["photo"]:
        profiles.set_photo(person.pk, form.cleaned_data["photo"].read(), now=now)
    elif form.cleaned_data.get("without_photo"):
        profiles.remove_photo(person.pk)


def _form(person: Speaker, *args: Any, **kwargs: Any) -> ProfileForm:
    return ProfileForm(*args, has_photo=person.has_photo, **kwargs)  # type: ignore[attr-defined]  # annotated


def _known(person: Speaker) -> dict[str, Any]:
    names = ("version", *ProfileForm.FACTS)
    return {name: getattr(person, name) for name in names}


def _page(
    request: HttpRequest,
    person: Speaker,
    form: ProfileForm,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
    theirs: Speaker | None = None,
) -> HttpResponse:
    context = {
        "person": person,
        "form": form,
        "photo": queries.photo_of(person.pk),
        "appearances": queries.appearances_of(person.pk),
        "refusal": refusal,
        "theirs": theirs,
    }
    return render(request, "programme/my_stage.html", context, status=status)
