"""Decisions about the dates: the list, proposing, and the effect before it happens."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Who, Whose, access
from conference.core.charts import bars
from conference.core.refusals import Refusal
from conference.editions.dates import date_text
from conference.editions.forms import RevisionForm
from conference.editions.models import ScheduleRevision
from conference.editions.operations import revising
from conference.editions.queries import changes_between, current_edition
from registration.notices import queries
from registration.notices.operations import drafting
from registration.notices.views.desk.around import (
    EFFECT,
    PROPOSE,
    act_once,
    around,
    decision_or_404,
    notice_of,
    organiser_of,
)

COUNTRIES_SHOWN = 7
OPEN = (ScheduleRevision.State.PROPOSED, ScheduleRevision.State.APPROVED)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="editions.view_schedulerevision")
def decisions(request: HttpRequest) -> HttpResponse:
    edition = current_edition()
    language = get_language() or "en"
    rows = list(
        edition.revisions.select_related("notice", "proposed_by").order_by("-number")
    )
    context = {
        "decisions": [
            (row, notice_of(row), _told_changes(row, rows), date_text(row, language))
            for row in rows
        ],
        "has_open": any(row.state in OPEN for row in rows),
        "in_force_id": edition.in_force_id,
    }
    return render(request, "notices/desk_decisions.html", context)


def _told_changes(row: ScheduleRevision, rows: list[ScheduleRevision]) -> list[Any]:
    gone = ScheduleRevision.State.TAKEN_BACK
    earlier = [each for each in rows if each.number < row.number and each.state != gone]
    return list(changes_between(earlier[0], row)) if earlier else []


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="editions.propose_revision",
    methods=("GET", "POST"),
)
def propose(request: HttpRequest) -> HttpResponse:
    edition = current_edition()
    if request.method == "GET":
        initial = _facts(edition.in_force) if edition.in_force else {}
        initial |= {
            "decided_on": clock.in_event_zone(clock.now()).date(),
            "reason": None,
        }
        return _proposal(request, RevisionForm(initial=initial))
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return _proposal(request, form, status=422)

    def act() -> str:
        revision = revising.propose(
            edition.pk, by=organiser_of(request), now=clock.now(), **form.cleaned_data
        )
        return reverse("notices_desk:effect", args=[revision.pk])

    return act_once(
        request,
        "propose",
        act,
        lambda refusal: _proposal(request, form, refusal=refusal, status=409),
    )


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="editions.propose_revision",
    methods=("GET", "POST"),
)
def amend(request: HttpRequest, revision_id: int) -> HttpResponse:
    revision = decision_or_404(revision_id)
    if request.method == "GET":
        form = RevisionForm(initial=_facts(revision))
        return _proposal(request, form, revision=revision)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return _proposal(request, form, revision=revision, status=422)

    def act() -> str:
        revising.amend(
            revision_id, by=organiser_of(request), now=clock.now(), **form.cleaned_data
        )
        return reverse("notices_desk:effect", args=[revision_id])

    return act_once(
        request,
        f"amend:{revision_id}",
        act,
        lambda refusal: _proposal(
            request, form, revision=revision, refusal=refusal, status=409
        ),
    )


def _facts(revision: ScheduleRevision) -> dict[str, Any]:
    return {name: getattr(revision, name) for name in revising.FACTS}


def _proposal(
    request: HttpRequest,
    form: RevisionForm,
    *,
    revision: ScheduleRevision | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, "revision": revision}
    if revision is not None:
        context |= around(revision, PROPOSE)
    return render(request, "notices/desk_propose.html", context, status=status)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="editions.view_schedulerevision")
def effect(request: HttpRequest, revision_id: int) -> HttpResponse:
    return _effect(request, decision_or_404(revision_id))


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="editions.propose_revision",
    methods=("POST",),
)
def discard(request: HttpRequest, revision_id: int) -> HttpResponse:
    revision = decision_or_404(revision_id)
    notice = notice_of(revision)

    def act() -> str:
        if notice is not None:
            drafting.discard(notice.pk, by=organiser_of(request), now=clock.now())
        else:
            revising.take_back(revision_id, by=organiser_of(request), now=clock.now())
        messages.success(request, _("The proposal is taken back. Nothing was sent."))
        return reverse("notices_desk:decisions")

    return act_once(
        request,
        f"discard:{revision_id}",
        act,
        lambda refusal: _effect(request, revision, refusal=refusal, status=409),
    )


def _effect(
    request: HttpRequest,
    revision: ScheduleRevision,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    notice = notice_of(revision)
    effect = queries.effect(revision, now=clock.now())
    list_url = reverse("attendance_desk:registrations")
    others = effect.by_country[COUNTRIES_SHOWN:]

    def drawn(shares: list[Any], name: str) -> list[Any]:
        return bars((s.label, s.people, f"{list_url}?{name}={s.code}") for s in shares)

    context = {
        **around(revision, EFFECT),
        "effect": effect,
        "gate": queries.language_gate(notice) if notice else [],
        "list_url": list_url,
        "by_category": drawn(effect.by_category, "category"),
        "by_country": drawn(effect.by_country[:COUNTRIES_SHOWN], "country"),
        "by_language": drawn(effect.by_language, "language"),
        "by_mode": drawn(effect.by_mode, "attendance_mode"),
        "countries": len(effect.by_country),
        "other_countries": len(others),
        "in_other_countries": sum(share.people for share in others),
        "is_open": revision.state in OPEN,
        "refusal": refusal,
    }
    return render(request, "notices/desk_effect.html", context, status=status)
