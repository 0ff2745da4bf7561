"""The answer by link: no sign-in, no script, no cookie needed."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from registration.notices.models import Decision, Delivery
from registration.notices.operations import answering
from registration.notices.operations.sampling import SAMPLE_TOKEN
from registration.notices.queries.reading import delivery_of, shown


# The link itself is the right to answer. No cookie gives it, so no other site can
# borrow it, and a page that was open overnight still works.
@csrf_exempt
@access(Who.BEARER, whose=Whose.OWN, methods=("GET", "POST"))
def answer(request: HttpRequest, token: str) -> HttpResponse:
    if token == SAMPLE_TOKEN:
        return render(request, "notices/sample.html")
    delivery = delivery_of(token)
    if delivery is None:
        raise Http404
    if request.method != "POST":
        return _page(request, delivery)
    now = clock.now()

    def act() -> str:
        choice = request.POST.get("choice", "")
        answering.answer(delivery.pk, choice, via=Decision.Via.LINK, now=now)
        return here(request, reverse("notices:answer", args=[token]))

    try:
        return repeat.act_once(
            request, "notices:answer", act, now=now, owner=f"delivery:{delivery.pk}"
        )
    except Refusal as refusal:
        return _page(request, delivery, refusal=refusal)


def here(request: HttpRequest, path: str) -> str:
    """Return a page's address in the language of the letter that was being read."""
    language = request.GET.get("in", "")
    is_known = language in dict(settings.LANGUAGES)
    return f"{path}?{urlencode({'in': language})}" if is_known else path


def _page(
    request: HttpRequest, delivery: Delivery, refusal: Refusal | None = None
) -> HttpResponse:
    notice = shown(
        delivery,
        language=request.GET.get("in", ""),
        wanted=request.POST.get("choice") or request.GET.get("choice", ""),
        now=clock.now(),
    )
    action = here(request, request.path)
    context = {"notice": notice, "refusal": refusal, "action": action}
    status = 409 if refusal else 200
    # The whole page speaks the language of the letter that led here.
    with translation.override(notice.language):
        response = render(request, "notices/answer.html", context, status=status)
    response["Content-Language"] = notice.language
    return response
