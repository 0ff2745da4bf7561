"""The records of every change, to read and never to write."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from conference.config.desk import records
from conference.core.access import Who, Whose, access


@access(Who.STAFF, whose=Whose.ANYBODYS)
def page(request: HttpRequest) -> HttpResponse:
    kinds = records.kinds_for(request.user)
    asked = {
        name: request.GET.get(name, "").strip()[:100]
        for name in ("kind", "object", "who")
    }
    wanted = records.Wanted(
        kind=asked["kind"],
        object_id=asked["object"][:18] if asked["object"].isdecimal() else "",
        who=asked["who"],
        after=records.cursor(request.GET.get("after", "")),
    )
    shown, following = records.page_of(kinds, wanted)
    context = {
        "kinds": kinds,
        "wanted": wanted,
        "records": shown,
        "following": following and urlencode({**asked, "after": str(following)}),
        "is_filtered": any(asked.values()),
    }
    return render(request, "desk/records.html", context)
