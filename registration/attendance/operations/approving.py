"""Organisers decide on requests."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.core.transactions import in_one_transaction
from registration.attendance.models import Registration, RegistrationStep
from registration.attendance.operations import placing, telling

Kind = RegistrationStep.Kind
State = Registration.State


class AlreadyInLine(Refusal):
    """An approved request that waits for a place."""

    sentence = _(
        "This request is approved and waits for a place. It gets the next one by itself; "
        "to make room, give the category more places."
    )


class ReasonMissing(Refusal):
    """A no needs its reason."""

    sentence = _("Write the reason. The person reads it in the letter.")


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
    """End a registration on the organisers' side; its place goes to the line.

    Refused: ReasonMissing, NotPossibleNow. Locks the category, then registrations.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    registration, category = placing.locked(
        Registration.objects.filter(pk=registration_id)
    )
    placing.check_move(registration, State.CANCELLED)
    had_place = registration.state == State.APPROVED
    registration.reason = reason
    registration.end(State.CANCELLED, now)
    placing.save_state(registration, now=now)
    steps = [telling.step(registration, Kind.CANCELLED, by=by, now=now, note=reason)]
    if had_place and category:
        steps += placing.free_place(category, now=now)
    telling.write_to(telling.record(steps), now=now)
    return registration
