"""A person's notices: the list, and each one with its question."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.refusals import Refusal
from registration.notices import queries
from registration.notices.models import Decision, Delivery
from registration.notices.operations import answering, reading
from registration.notices.queries import rounds
from registration.notices.views.answering import here


@access(Who.SIGNED_IN, whose=Whose.OWN)
def my_list(request: HttpRequest) -> HttpResponse:
    notices = queries.my_notices(request.user, now=clock.now())
    context = {"notices": notices, "rounds": rounds.my_rounds(request.user)}
    return render(request, "notices/list.html", context)


@access(Who.SIGNED_IN, whose=Whose.OWN)
def schedule_notice(request: HttpRequest, round_id: int) -> HttpResponse:
    told = rounds.my_round(request.user, round_id)
    if told is None:
        raise Http404
    reading.mark_round_read(told.delivery_id, now=clock.now())
    return render(request, "notices/schedule_notice.html", {"told": told})


@access(Who.SIGNED_IN, whose=Whose.OWN, methods=("GET", "POST"))
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    delivery = queries.my_delivery(request.user, notice_id)
    if delivery is None:
        raise Http404
    now = clock.now()
    if request.method != "POST":
        reading.mark_read(delivery.pk, now=now)
        return _page(request, delivery)

    def act() -> str:
        choice = request.POST.get("choice", "")
        answering.answer(delivery.pk, choice, via=Decision.Via.PAGE, now=now)
        return here(request, reverse("notices:notice", args=[notice_id]))

    try:
        return repeat.act_once(request, "notices:notice", act, now=now)
    except Refusal as refusal:
        return _page(request, delivery, refusal=refusal)


def _page(
    request: HttpRequest, delivery: Delivery, refusal: Refusal | None = None
) -> HttpResponse:
    notice = queries.shown(
        delivery,
        language=request.GET.get("in", ""),
        wanted=request.POST.get("choice", ""),
        now=clock.now(),
    )
    context = {
        "notice": notice,
        "refusal": refusal,
        "action": here(request, request.path),
    }
    return render(
        request, "notices/notice.html", context, status=409 if refusal else 200
    )
