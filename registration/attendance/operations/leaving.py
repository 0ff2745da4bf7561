"""A person gives the place back, and may take that back."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.core.transactions import in_one_transaction
from registration.attendance.models import (
    ParticipantCategory,
    Registration,
    RegistrationStep,
)
from registration.attendance.operations import placing, seating, telling

Kind = RegistrationStep.Kind
State = Registration.State


class NoPlaceToRestore(Refusal):
    """Only somebody who had a place gets it back."""

    sentence = _("This registration never had a place. Begin a new request instead.")


class HasAnotherRequest(Refusal):
    """The person began a new request meanwhile."""

    sentence = _(
        "You have begun a new request since. Go on with that one, or withdraw it first."
    )


@in_one_transaction
def withdraw(
    registration_id: int, *, by: AbstractBaseUser | None, now: datetime
) -> Registration:
    """Give the request or the place back; the longest waiting gets it at once.

    So do those who wait for the seats in sessions. The caller tells the person; whoever
    moves up gets a letter from here. Refused: NotPossibleNow. Locks the category, the
    sessions, then registrations.
    """
    registration, _own, moved_up = _withdraw(registration_id, by=by, now=now)
    telling.write_to(moved_up, now=now)
    return registration


@in_one_transaction
def withdraw_and_tell(
    registration_id: int, *, by: AbstractBaseUser | None, now: datetime
) -> Registration:
    """Withdraw, and confirm it to the person by a letter; a draft goes silently."""
    registration, own, moved_up = _withdraw(registration_id, by=by, now=now)
    told = [own] if registration.submitted_at else []
    telling.write_to([*told, *moved_up], now=now)
    return registration


@in_one_transaction
def restore(
    registration_id: int, *, by: AbstractBaseUser | None, now: datetime
) -> Registration:
    """Take a withdrawal back: approved if a place is free, otherwise in line.

    The number and the pass stay what they were; the caller tells the person. Refused:
    NotPossibleNow, NoPlaceToRestore, HasAnotherRequest. Locks the category first.
    """
    registration, category = placing.locked(
        Registration.objects.filter(pk=registration_id)
    )
    if registration.state != State.WITHDRAWN:
        raise placing.NotPossibleNow(state=registration.get_state_display())
    if registration.number is None or category is None:
        raise NoPlaceToRestore
    others = Registration.objects.of(registration.account).live()
    if others.filter(edition_id=registration.edition_id).exists():
        raise HasAnotherRequest
    kind = placing.place(registration, category, by=None, now=now)
    steps = [telling.step(registration, Kind.RESTORED, by=by, now=now)]
    if kind == Kind.WAITING:
        steps.append(telling.step(registration, Kind.WAITING, by=by, now=now))
    telling.record(steps)
    return registration


def _withdraw(
    registration_id: int, *, by: AbstractBaseUser | None, now: datetime
) -> tuple[Registration, RegistrationStep, list[RegistrationStep]]:
    registration, category = placing.locked_with_seats(
        Registration.objects.filter(pk=registration_id)
    )
    placing.check_move(registration, State.WITHDRAWN)
    had_place = registration.state == State.APPROVED
    registration.end(State.WITHDRAWN, now)
    placing.save_state(registration, now=now)
    seating.release_all(registration.pk, by=by, now=now)
    steps = [telling.step(registration, Kind.WITHDRAWN, by=by, now=now)]
    steps += _next_in_line(category, now=now) if had_place else []
    own, *moved_up = telling.record(steps)
    return registration, own, moved_up


def _next_in_line(
    category: ParticipantCategory | None, *, now: datetime
) -> list[RegistrationStep]:
    return placing.free_place(category, now=now) if category else []
