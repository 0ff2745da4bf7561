"""Today: the first page of the panel."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.config.desk import today, waiting
from conference.core import clock
from conference.core.access import Who, Whose, access
from conference.core.htmx import tag_of, unless_seen
from conference.editions.models import Edition


def page(request: HttpRequest) -> HttpResponse:
    """Show Today; guarded by the panel, whose index it is."""
    now = clock.now()
    may = request.user.has_perm
    context: dict[str, Any] = {"title": _("Today"), "now": now}
    edition = Edition.objects.filter(is_current=True).select_related("in_force").first()
    if edition is not None:
        context["edition_now"] = today.edition_now(edition)
    if edition is not None and may("attendance.view_registration"):
        context["undecided"] = today.undecided(edition)
        on = clock.in_event_zone(now).date()
        context["figures"] = today.figures(edition, today=on)
    if edition is not None and may("programme.view_session"):
        context["programme"] = today.programme(edition)
    if may("mailroom.view_letter"):
        context |= {"failed": today.failed_letters(), "alarms": waiting.alarms()}
    if may("notices.view_notice"):
        context["to_approve"] = today.notices_to_approve()
        context |= _running()
    return render(request, "desk/today.html", context)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="notices.view_notice")
def running(request: HttpRequest) -> HttpResponse:
    """Answer the poll of the part "runs now"; 304 while nothing moved."""
    context = _running()
    return unless_seen(
        request,
        context["tag"],
        lambda: render(request, "desk/today.html#running", context),
    )


def _running() -> dict[str, Any]:
    shown = today.running()
    return {
        "running": shown,
        "tag": tag_of(shown and shown.progress, get_language()),
        "total_label": _("Addressed"),
    }
