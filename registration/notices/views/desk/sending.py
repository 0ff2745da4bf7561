"""Approving by a second person, announcing, and steering what leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import Who, Whose, access
from conference.core.htmx import tag_of, unless_seen
from conference.core.refusals import Refusal
from conference.mailroom.models import Batch
from conference.mailroom.operations import batching
from registration.notices import queries
from registration.notices.charts import letters_of
from registration.notices.forms import LeavingForm
from registration.notices.models import Notice
from registration.notices.operations import announcing, approving, drafting, sampling
from registration.notices.queries import NoticeProgress
from registration.notices.views.desk.around import (
    ANNOUNCE,
    APPROVE,
    act_once,
    around,
    notice_or_404,
    organiser_of,
)


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="notices.view_notice")
def approval(request: HttpRequest, revision_id: int) -> HttpResponse:
    return _approval(request, notice_or_404(revision_id))


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.approve_notice",
    methods=("POST",),
)
def approve(request: HttpRequest, revision_id: int) -> HttpResponse:
    begun = notice_or_404(revision_id)

    def act() -> str:
        approving.approve(begun.pk, by=organiser_of(request), now=clock.now())
        messages.success(request, _("Approved. Nothing has been sent yet."))
        return reverse("notices_desk:sending", args=[revision_id])

    return act_once(
        request,
        f"approve:{begun.pk}",
        act,
        lambda refusal: _approval(request, begun, refusal=refusal, status=409),
    )


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.write_notice|notices.approve_notice",
    methods=("POST",),
)
def return_to_draft(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Hand a notice back to its writer; writers and approvers may."""
    begun = notice_or_404(revision_id)

    def act() -> str:
        drafting.return_to_draft(begun.pk, by=organiser_of(request), now=clock.now())
        messages.success(request, _("The notice is being written again."))
        return reverse("notices_desk:approval", args=[revision_id])

    return act_once(
        request,
        f"return-to-draft:{begun.pk}",
        act,
        lambda refusal: _approval(request, begun, refusal=refusal, status=409),
    )


def _approval(
    request: HttpRequest,
    begun: Notice,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    gate = queries.language_gate(begun)
    effect = queries.effect(begun.revision, now=clock.now())
    is_author = request.user.pk in {begun.written_by_id, begun.revision.proposed_by_id}
    context = {
        **around(begun.revision, APPROVE),
        "notice": begun,
        "gate": gate,
        "is_blocked": any(row.is_open for row in gate),
        "effect": effect,
        "is_author": is_author,
        "personas": sampling.PERSONAS.items(),
        "refusal": refusal,
    }
    return render(request, "notices/desk_approval.html", context, status=status)


@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.approve_notice",
    methods=("POST",),
    fresh=True,
)
def announce(request: HttpRequest, revision_id: int) -> HttpResponse:
    begun = notice_or_404(revision_id)
    form = LeavingForm(request.POST)
    if not form.is_valid():
        return _sending(request, begun, form=form, status=422)
    operation = {
        LeavingForm.ALL: announcing.announce,
        LeavingForm.FIRST: announcing.announce_with_first_wave,
        LeavingForm.HELD: announcing.announce_held,
    }[form.cleaned_data["how"]]

    def act() -> str:
        operation(begun.pk, by=organiser_of(request), now=clock.now())
        return reverse("notices_desk:sending", args=[revision_id])

    return act_once(
        request,
        f"announce:{begun.pk}",
        act,
        lambda refusal: _sending(
            request, begun, form=form, refusal=refusal, status=409
        ),
    )


@dataclass(frozen=True, slots=True)
class Lever:
    """One way to steer what leaves, and what is said once it is done."""

    pull: Callable[..., Any]
    done: str | Promise


BATCH: Final = {
    "start": Lever(batching.start, gettext_lazy("The letters leave now.")),
    "start-first": Lever(
        batching.start_with_first_wave, gettext_lazy("The first 50 leave now.")
    ),
    "pause": Lever(
        batching.pause, gettext_lazy("Paused. It takes effect within 10 seconds.")
    ),
    "resume": Lever(batching.resume, gettext_lazy("The letters go on leaving.")),
    "go-on": Lever(
        batching.go_on, gettext_lazy("Everybody else gets their letter now.")
    ),
    "stop": Lever(
        batching.stop,
        gettext_lazy("Stopped for good. What had not left will not leave."),
    ),
}
REMINDER: Final = {
    f"reminder-{name}": BATCH[name] for name in ("pause", "resume", "stop")
}
NOTICE: Final = {
    "take-back": Lever(
        announcing.take_back,
        gettext_lazy("Taken back. Nobody was written to, and the dates are as before."),
    ),
    "retry-failed": Lever(
        announcing.retry_failed, gettext_lazy("The failed letters are tried again.")
    ),
}


# Not asked to show again who they are: a stop must work at once.
@access(
    Who.STAFF,
    whose=Whose.ANYBODYS,
    permission="notices.approve_notice",
    methods=("POST",),
)
def steer(request: HttpRequest, revision_id: int, lever: str) -> HttpResponse:
    """Start, pause, resume, go on, stop, take back, or try the failed ones again.

    The letters of the latest reminder are paused, resumed and stopped by themselves.
    """
    begun = notice_or_404(revision_id)
    found = BATCH.get(lever) or NOTICE.get(lever) or REMINDER.get(lever)
    subject = _subject(begun, lever)
    if found is None or begun.batch_id is None or subject is None:
        raise Http404

    def act() -> str:
        found.pull(subject, by=organiser_of(request), now=clock.now())
        messages.success(request, str(found.done))
        return reverse("notices_desk:sending", args=[revision_id])

    return act_once(
        request,
        f"{lever}:{begun.pk}",
        act,
        lambda refusal: _sending(request, begun, refusal=refusal, status=409),
    )


def _subject(begun: Notice, lever: str) -> int | None:
    if lever in REMINDER:
        sent = begun.reminders.exclude(batch=None).order_by("-due_at")
        return sent.values_list("batch_id", flat=True).first()
    return begun.batch_id if lever in BATCH else begun.pk


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="notices.view_notice")
def sending(request: HttpRequest, revision_id: int) -> HttpResponse:
    return _sending(request, notice_or_404(revision_id))


@access(Who.STAFF, whose=Whose.ANYBODYS, permission="notices.view_notice")
def progress(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Answer the poll of how far the letters got; 304 while nothing moved.

    When the buttons would be other ones by now, the page is loaded anew.
    """
    begun = notice_or_404(revision_id)
    if begun.batch_id is None:
        raise Http404
    context = _progress(begun)
    if request.GET.get("phase") not in {None, context["phase"]}:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return unless_seen(
        request,
        context["tag"],
        lambda: render(request, "notices/desk_sending.html#progress", context),
    )


def _progress(begun: Notice) -> dict[str, Any]:
    shown = queries.progress(begun)
    return {
        "revision": begun.revision,
        "notice": begun,
        "progress": shown,
        "pieces": letters_of(shown),
        "phase": _phase(begun, shown),
        "tag": tag_of(shown, get_language()),
        "total_label": _("Addressed"),
    }


def _phase(begun: Notice, shown: NoticeProgress) -> str:
    """Name what the buttons depend on, so that the page notices a change of it."""
    batch = begun.batch
    wave = batch.open_wave if batch else 0
    facts = (
        shown.batch_state,
        wave,
        shown.has_left,
        bool(shown.waiting),
        bool(shown.failed),
    )
    return "-".join(str(fact).lower() for fact in facts)


def _sending(
    request: HttpRequest,
    begun: Notice,
    *,
    form: LeavingForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    begun = notice_or_404(begun.revision_id) if refusal else begun
    context = {
        **around(begun.revision, ANNOUNCE),
        "notice": begun,
        "form": form or LeavingForm(),
        "refusal": refusal,
        "is_announced": begun.batch_id is not None,
        "people": 0,
        "batch": begun.batch,
    }
    if begun.batch_id is not None:
        context |= _progress(begun)
        context |= _levers(begun, context["progress"])
        context |= _reminder_levers(context["progress"])
    else:
        context["people"] = queries.audience(begun.revision.edition).count()
    return render(request, "notices/desk_sending.html", context, status=status)


def _levers(begun: Notice, shown: NoticeProgress) -> dict[str, bool]:
    """Say which buttons there are; the operations decide again when one is pressed."""
    state = Batch.State(shown.batch_state)
    waits = bool(shown.waiting)
    is_running = state == Batch.State.RUNNING
    has_more = begun.batch is not None and begun.batch.open_wave < 2  # noqa: PLR2004
    return {
        "can_start": state == Batch.State.HELD and waits,
        "can_pause": is_running and waits,
        "can_resume": state == Batch.State.PAUSED,
        "can_go_on": is_running and has_more and waits,
        "can_stop": state != Batch.State.STOPPED and waits,
        "can_take_back": begun.state == Notice.State.ANNOUNCED and not shown.has_left,
        "can_retry": bool(shown.failed) and state != Batch.State.STOPPED,
    }


def _reminder_levers(shown: NoticeProgress) -> dict[str, Any]:
    """Say whether the latest reminder is on its way or stands still."""
    batches = [reminder.batch for reminder in shown.reminders if reminder.batch]
    moves = {Batch.State.RUNNING, Batch.State.PAUSED}
    if not batches or batches[-1].state not in moves:
        return {}
    batch = batches[-1]
    if not batch.letters.waiting().exists():
        return {}
    return {"reminder_batch": batch}
