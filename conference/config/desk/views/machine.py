"""The machine room: what works, what waits, and every list there is."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from conference.config.desk import machine
from conference.core import clock
from conference.core.access import Who, Whose, access


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="mailroom.view_letter")
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "parts": machine.parts(clock.now()),
        "letters": machine.letters_by_state(),
        "batches": machine.batches(),
        "app_list": admin.site.get_app_list(request),
    }
    return render(request, "desk/machine.html", context)
