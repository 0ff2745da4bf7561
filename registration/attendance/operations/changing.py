"""Changes to a registration that stands."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser

from conference.core.transactions import in_one_transaction
from registration.attendance.models import Registration, RegistrationStep
from registration.attendance.operations import placing, promoting, seating, telling

Kind = RegistrationStep.Kind
State = Registration.State
Mode = Registration.Mode


@in_one_transaction
def attend_online(
    registration_id: int, *, by: AbstractBaseUser | None, now: datetime
) -> Registration:
    """Let somebody with a place, or in line for one, attend online from now on.

    The caller tells them. Doing it twice changes nothing. Refused: NotPossibleNow.
    """
    _lock_sessions(registration_id)
    registration = _locked(registration_id, State.APPROVED, State.WAITING)
    _attend(registration, Mode.REMOTE, by=by, now=now)
    return registration


@in_one_transaction
def attend_on_site(
    registration_id: int, *, by: AbstractBaseUser | None, now: datetime
) -> Registration:
    """Let somebody with a place, or in line for one, attend in person from now on.

    The caller tells them. Doing it twice changes nothing. Refused: NotPossibleNow.
    """
    _lock_sessions(registration_id)
    registration = _locked(registration_id, State.APPROVED, State.WAITING)
    _attend(registration, Mode.ON_SITE, by=by, now=now)
    return registration


@in_one_transaction
def choose_mode_and_tell(
    registration_id: int, *, mode: str, by: AbstractBaseUser | None, now: datetime
) -> Registration:
    """Change how an approved person attends, and confirm it to them by a letter."""
    _lock_sessions(registration_id)
    registration = _locked(registration_id, State.APPROVED)
    telling.write_to(_attend(registration, mode, by=by, now=now), now=now)
    return registration


@in_one_transaction
def choose_language(registration_id: int, *, language: str, now: datetime) -> None:
    """Write to an approved person in this language from now on; empty changes nothing.

    Refused: NotPossibleNow.
    """
    registration = _locked(registration_id, State.APPROVED)
    if language in {"", registration.language}:
        return
    registration.language = language
    registration.changed_at = now
    registration.save(update_fields=["language", "changed_at"])


@in_one_transaction
def note_kept(
    registration_id: int, *, by: AbstractBaseUser | None, now: datetime
) -> Registration:
    """Write into the history that an approved person keeps the place.

    Refused: NotPossibleNow.
    """
    registration = _locked(registration_id, State.APPROVED)
    telling.record([telling.step(registration, Kind.KEPT, by=by, now=now)])
    return registration


def _attend(
    registration: Registration,
    mode: str,
    *,
    by: AbstractBaseUser | None,
    now: datetime,
) -> list[RegistrationStep]:
    if registration.attendance_mode == mode:
        return []
    registration.attendance_mode = mode
    registration.changed_at = now
    registration.save(update_fields=["attendance_mode", "changed_at"])
    seating.recount(registration.pk, by=by, now=now)
    kind = Kind.MOVED_ONLINE if mode == Mode.REMOTE else Kind.MOVED_ON_SITE
    return telling.record([telling.step(registration, kind, by=by, now=now)])


def _lock_sessions(registration_id: int) -> None:
    """Lock the sessions of a person first, as everyone does who changes seats."""
    promoting.lock_sessions(promoting.sessions_of([registration_id]))


def _locked(registration_id: int, *states: str) -> Registration:
    registration = placing.locked_registration(
        Registration.objects.filter(pk=registration_id)
    )
    if registration.state not in states:
        raise placing.NotPossibleNow(state=registration.get_state_display())
    return registration
