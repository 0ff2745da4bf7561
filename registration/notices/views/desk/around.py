"""What every page of a decision shows around its matter, and how its buttons act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock, repeat
from conference.core.refusals import Refusal
from conference.editions.models import ScheduleRevision
from registration.accounts.models import User
from registration.notices.models import Notice

PROPOSE, EFFECT, WRITE, APPROVE, ANNOUNCE = range(5)
PAGES: Final = ("effect", "effect", "notice", "approval", "sending")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a decision, as components/steps.html draws it."""

    label: str
    state: str
    url: str


def organiser_of(request: HttpRequest) -> User:
    """Return who is signed in; the guard of the view lets in nobody else."""
    return cast("User", request.user)


def decision_or_404(revision_id: int) -> ScheduleRevision:
    """Return a decision of the current edition, with its edition and notice."""
    decisions = ScheduleRevision.objects.select_related(
        "edition__in_force", "notice__batch", "proposed_by", "approved_by"
    )
    return get_object_or_404(decisions, pk=revision_id, edition__is_current=True)


def notice_of(revision: ScheduleRevision) -> Notice | None:
    """Return the notice of a decision, if one was begun."""
    notice: Notice | None = getattr(revision, "notice", None)
    if notice is not None:
        notice.revision = revision
    return notice


def notice_or_404(revision_id: int) -> Notice:
    """Return the notice of a decision of the current edition."""
    notices = Notice.objects.select_related(
        "revision__edition__in_force",
        "batch",
        "written_by",
        "approved_by",
        "announced_by",
    )
    return get_object_or_404(
        notices, revision_id=revision_id, revision__edition__is_current=True
    )


def around(revision: ScheduleRevision, step: int) -> dict[str, Any]:
    """Return a decision, its notice and the five steps, of which `step` is present."""
    labels = (
        _("Propose"),
        _("Look at the effect"),
        _("Write the notice"),
        _("Second person approves"),
        _("Announce"),
    )
    notice = notice_of(revision)
    done = _done(notice)
    return {
        "revision": revision,
        "notice": notice,
        "steps": [
            Step(
                label=label,
                state="current" if at == step else "done" if at < done else "",
                url=reverse(f"notices_desk:{PAGES[at]}", args=[revision.pk])
                if at <= done and at != step
                else "",
            )
            for at, label in enumerate(labels)
        ],
    }


def _done(notice: Notice | None) -> int:
    """Return the first step that is not done yet."""
    if notice is None or notice.state == Notice.State.DRAFT:
        return WRITE
    if notice.state == Notice.State.READY:
        return APPROVE
    return ANNOUNCE


def act_once(
    request: HttpRequest,
    action: str,
    act: Callable[[], str],
    refused: Callable[[Refusal], HttpResponse],
) -> HttpResponse:
    """Do `act` once for this press; a refusal is said on the page it came from."""
    try:
        return repeat.act_once(request, f"notices_desk:{action}", act, now=clock.now())
    except Refusal as refusal:
        return refused(refusal)
