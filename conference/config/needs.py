"""What needs a person's answer, from whichever app asks; shown on their own page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from conference.core import clock
from conference.programme import standing
from registration.attendance.queries.ties import ASKED_AGAIN, Ties
from registration.attendance.views.own import ties_of
from registration.notices.queries import reading, staging


@dataclass(frozen=True, slots=True)
class Need:
    """One question that waits for the person: its words, its end, where to answer.

    `if_silent` says what happens to who says nothing.
    """

    headline: str
    until: datetime
    url: str
    if_silent: str


def needs(request: HttpRequest) -> dict[str, Any]:
    """Give templates `needs`, the soonest first; looked up only where it is shown."""
    return {"needs": SimpleLazyObject(lambda: _open_questions(request))}


def _open_questions(request: HttpRequest) -> list[Need]:
    if not request.user.is_authenticated:
        return []
    now, ties = clock.now(), ties_of(request)
    waiting = [
        *_notices(request, now),
        *_held_seats(ties, now),
        *_stages(request, ties, now),
    ]
    return sorted(waiting, key=lambda need: need.until)


def _notices(request: HttpRequest, now: datetime) -> Iterator[Need]:
    for notice in reading.my_notices(request.user, now=now):
        if notice.asked and notice.standing.is_open and not notice.standing.choice:
            yield Need(
                headline=notice.headline,
                until=notice.answer_by,
                url=reverse("notices:notice", args=[notice.notice_id]),
                if_silent=_("If you say nothing, you keep your place."),
            )


def _held_seats(ties: Ties, now: datetime) -> Iterator[Need]:
    snapshot = standing.snapshot()
    for tie in ties.by_session.values():
        session = snapshot.by_pk.get(tie.session_id) if snapshot else None
        if session is None or not session.takes_place:
            # Nobody loses a place for not answering about these.
            continue
        if tie.held_until is not None and tie.held_until > now:
            yield Need(
                headline=_("A seat is held for you: %(title)s")
                % {"title": session.title},
                until=tie.held_until,
                url=reverse("attendance:seat", args=[session.code]),
                if_silent=_("If you say nothing, it goes to the next person in line."),
            )


def _stages(request: HttpRequest, ties: Ties, now: datetime) -> Iterator[Need]:
    if not any(tie.answer == ASKED_AGAIN for tie in ties.by_session.values()):
        return
    for asked in staging.my_stage(request.user):
        start = asked.version.starts_at
        is_asked = asked.role.confirmation == ASKED_AGAIN
        if asked.is_open and is_asked and start is not None and start > now:
            token = staging.stage_token(asked.role.pk, asked.version.pk)
            yield Need(
                headline=_("Your stage has a new time: %(title)s")
                % {"title": asked.version.title},
                until=start,
                url=reverse("notices:stage", args=[token]),
                if_silent=_(
                    "Until you say yes, the programme shows you as not yet confirmed."
                ),
            )
