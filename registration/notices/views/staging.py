"""People on stage say whether a new time suits them: by link, or on their own page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from registration.notices.operations import reconfirming
from registration.notices.queries import staging
from registration.notices.queries.staging import Asked


# The link itself is the right to answer. No cookie gives it, so no other site can
# borrow it, and a page that was open overnight still works.
@csrf_exempt
@access(Who.BEARER, whose=Whose.OWN, methods=("GET", "POST"))
def stage(request: HttpRequest, token: str) -> HttpResponse:
    asked = staging.asked_by(token)
    if asked is None:
        raise Http404
    if request.method != "POST":
        return _page(request, asked)
    now = clock.now()

    def act() -> str:
        reconfirming.answer(asked, request.POST.get("answer", ""), by=None, now=now)
        return reverse("notices:stage", args=[token])

    try:
        return repeat.act_once(
            request, "notices:stage", act, now=now, owner=f"role:{asked.role.pk}"
        )
    except Refusal as refusal:
        return _page(request, staging.asked_by(token) or asked, refusal=refusal)


@access(Who.SIGNED_IN, whose=Whose.OWN)
def my_stage(request: HttpRequest) -> HttpResponse:
    parts = staging.my_stage(request.user)
    return render(request, "notices/my_stage.html", {"parts": parts})


def _page(
    request: HttpRequest, asked: Asked, refusal: Refusal | None = None
) -> HttpResponse:
    context = {"asked": asked, "refusal": refusal, "action": request.path}
    # The whole page speaks the language of the letter that led here.
    with translation.override(asked.language):
        response = render(
            request, "notices/stage.html", context, status=409 if refusal else 200
        )
    response["Content-Language"] = asked.language
    return response
