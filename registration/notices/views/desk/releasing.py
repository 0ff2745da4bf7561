"""Releases: what is out, what would be published and who hears it, who was told."""

from collections.abc import Iterable
from typing import Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from conference.core import clock, repeat
from conference.core.access import Who, Whose, access
from conference.core.charts import Bar, bars
from conference.core.refusals import Refusal
from conference.editions.models import Edition
from conference.editions.queries import current_edition
from conference.mailroom.models import Letter
from conference.programme.operations.releasing import (
    PublicOnTwoStages,
    PublicRoomTaken,
    refuse_unless_seen,
)
from conference.programme.queries import changes
from conference.programme.queries.changes import Pending
from registration.attendance.operations import publishing
from registration.notices.charts import letters_of
from registration.notices.forms import ReleaseForm
from registration.notices.operations import moving
from registration.notices.queries import releases as queries
from registration.notices.queries import schedule
from registration.notices.queries.releases import Planned
from registration.notices.views.desk.around import organiser_of

VIEW: Final = "programme.view_session"
PUBLISH: Final = "programme.publish_release"
PAGE: Final = 50
MOST_IDS: Final = 2000
LONGEST_KEY: Final = 18
STATES: Final = [("waiting", gettext_lazy("On the way")), *Letter.State.choices]
RELATIONS: Final = {
    "stage": gettext_lazy("On stage"),
    "taken": gettext_lazy("With a seat"),
    "off": gettext_lazy("No longer on stage"),
    "held": gettext_lazy("With a seat that is held for them"),
    "waiting": gettext_lazy("In line for a seat"),
    "star": gettext_lazy("With a star"),
}


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=VIEW)
def releases(request: HttpRequest) -> HttpResponse:
    edition = current_edition()
    page = Paginator(queries.releases(edition.pk), PAGE).get_page(
        request.GET.get("page")
    )
    waiting = schedule.waiting_changes(edition.pk)
    context = {
        "page": page,
        "rounds": queries.rounds(edition.pk)[:PAGE],
        "pending": len(changes.pending(edition.pk)),
        "waiting": waiting.values("session").distinct().count(),
        "silent": sum(len(one.roles) for one in queries.silent(edition.pk)),
    }
    return render(request, "notices/desk_releases.html", context)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=VIEW)
def prepare(request: HttpRequest) -> HttpResponse:
    edition = current_edition()
    planned = _planned(edition, request.GET.getlist("session"))
    seen = changes.fingerprint(planned.chosen)
    return _prepared(request, edition, planned, ReleaseForm(initial={"seen": seen}))


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=PUBLISH, methods=("POST",))
def publish(request: HttpRequest) -> HttpResponse:
    edition = current_edition()
    ids = _ids(request.POST.getlist("session"))
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        planned = _planned(edition, ids)
        return _prepared(request, edition, planned, form, status=422)

    def act() -> str:
        chosen = ids or None
        refuse_unless_seen(edition.pk, chosen, form.cleaned_data["seen"])
        made = publishing.publish(
            edition.pk,
            session_ids=chosen,
            note=form.cleaned_data["note"],
            make_room=form.cleaned_data["make_room"],
            by=organiser_of(request),
            now=clock.now(),
        )
        said = _("Release %(number)s is what everyone reads from now on.")
        messages.success(request, said % {"number": made.number})
        return reverse("releases_desk:release", args=[made.number])

    try:
        return repeat.act_once(request, "releases_desk:publish", act, now=clock.now())
    except Refusal as refusal:
        planned = _planned(edition, ids)
        again = request.POST.copy()
        again["seen"] = changes.fingerprint(planned.chosen)
        form = ReleaseForm(again)
        return _prepared(request, edition, planned, form, refusal=refusal, status=409)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=VIEW)
def release(request: HttpRequest, number: int) -> HttpResponse:
    edition = current_edition()
    made = get_object_or_404(queries.releases(edition.pk), number=number)
    context = {
        "release": made,
        "log": changes.release_log(edition.pk, number),
        "rounds": queries.rounds(edition.pk).filter(
            pk__in=made.changes.values("schedule_notices")
        ),
    }
    return render(request, "notices/desk_release.html", context)


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission=f"{PUBLISH}|notices.view_ledger",
)
def notice(request: HttpRequest, number: int) -> HttpResponse:
    rounds = queries.rounds(current_edition().pk).select_related("batch")
    begun = get_object_or_404(rounds, number=number)
    text = request.GET.get("text", "").replace("\x00", "").strip()[:100]
    state = request.GET.get("state", "")
    state = state if state in dict(STATES) else ""
    found = queries.letters_of_round(begun, text=text, state=state)
    reach = queries.reach(begun)
    asked = {"text": text, "state": state}
    context = {
        "notice": begun,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "query": f"{urlencode(asked)}&",
        "asked": asked,
        "states": STATES,
        "reach": reach,
        "pieces": letters_of(reach),
    }
    return render(request, "notices/desk_release_notice.html", context)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=PUBLISH, methods=("POST",))
def announce_now(request: HttpRequest) -> HttpResponse:
    edition = current_edition()
    back = reverse("releases_desk:releases")

    def act() -> str:
        moving.ask_now(edition.pk, by=organiser_of(request), now=clock.now())
        said = _("The letters leave now. This page shows the round in a moment.")
        messages.success(request, said)
        return back

    about = "releases_desk:announce-now"
    try:
        return repeat.act_once(request, about, act, now=clock.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(back)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission=VIEW)
def gaps(request: HttpRequest) -> HttpResponse:
    silent = queries.silent(current_edition().pk)
    context = {"silent": silent, "people": sum(len(one.roles) for one in silent)}
    return render(request, "notices/desk_release_gaps.html", context)


def _planned(edition: Edition, asked: Iterable[str | int]) -> Planned:
    return queries.planned(changes.pending(edition.pk), _ids(asked))


def _ids(asked: Iterable[str | int]) -> list[int]:
    """Read the keys of sessions; what is none is left out."""
    texts = [str(each) for each in asked][:MOST_IDS]
    return [int(text) for text in texts if text.isdecimal() and len(text) < LONGEST_KEY]


def _prepared(
    request: HttpRequest,
    edition: Edition,
    planned: Planned,
    form: ReleaseForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    effect = moving.effect(edition.pk, planned.chosen)
    context = {
        "planned": planned,
        "chosen_ids": {change.session.pk for change in planned.chosen},
        "form": form,
        "refusal": refusal,
        "together_url": _together_url(planned, refusal),
        "effect": effect,
        "by_language": _by_language(effect),
        "by_relation": [
            (RELATIONS[code], number) for code, number in queries.relations_of(effect)
        ],
        "lost": publishing.lost_seats(planned.chosen),
    }
    return render(request, "notices/desk_release_prepare.html", context, status=status)


def _by_language(effect: schedule.Effect) -> list[Bar]:
    found = sorted(effect.by_language.items(), key=lambda pair: (-pair[1], pair[0]))
    return bars(
        (get_language_info(code)["name_translated"], number, "")
        for code, number in found
    )


def _together_url(planned: Planned, refusal: Refusal | None) -> str:
    """Return where the sessions that stand in the way are looked at with the rest."""
    if not isinstance(refusal, PublicRoomTaken | PublicOnTwoStages):
        return ""
    ids = [*_keys(planned.chosen), *(other.pk for other in refusal.others)]
    query = urlencode({"session": ids}, doseq=True)
    return f"{reverse('releases_desk:prepare')}?{query}"


def _keys(pending: Iterable[Pending]) -> list[int]:
    return [change.session.pk for change in pending]
