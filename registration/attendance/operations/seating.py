"""People take seats in sessions, stand in line for them, and give them back."""

import logging
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.db.models import F, Q
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.core.transactions import in_one_transaction, retry_once_on_deadlock
from conference.programme.models import SessionVersion
from registration.attendance.models import Registration, Seat
from registration.attendance.operations import promoting, seat_letters
from registration.attendance.operations.promoting import Floor
from registration.attendance.queries.clashes import Clash, clashes

Actor = AbstractBaseUser | AnonymousUser | None
State = Seat.State
log = logging.getLogger(__name__)
ON_STAGE = _(
    "At that time you are on stage in “%(titles)s”. If that is not so any more, "
    "write to us, and this seat can be yours."
)


class SessionFull(Refusal):
    """No seat is free, or those that are belong to the line."""

    sentence = _(
        "Every seat in this session is taken, and %(waiting)d people wait for one. "
        "Join the line: when your turn comes we write to you."
    )


class Clashes(Refusal):
    """The person has something else at that time."""

    sentence = _(
        "At that time you have “%(titles)s”. Give that seat back to take this one, "
        "or keep what you have."
    )

    def __init__(self, sessions: list[Clash]) -> None:
        on_stage = [clash for clash in sessions if clash.on_stage]
        titles = (str(clash.title) for clash in on_stage or sessions)
        super().__init__(titles="”, “".join(titles))
        self.sessions = sessions
        if on_stage:
            self.sentence = ON_STAGE


class NotApproved(Refusal):
    """Seats are for people who have a place at the event."""

    sentence = _(
        "Seats are for people with a place at the event. Ask for a place first; "
        "once it is approved, come back here."
    )


class NotOpenToYou(Refusal):
    """The session is for other kinds of participants."""

    sentence = _(
        "This session is open to other participants. Look in the programme for "
        "sessions that are open to all."
    )


class NotOffered(Refusal):
    """Cancelled, without a time, over, or not public."""

    sentence = _(
        "This session takes no seats now: it is over, cancelled, or has no time yet. "
        "Look at it in the programme."
    )


class NothingHeld(Refusal):
    """No seat waits for the person's answer."""

    sentence = _(
        "No seat is held for you here any more. If the session is full, join the "
        "line again."
    )


@retry_once_on_deadlock
@in_one_transaction
def take(
    registration_id: int,
    session_id: int,
    *,
    instead_of: int | None = None,
    by: Actor,
    now: datetime,
) -> Seat:
    """Take a free seat, give another session's back for it when told to; write once.

    A free seat goes to who waits before anybody new. Twice is once. Refused:
    SessionFull, Clashes, NotApproved, NotOpenToYou, NotOffered. Locks the sessions,
    then the people.
    """
    floor = promoting.lock(
        [session_id, instead_of], [registration_id], freeing=[instead_of], now=now
    )
    registration = _approved(floor, registration_id)
    _check_offered(floor, registration, session_id)
    seat = _seat(registration, session_id)
    if seat.state == State.TAKEN:
        return seat
    if seat.state == State.HELD:
        return _accept(floor, seat, instead_of, by)
    _check_open(floor, registration, session_id)
    # First what is asked most often when many press at once, and costs least.
    _check_room(floor, registration, session_id)
    _check_clashes(floor, registration, session_id, instead_of)
    return _sit(floor, seat, instead_of, by)


@retry_once_on_deadlock
@in_one_transaction
def join_line(
    registration_id: int, session_id: int, *, by: Actor, now: datetime
) -> Seat:
    """Stand in line for a seat; a seat that is free meanwhile is given at once.

    Who has a seat or stands in line keeps it. Refused: NotApproved, NotOpenToYou,
    NotOffered. Locks the session, then the people.
    """
    floor = promoting.lock([session_id], [registration_id], now=now)
    registration = _approved(floor, registration_id)
    _check_offered(floor, registration, session_id)
    seat = _seat(registration, session_id)
    if seat.is_live:
        return seat
    _check_open(floor, registration, session_id)
    seat.arrival_number = promoting.arrive(floor, session_id)
    promoting.become(floor, seat, State.WAITING, "seat_waiting")
    if not seat.is_counted:
        promoting.offer(floor, seat)
    promoting.promote(floor, [session_id])
    seat_letters.post(floor, by=by)
    return floor.told[seat.pk].seat


@retry_once_on_deadlock
@in_one_transaction
def give_back(
    registration_id: int, session_id: int, *, by: Actor, now: datetime
) -> Seat:
    """Give a seat or an offer back, or leave the line; who is next gets the seat.

    Twice is once. Raises Seat.DoesNotExist for who never came for one. Locks the
    session, then the people.
    """
    floor = promoting.lock(
        [session_id], [registration_id], freeing=[session_id], now=now
    )
    seat = Seat.objects.get(registration_id=registration_id, session_id=session_id)
    if not seat.is_live:
        return seat
    _leave(floor, seat)
    promoting.promote(floor, [session_id])
    seat_letters.post(floor, by=by)
    return seat


@retry_once_on_deadlock
@in_one_transaction
def accept_held(
    registration_id: int,
    session_id: int,
    *,
    instead_of: int | None = None,
    by: Actor,
    now: datetime,
) -> Seat:
    """Take the seat that was held, instead of another one when told to.

    Twice is once. Refused: NothingHeld, Clashes, NotApproved, NotOffered.
    """
    floor = promoting.lock(
        [session_id, instead_of], [registration_id], freeing=[instead_of], now=now
    )
    registration = _approved(floor, registration_id)
    _check_offered(floor, registration, session_id)
    seat = _seat(registration, session_id)
    if seat.state == State.TAKEN:
        return seat
    return _accept(floor, seat, instead_of, by)


def decline_held(
    registration_id: int, session_id: int, *, by: Actor, now: datetime
) -> Seat:
    """Leave a held seat to the next person."""
    return give_back(registration_id, session_id, by=by, now=now)


@retry_once_on_deadlock
@in_one_transaction
def recount(registration_id: int, *, by: Actor, now: datetime) -> None:
    """Count the person's seats anew after they chose to come online, or in person.

    Chairs that become free go to the line. Who needs a chair where none is free stands
    in line, and is told. Locks the sessions, then the people.
    """
    session_ids = promoting.sessions_of([registration_id])
    if not session_ids:
        return
    floor = promoting.lock(session_ids, [registration_id], freeing=session_ids, now=now)
    own = Seat.objects.live().filter(registration_id=registration_id)
    for seat in own.order_by("session_id"):
        promoting.recount(floor, seat)
    promoting.promote(floor, session_ids)
    seat_letters.post(floor, by=by)


@retry_once_on_deadlock
@in_one_transaction
def release_all(registration_id: int, *, by: Actor, now: datetime) -> int:
    """Give back everything a registration that ended has in sessions, in one letter.

    Return how many seats became free. Locks the sessions, then the people.
    """
    session_ids = promoting.sessions_of([registration_id])
    if not session_ids:
        return 0
    floor = promoting.lock(session_ids, [registration_id], freeing=session_ids, now=now)
    own = Seat.objects.live().filter(registration_id=registration_id)
    for seat in own.order_by("session_id"):
        promoting.become(floor, seat, State.GIVEN_BACK, "seats_released")
    freed = sum(told.left for told in floor.told.values())
    promoting.promote(floor, session_ids)
    seat_letters.post(floor, by=by)
    return freed


def lapse_due(*, now: datetime) -> int:
    """End offers that were not answered in time, and return how many.

    Their seats go to the next in line, and so does any seat that is free by another
    door. Each session in a transaction of its own; what is locked waits for the next
    round.
    """
    return sum(_lapse_or_wait(session_id, now) for session_id in _untended(now))


def _untended(now: datetime) -> list[int]:
    lapsed = Seat.objects.lapsed(now).values_list("session_id", flat=True)
    free = Q(session__capacity=None) | Q(
        session__seats_taken__lt=F("session__capacity")
    )
    waiting = Seat.objects.in_line().filter(
        free,
        session__released__state=SessionVersion.State.PUBLISHED,
        session__released__ends_at__gt=now,
    )
    return sorted({*lapsed, *waiting.values_list("session_id", flat=True)})


def _lapse_or_wait(session_id: int, now: datetime) -> int:
    try:
        return _lapse(session_id, now=now)
    except OperationalError:
        log.warning("seats.tend_later", extra={"session_id": session_id})
        return 0


@retry_once_on_deadlock
@atomic
def _lapse(session_id: int, *, now: datetime) -> int:
    lapsed = Seat.objects.lapsed(now).filter(session_id=session_id)
    people = list(lapsed.values_list("registration_id", flat=True))
    floor = promoting.lock([session_id], people, freeing=[session_id], now=now)
    ended = 0
    for seat in lapsed.filter(registration_id__in=people).order_by("arrival_number"):
        if floor.is_offered(session_id):
            promoting.become(floor, seat, State.LAPSED, "seat_lapsed")
            ended += 1
        else:
            # Nobody loses a place for not answering about what does not take place.
            promoting.become(floor, seat, State.WAITING, "")
    promoting.promote(floor, [session_id])
    seat_letters.post(floor, by=None)
    return ended


def _accept(floor: Floor, seat: Seat, instead_of: int | None, by: Actor) -> Seat:
    ended = seat.held_until is not None and seat.held_until <= floor.now
    if seat.state != State.HELD or ended:
        raise NothingHeld
    registration = floor.people[seat.registration_id]
    _check_clashes(floor, registration, seat.session_id, instead_of)
    _give_up(floor, seat, instead_of)
    promoting.become(floor, seat, State.TAKEN, "seat_taken")
    promoting.promote(floor, _ids(instead_of))
    seat_letters.post(floor, by=by)
    return seat


def _sit(floor: Floor, seat: Seat, instead_of: int | None, by: Actor) -> Seat:
    promoting.promote(floor, [seat.session_id])
    _give_up(floor, seat, instead_of)
    seat.arrival_number = promoting.arrive(floor, seat.session_id)
    promoting.become(floor, seat, State.TAKEN, "seat_taken")
    promoting.promote(floor, _ids(instead_of))
    seat_letters.post(floor, by=by)
    return seat


def _approved(floor: Floor, registration_id: int) -> Registration:
    registration = floor.people.get(registration_id)
    if registration is None or registration.state != Registration.State.APPROVED:
        raise NotApproved
    return registration


def _check_offered(floor: Floor, registration: Registration, session_id: int) -> None:
    session = floor.sessions.get(session_id)
    is_here = session is not None and session.edition_id == registration.edition_id
    if not is_here or not floor.is_offered(session_id):
        raise NotOffered


def _check_open(floor: Floor, registration: Registration, session_id: int) -> None:
    open_to = floor.versions[session_id].open_to
    category = registration.category
    if open_to and (category is None or category.code not in open_to):
        raise NotOpenToYou


def _check_clashes(
    floor: Floor, registration: Registration, session_id: int, instead_of: int | None
) -> None:
    found = clashes([registration], floor.versions[session_id])[registration.pk]
    kept = [
        clash for clash in found if clash.on_stage or clash.session_id != instead_of
    ]
    if kept:
        raise Clashes(kept)


def _check_room(floor: Floor, registration: Registration, session_id: int) -> None:
    """Refuse when everything that is free belongs to those in line."""
    if not promoting.counts(registration, floor.versions[session_id]):
        return
    left = floor.sessions[session_id].seats_left
    if left is None or left > len(promoting.next_in_line(floor, session_id)):
        return
    waiting = Seat.objects.in_line().filter(session_id=session_id)
    raise SessionFull(waiting=waiting.count())


def _seat(registration: Registration, session_id: int) -> Seat:
    """Return the person's row for a session, or a new one that is not saved.

    Who comes with a new request has the same calendar, so the new row counts on.
    """
    rows = Seat.objects.filter(
        registration__account_id=registration.account_id, session_id=session_id
    )
    theirs = {seat.registration_id: seat for seat in rows}
    return theirs.get(registration.pk) or Seat(
        registration_id=registration.pk,
        session_id=session_id,
        calendar_step=max((seat.calendar_step for seat in theirs.values()), default=0),
    )


def _give_up(floor: Floor, wanted: Seat, session_id: int | None) -> None:
    """Give another seat of the same person back."""
    own = Seat.objects.occupied().filter(registration_id=wanted.registration_id)
    others = own.exclude(session_id=wanted.session_id)
    for seat in others.filter(session_id__in=_ids(session_id)):
        _leave(floor, seat)


def _leave(floor: Floor, seat: Seat) -> None:
    promoting.become(floor, seat, State.GIVEN_BACK, "seat_given_back")


def _ids(session_id: int | None) -> list[int]:
    return [] if session_id is None else [session_id]
