"""What happened, told twice: a line of history, and a letter to the person."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from conference.editions import calendars, dates
from conference.editions.models import ScheduleRevision
from conference.mailroom import mime
from conference.mailroom.operations import posting
from registration.attendance.models import Registration, RegistrationStep

Kind = RegistrationStep.Kind
TEMPLATES: Final[dict[str, str]] = {
    Kind.SUBMITTED: "registration_acknowledged",
    Kind.APPROVED: "registration_confirmed",
    Kind.PROMOTED: "registration_promoted",
    Kind.REJECTED: "registration_rejected",
    Kind.WAITING: "registration_waiting",
    Kind.WITHDRAWN: "registration_withdrawn",
    Kind.CANCELLED: "registration_cancelled",
    Kind.MOVED_ONLINE: "registration_changed",
    Kind.MOVED_ON_SITE: "registration_changed",
}
WITH_PASS: Final = frozenset({Kind.APPROVED, Kind.PROMOTED})


def step(
    registration: Registration,
    kind: str,
    *,
    by: AbstractBaseUser | AnonymousUser | None,
    now: datetime,
    note: str = "",
) -> RegistrationStep:
    """Return a line of history; `by` stays empty for the person's own deeds."""
    other = by.pk if by is not None and by.pk != registration.account_id else None
    return RegistrationStep(
        registration=registration,
        kind=kind,
        note=note,
        at=now,
        by_id=other,
    )


def record(steps: Iterable[RegistrationStep]) -> list[RegistrationStep]:
    """Write lines of history, in one statement."""
    return RegistrationStep.objects.bulk_create(steps)


def write_to(steps: Sequence[RegistrationStep], *, now: datetime) -> None:
    """Post the letter that belongs to each of these recorded steps."""
    if steps:
        posting.post([_letter(step, now) for step in steps], now=now)


def _letter(step: RegistrationStep, now: datetime) -> posting.Draft:
    registration = step.registration
    return posting.Draft(
        key=f"registration-step:{step.pk}",
        to=registration.account.email,
        language=registration.language,
        template=TEMPLATES[step.kind],
        context=_context(registration, step, now),
    )


def _context(
    registration: Registration, step: RegistrationStep, now: datetime
) -> dict[str, Any]:
    revision = registration.edition.in_force
    category = registration.category
    told: dict[str, Any] = {
        "name": mime.unlinked(registration.full_name),
        "category": category.name.localize(registration.language) if category else "",
        "number": registration.number or "",
        "reason": mime.unlinked(step.note),
        "mode": registration.attendance_mode,
        "edition_name": revision.name if revision else "",
        "dates": dates.date_text(revision, registration.language) if revision else "",
        "contact": registration.edition.contact_address,
    }
    if step.kind == Kind.WAITING:
        told["place"] = _place_in_line(registration)
    if step.kind in WITH_PASS:
        told |= _pass(registration, revision, now)
    return told


def _place_in_line(registration: Registration) -> int:
    return (
        Registration.objects.in_line()
        .filter(
            category_id=registration.category_id,
            waiting_number__lte=registration.waiting_number,
        )
        .count()
    )


def _pass(
    registration: Registration, revision: ScheduleRevision | None, now: datetime
) -> dict[str, str]:
    held = {"_qr": registration.badge_token or ""}
    # A month without a day is no calendar entry.
    if revision and revision.has_days:
        with translation.override(registration.language):
            held["_calendar"] = calendars.calendar_of(
                None,  # who is new needs no history of the dates
                registration.edition,
                revision,
                "REQUEST",
                registration.account.email,
                now,
            )
    return held
