"""Places and the line for them: always under the lock of the category.

Everyone locks the category first and registrations after it; whoever gives back seats
in sessions locks these in between. The locks leave keys alone (`no_key`), so that rows
which only point at these are written meanwhile.
"""

from datetime import datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from registration.attendance.models import (
    ParticipantCategory,
    Registration,
    RegistrationStep,
)
from registration.attendance.models.registration import RegistrationQuerySet
from registration.attendance.operations import promoting

Kind = RegistrationStep.Kind
State = Registration.State
STATE_FIELDS: Final = (
    "state",
    "number",
    "badge_token",
    "waiting_number",
    "reason",
    "submitted_at",
    "changed_at",
    "decided_at",
    "decided_by",
    "ended_at",
)


class NotPossibleNow(Refusal):
    """The registration is in a state that does not allow this."""

    sentence = _(
        "This registration is “%(state)s” by now. Look at it again; nothing was done."
    )


class ChangedMeanwhile(Refusal):
    """Somebody saved other answers since this page was opened."""

    sentence = _(
        "These answers were changed in another window since you opened this page. "
        "Compare them below, then save once more."
    )


def lock_categories(edition_id: int) -> None:
    """Lock all categories of an edition: nobody is placed until the caller is done."""
    categories = ParticipantCategory.objects.filter(edition_id=edition_id)
    # In one order, the one in which many requests are decided at once.
    list(categories.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def locked_category(registrations: RegistrationQuerySet) -> ParticipantCategory | None:
    """Lock the category of one registration; None for a draft without."""
    return (
        ParticipantCategory.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=registrations.values("category_id"))
        .first()
    )


def locked_registration(registrations: RegistrationQuerySet) -> Registration:
    """Lock one registration, with the account and the dates that letters tell of.

    Raises Registration.DoesNotExist.
    """
    return (
        registrations.select_for_update(of=("self",), no_key=True)
        .select_related("account", "edition__in_force")
        .get()
    )


def locked(
    registrations: RegistrationQuerySet,
) -> tuple[Registration, ParticipantCategory | None]:
    """Lock the category of one registration, then the registration itself.

    Refused: ChangedMeanwhile, when a draft got another category between the two.
    """
    return _together(registrations, locked_category(registrations))


def locked_with_seats(
    registrations: RegistrationQuerySet,
) -> tuple[Registration, ParticipantCategory | None]:
    """Lock the category of one registration, its sessions, then the registration.

    Refused: ChangedMeanwhile.
    """
    category = locked_category(registrations)
    own = registrations.values_list("pk", flat=True)
    promoting.lock_sessions(promoting.sessions_of(list(own)))
    return _together(registrations, category)


def check_move(registration: Registration, state: str) -> None:
    """Refuse a move that the table of moves does not have."""
    if not registration.may_become(state):
        raise NotPossibleNow(state=registration.get_state_display())


def place(
    registration: Registration,
    category: ParticipantCategory,
    *,
    by: AbstractBaseUser | None,
    now: datetime,
) -> str:
    """Give a place, or the next number in line when there is none; save, say which.

    Nobody overtakes: a place that becomes free goes to the line at once, so a free
    place means that nobody waits. The category must be locked.
    """
    if _has_free_place(category):
        registration.approve(by, now)
        category.places_taken += 1
        save_state(registration, now=now)
        return Kind.APPROVED
    category.last_waiting_number += 1
    category.save(update_fields=["last_waiting_number"])
    registration.wait(category.last_waiting_number, by, now)
    save_state(registration, now=now)
    return Kind.WAITING


def free_place(
    category: ParticipantCategory, *, now: datetime
) -> list[RegistrationStep]:
    """Count one approved registration less, and give its place to the line."""
    category.places_taken -= 1
    return give_free_places(category, now=now)


def give_free_places(
    category: ParticipantCategory, *, now: datetime
) -> list[RegistrationStep]:
    """Approve the longest waiting, as many as places are free; return what happened.

    The category must be locked; the database itself counts its places.
    """
    line = (
        Registration.objects.in_line()
        .filter(category=category)
        .select_for_update(of=("self",), no_key=True)
        .select_related("account", "edition__in_force")
        .order_by("waiting_number")
    )
    if category.places_left is not None:
        line = line[: max(category.places_left, 0)]
    steps = []
    for registration in line:
        registration.category = category
        registration.approve(None, now)
        category.places_taken += 1
        save_state(registration, now=now)
        steps.append(
            RegistrationStep(registration=registration, kind=Kind.PROMOTED, at=now)
        )
    return steps


def save_state(registration: Registration, *, now: datetime) -> None:
    """Save what a move changes."""
    registration.changed_at = now
    registration.save(update_fields=STATE_FIELDS)


def _has_free_place(category: ParticipantCategory) -> bool:
    left = category.places_left
    return left is None or left > 0


def _together(
    registrations: RegistrationQuerySet, category: ParticipantCategory | None
) -> tuple[Registration, ParticipantCategory | None]:
    registration = locked_registration(registrations)
    if registration.category_id != (category.pk if category else None):
        raise ChangedMeanwhile
    registration.category = category
    return registration, category
