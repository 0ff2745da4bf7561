"""The list of sessions, with filters that are links."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format

from conference.core.access import Who, Whose, access
from conference.programme.forms import choosing
from conference.programme.queries import planned
from conference.programme.views.desk import around


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=around.READ)
def sessions(request: HttpRequest) -> HttpResponse:
    edition = around.this_edition()
    days = planned.days_of(edition.pk)
    form = choosing.FilterForm(
        request.GET,
        rooms=planned.rooms_of(edition.pk),
        strands=planned.strands_of(edition.pk),
        days=[(day.isoformat(), date_format(day, "D j M Y")) for day in days],
    )
    wanted = form.wanted
    rows = planned.rows(edition.pk, wanted)
    context = {
        "form": form,
        "rows": rows,
        "sums": planned.sums(rows),
        "is_filtered": bool(wanted),
        "may_plan": request.user.has_perm(around.PLAN),
    }
    return render(request, "programme/desk_sessions.html", context)
