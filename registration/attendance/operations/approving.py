"""Organisers decide on requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.core.transactions import in_one_transaction
from registration.attendance.models import Registration, RegistrationStep
from registration.attendance.operations import placing, seating, telling

Kind = RegistrationStep.Kind
State = Registration.State


class AlreadyInLine(Refusal):
    """An approved request that waits for a place."""

    sentence = _(
        "This request is approved and waits for a place. It gets the next one by "
        "itself; "
        "to make room, give the category more places."
    )


class ReasonMissing(Refusal):
    """A no needs its reason."""

    sentence = _("Write the reason. The person reads it in the letter.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of many requests decided at once."""

    approved: int = 0
    waiting: int = 0
    left_alone: int = 0


@in_one_transaction
def approve(
    registration_id: int, *, by: AbstractBaseUser, now: datetime
) -> Registration:
    """Let the person attend, or stand in line when the category is full; write to them.

    Refused: NotPossibleNow, AlreadyInLine. Locks the category, then the registration.
    """
    registration, category = placing.locked(
        Registration.objects.filter(pk=registration_id)
    )
    if registration.state == State.WAITING:
        raise AlreadyInLine
    if registration.state != State.SUBMITTED or category is None:
        raise placing.NotPossibleNow(state=registration.get_state_display())
    kind = placing.place(registration, category, by=by, now=now)
    steps = telling.record([telling.step(registration, kind, by=by, now=now)])
    telling.write_to(steps, now=now)
    return registration


@in_one_transaction
def approve_each(
    registration_ids: Iterable[int], *, by: AbstractBaseUser, now: datetime
) -> Outcome:
    """Approve many requests, first come first, and say what became of them.

    Those that are not open by now are left alone. Categories are locked in one order.
    """
    found = (
        Registration.objects.filter(pk__in=registration_ids)
        .exclude(state=State.DRAFT)
        .order_by("category_id", "submitted_at", "pk")
        .values_list("pk", flat=True)
    )
    states = [_approved_state(pk, by, now) for pk in found]
    return Outcome(
        approved=states.count(State.APPROVED),
        waiting=states.count(State.WAITING),
        left_alone=states.count(""),
    )


def _approved_state(registration_id: int, by: AbstractBaseUser, now: datetime) -> str:
    try:
        return approve(registration_id, by=by, now=now).state
    except Refusal:
        # Refused before anything was written, so the others go on.
        return ""


@in_one_transaction
def reject(
    registration_id: int, *, reason: str, by: AbstractBaseUser, now: datetime
) -> Registration:
    """Say no to a request that has no place yet, and write the reason to the person.

    Refused: ReasonMissing, NotPossibleNow.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    registration, _category = placing.locked(
        Registration.objects.filter(pk=registration_id)
    )
    placing.check_move(registration, State.REJECTED)
    registration.reject(reason, by, now)
    placing.save_state(registration, now=now)
    steps = telling.record(
        [telling.step(registration, Kind.REJECTED, by=by, now=now, note=reason)]
    )
    telling.write_to(steps, now=now)
    return registration


@in_one_transaction
def cancel(
    registration_id: int, *, reason: str, by: AbstractBaseUser, now: datetime
) -> Registration:
    """End a registration on the organisers' side; place and seats go to the lines.

    Refused: ReasonMissing, NotPossibleNow. Locks the category, the sessions, then
    registrations.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    registration, category = placing.locked_with_seats(
        Registration.objects.filter(pk=registration_id)
    )
    placing.check_move(registration, State.CANCELLED)
    had_place = registration.state == State.APPROVED
    registration.reason = reason
    registration.end(State.CANCELLED, now)
    placing.save_state(registration, now=now)
    seating.release_all(registration.pk, by=by, now=now)
    steps = [telling.step(registration, Kind.CANCELLED, by=by, now=now, note=reason)]
    if had_place and category:
        steps += placing.free_place(category, now=now)
    telling.write_to(telling.record(steps), now=now)
    return registration
