"""One's own account: the profile, and signing out everywhere."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from registration.accounts import queries
from registration.accounts.forms import ProfileForm
from registration.accounts.models import User
from registration.accounts.operations import changing, leaving


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("GET", "POST"))
def profile(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, ProfileForm(instance=_fresh(request)))
    form = ProfileForm(request.POST, instance=_fresh(request))
    if not form.is_valid():
        return _page(request, form, status=422)

    def act() -> str:
        changing.change_profile(_me(request).pk, **form.cleaned_data)
        return resolve_url("accounts:profile")

    try:
        answer = repeat.act_once(request, "accounts:profile", act, now=clock.now())
    except Refusal as refusal:
        return _page(request, form, status=409, refusal=refusal)
    # The next page speaks the language just chosen.
    with translation.override(form.cleaned_data["language"]):
        messages.success(request, _("Your profile is saved."))
    return answer


@access(Who.SIGNED_IN, whose=Whose.OWN)
def devices(request: HttpRequest) -> HttpResponse:
    rows = queries.devices(_me(request), this=request.session.session_key)
    return render(request, "accounts/devices.html", {"devices": rows})


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("POST",))
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    leaving.sign_out_elsewhere(_me(request).pk, this=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("accounts:devices")


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("POST",))
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    leaving.sign_out_everywhere(_me(request).pk)
    request.session.flush()
    messages.success(request, _("You are signed out everywhere."))
    return redirect("account_login")


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)


def _fresh(request: HttpRequest) -> User:
    # Not the request's own: a form writes into it, also what is then refused.
    return queries.account(_me(request).pk)


def _page(
    request: HttpRequest,
    form: ProfileForm,
    *,
    status: int = 200,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "account": queries.account_page(_me(request)),
    }
    return render(request, "accounts/profile.html", context, status=status)
