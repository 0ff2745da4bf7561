"""The clock of the demo, which organisers move forward."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.config.demo.forms import ClockForm
from conference.config.demo.moments import ahead
from conference.core import clock, repeat
from conference.core.access import Who, access
from conference.core.refusals import Refusal


@access(Who.STAFF, methods=("GET", "POST"))
def page(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    form = ClockForm(request.POST or None, moments=ahead(now), now=now)
    if request.method == "GET":
        return _shown(request, form)
    if not form.is_valid():
        return _shown(request, form, status=422)

    def act() -> str:
        clock.move_demo_clock_to(form.cleaned_data["instant"])
        return reverse("demo:clock")

    try:
        answer = repeat.act_once(request, "demo:move-clock", act, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return _shown(request, form, status=409)
    messages.success(
        request, _("The clock is moved. Reminders and deadlines follow at once.")
    )
    return answer


def _shown(request: HttpRequest, form: ClockForm, status: int = 200) -> HttpResponse:
    return render(request, "demo/clock.html", {"form": form}, status=status)
