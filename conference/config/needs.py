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
from registration.attendance.queries import agenda
from registration.notices.queries import reading


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
    now = clock.now()
    waiting = [*_notices(request, now), *_held_seats(request, now)]
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


def _held_seats(request: HttpRequest, now: datetime) -> Iterator[Need]:
    for item in agenda.held_items(request.user, standing.snapshot(), now=now):
        if item.tie.held_until is not None:
            yield Need(
                headline=_("A seat is held for you: %(title)s")
                % {"title": item.session.title},
                until=item.tie.held_until,
                url=reverse("attendance:seat", args=[item.session.code]),
                if_silent=_("If you say nothing, it goes to the next person in line."),
            )
