"""Batching: letters of a mass mailing leave, wait, stop or are taken back together.

Every one of these locks the batch first. A sender asks for the state of the batch in
the very statement that lets a letter go, so each of them takes effect with the next
letter.
"""

import logging
from datetime import datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.mailroom import bell
from conference.mailroom.models import Batch, Letter

log = logging.getLogger(__name__)
State = Batch.State
FIRST_WAVE: Final = 1
EVERY_WAVE: Final = 2
MOVES: Final[dict[str, set[str]]] = {
    State.HELD: {State.RUNNING, State.STOPPED},
    State.RUNNING: {State.PAUSED, State.STOPPED},
    State.PAUSED: {State.RUNNING, State.STOPPED},
    State.STOPPED: set(),
}


class AlreadyLeft(Refusal):
    """A letter of this batch is on its way."""

    sentence = _(
        "The first letter has left, so this cannot be taken back. "
        "You can stop the rest."
    )


class NotNow(Refusal):
    """The batch is in a state that does not allow it."""

    sentence = _("This is not possible now: the letters are “%(state)s”.")


def open_batch(title: str, *, now: datetime) -> Batch:
    """Return a new batch; its letters wait until it is started."""
    return Batch.objects.create(title=title[:200], created_at=now)


@transaction.atomic
def start(batch_id: int, *, by: AbstractBaseUser | None, now: datetime) -> Batch:
    """Let all letters of a batch leave; `by` is empty when nobody pressed a button."""
    return _start(batch_id, EVERY_WAVE, by, now)


@transaction.atomic
def start_with_first_wave(
    batch_id: int, *, by: AbstractBaseUser, now: datetime
) -> Batch:
    """Let the first wave leave; the others wait for `go_on`."""
    return _start(batch_id, FIRST_WAVE, by, now)


@transaction.atomic
def go_on(batch_id: int, *, by: AbstractBaseUser, now: datetime) -> Batch:
    """Let everybody after the first wave have their letter, too."""
    batch = _locked(batch_id)
    if batch.state not in {State.RUNNING, State.PAUSED}:
        raise NotNow(state=batch.get_state_display())
    batch.open_wave = EVERY_WAVE
    batch.state = State.RUNNING
    batch.resumed_at = now
    batch.alarm = ""
    batch.alarm_at = None
    _save(batch, by, now)
    bell.ring(bulk=True)
    return batch


@transaction.atomic
def pause(batch_id: int, *, by: AbstractBaseUser, now: datetime) -> Batch:
    """Let the letters wait; the one that is being handed over still arrives."""
    batch = _locked(batch_id)
    _move(batch, State.PAUSED)
    _save(batch, by, now)
    return batch


@transaction.atomic
def resume(batch_id: int, *, by: AbstractBaseUser, now: datetime) -> Batch:
    """Go on where the batch was paused; the time it waited counts against no letter."""
    batch = _locked(batch_id)
    if batch.state != State.PAUSED:
        raise NotNow(state=batch.get_state_display())
    _move(batch, State.RUNNING)
    batch.resumed_at = now
    batch.alarm = ""
    batch.alarm_at = None
    _save(batch, by, now)
    bell.ring(bulk=True)
    return batch


@transaction.atomic
def stop(batch_id: int, *, by: AbstractBaseUser, now: datetime) -> int:
    """Stop for good and return how many letters were taken back."""
    batch = _locked(batch_id)
    _move(batch, State.STOPPED)
    batch.stopped_at = now
    _save(batch, by, now)
    return _cancel_waiting(batch, now)


@transaction.atomic
def take_back(batch_id: int, *, by: AbstractBaseUser, now: datetime) -> int:
    """Take every letter back, as long as none has left. Refused: AlreadyLeft.

    The letters are cancelled first, which takes the lock of each row; a sender that
    was quicker has moved its letter on, and we see that afterwards.
    """
    batch = _locked(batch_id)
    _move(batch, State.STOPPED)
    cancelled = _cancel_waiting(batch, now)
    if _has_left(batch):
        raise AlreadyLeft
    batch.stopped_at = now
    _save(batch, by, now)
    return cancelled


def _start(
    batch_id: int, wave: int, by: AbstractBaseUser | None, now: datetime
) -> Batch:
    batch = _locked(batch_id)
    if batch.state != State.HELD:
        raise NotNow(state=batch.get_state_display())
    _move(batch, State.RUNNING)
    batch.open_wave = wave
    batch.started_at = now
    _save(batch, by, now)
    bell.ring(bulk=True, urgent=batch.letters.urgent().exists())
    return batch


def _locked(batch_id: int) -> Batch:
    batches = Batch.objects.select_for_update(of=("self",), no_key=True)
    return batches.get(pk=batch_id)


def _move(batch: Batch, state: str) -> None:
    if state not in MOVES[batch.state]:
        raise NotNow(state=batch.get_state_display())
    batch.state = state


def _save(batch: Batch, by: AbstractBaseUser | None, now: datetime) -> None:
    # The record of who did it is kept beside the row; the log helps at night.
    facts = {"batch": batch.pk, "state": batch.state, "at": now.isoformat()}
    log.info("batch.moved", extra={**facts, "by": getattr(by, "pk", None)})
    batch.save(
        update_fields=[
            "state", "open_wave", "alarm", "alarm_at", "started_at", "resumed_at",
            "stopped_at",
        ]
    )  # fmt: skip


def _cancel_waiting(batch: Batch, now: datetime) -> int:
    waiting = batch.letters.filter(
        state__in=[Letter.State.DUE, Letter.State.CLAIMED, Letter.State.RETRY]
    )
    return waiting.update(
        state=Letter.State.CANCELLED, finished_at=now, lease_holder="", lease_until=None
    )


def _has_left(batch: Batch) -> bool:
    not_left = [Letter.State.CANCELLED, Letter.State.SUPPRESSED, Letter.State.FAILED]
    left = ~Q(state__in=not_left) | Q(may_be_double=True)
    return batch.letters.filter(left).exists()
