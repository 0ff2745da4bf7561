"""What needs a person's answer, from whichever app asks; shown on their own page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from conference.core import clock
from registration.notices.queries import reading


@dataclass(frozen=True, slots=True)
class Need:
    """One question that waits for the person: its words, its end, where to answer."""

    headline: str
    until: datetime
    url: str


def needs(request: HttpRequest) -> dict[str, Any]:
    """Give templates `needs`, the soonest first; looked up only where it is shown."""
    return {"needs": SimpleLazyObject(lambda: _open_questions(request))}


def _open_questions(request: HttpRequest) -> list[Need]:
    if not request.user.is_authenticated:
        return []
    waiting = [
        Need(
            headline=notice.headline,
            until=notice.answer_by,
            url=reverse("notices:notice", args=[notice.notice_id]),
        )
        for notice in reading.my_notices(request.user, now=clock.now())
        if notice.asked and notice.standing.is_open and not notice.standing.choice
    ]
    return sorted(waiting, key=lambda need: need.until)
