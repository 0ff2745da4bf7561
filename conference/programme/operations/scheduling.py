"""Planning sessions: make, change, move, swap, cancel. Nothing here is public yet."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import count
from typing import Any, Final, TypedDict
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.db.transaction import atomic
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from i18nfield.strings import LazyI18nString

from conference.core.clock import in_event_zone
from conference.core.refusals import Refusal
from conference.core.transactions import retry_once_on_deadlock
from conference.programme.models import Room, Session, SessionRole, Strand
from conference.programme.models.session import FIRST, LAST, LONGEST
from conference.programme.operations.turns import RuleBroken, checked, take_turn
from conference.programme.queries import changes

State = Session.State
ROOM, STAGE = "session_room_is_not_double_booked", "role_person_is_on_one_stage"
AT_ONCE: Final = 500
KEPT: Final = ("version", "changed_at", "changed_by", "has_unreleased_changes")


class Facts(TypedDict, total=False):
    """What is planned of a session; of a change, only what it says."""

    code: str
    title: LazyI18nString
    abstract: LazyI18nString
    label: LazyI18nString
    session_type: str
    strand_id: int | None
    room_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    language: str
    interpretation: list[str]
    has_captions: bool
    session_format: str
    join_url: str
    seats: int | None
    open_to: list[str]
    state: str


class RoomTaken(Refusal):
    """Another session is in the room at that time."""

    sentence = _(
        "%(by)s is in this room from %(from)s to %(to)s. Choose another time or "
        "another room, or swap the two."
    )

    def __init__(self, session: Session, other: Session) -> None:
        super().__init__(by=str(other), **_times(other))
        self.session = session
        self.other = other


class OnTwoStages(Refusal):
    """A person would be on two stages at once."""

    sentence = _(
        "%(person)s is on stage in %(other)s from %(from)s to %(to)s. Choose another "
        "time, or another person."
    )

    def __init__(self, person: str, session: Session, other: Session) -> None:
        super().__init__(person=person, other=str(other), **_times(other))
        self.session = session
        self.other = other


class EndBeforeStart(Refusal):
    """The end is not after the start, or one of the two is missing."""

    sentence = _("A session ends after it starts. Write a start, and a later end.")


class LastsTooLong(Refusal):
    """More than a day, or years away from any event."""

    sentence = _(
        "A session lasts 24 hours at most and takes place between 1971 and 2099. Look "
        "at its start and its end again."
    )


class NotPlaced(Refusal):
    """It has no room or no time, and needs both."""

    sentence = _("%(code)s has no room or no time yet. Give it both first.")


class NotPossibleNow(Refusal):
    """The state of the session does not allow it."""

    sentence = _(
        "%(code)s is “%(state)s” by now, so this cannot be done. Change its state "
        "first."
    )


class KnownToThePublic(Refusal):
    """Readers know the session by its code."""

    sentence = _(
        "%(code)s has been published, so it keeps its code and its page. Cancel it "
        "instead."
    )


class ChangedMeanwhile(Refusal):
    """Somebody saved the session since this form was made."""

    sentence = _(
        "Somebody changed %(code)s while you were working on it. Look at how it is "
        "now, then make your change again."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(code=session.code)
        self.session = session


class CodeTaken(Refusal):
    """Another session of the edition has the code."""

    sentence = _("Another session has the code %(code)s. Choose another one.")


class CodeUnknown(Refusal):
    """The code is not written as ITU writes it."""

    sentence = _("A code has C- and eight digits, such as C-00010155. Write it so.")


@retry_once_on_deadlock
@atomic
def create(
    edition_id: int, *, facts: Facts, by: AbstractBaseUser | None, now: datetime
) -> Session:
    """Plan a new session; without a code it gets the next free one.

    Refused: RoomTaken, EndBeforeStart, LastsTooLong, NotPlaced, CodeTaken, CodeUnknown.
    """
    take_turn(edition_id)
    session = _new(edition_id, facts)
    _apply(session, facts, _Places(edition_id))
    _save([session], by=by, now=now)
    return session


@retry_once_on_deadlock
@atomic
def plan_all(
    edition_id: int,
    planned: Sequence[tuple[int | None, Facts]],
    *,
    by: AbstractBaseUser | None,
    now: datetime,
) -> list[Session]:
    """Make sessions (without a key) and change others in one save, all or none.

    So may any number of them change places. Refused as `create` and `change`.
    """
    take_turn(edition_id)
    keys = [pk for pk, _facts in planned if pk is not None]
    rows = changes.with_public(Session.objects.filter(pk__in=keys))
    locked = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    there = {session.pk: session for session in locked}
    places = _Places(edition_id)
    touched = []
    for pk, facts in planned:
        session = there[pk] if pk is not None else _new(edition_id, facts)
        if _apply(session, facts, places) or pk is None:
            touched.append(session)
    _save(touched, by=by, now=now)
    return touched


@retry_once_on_deadlock
@atomic
def change(
    session_id: int,
    *,
    version: int | None,
    facts: Facts,
    by: AbstractBaseUser | None,
    now: datetime,
) -> Session:
    """Change what is planned of a session; what is planned already changes nothing.

    `version` is the one that the form was made from, or None for no such check. A time
    for a session that waited for one confirms it; a published session that loses its
    time waits for one. Refused: ChangedMeanwhile, RoomTaken, OnTwoStages,
    EndBeforeStart, LastsTooLong, NotPlaced, NotPossibleNow, KnownToThePublic,
    CodeTaken, CodeUnknown.
    """
    (session,) = _locked(session_id)
    _refuse_stale(session, version)
    if _apply(session, facts, _Places(session.edition_id)):
        _save([session], by=by, now=now)
    return session


def move(  # noqa: PLR0913  a place has three sides
    session_id: int,
    *,
    room_id: int,
    starts_at: datetime,
    ends_at: datetime,
    version: int | None = None,
    by: AbstractBaseUser | None,
    now: datetime,
) -> Session:
    """Give a session this room and this time; refused as `change`."""
    facts: Facts = {"room_id": room_id, "starts_at": starts_at, "ends_at": ends_at}
    return change(session_id, version=version, facts=facts, by=by, now=now)


def unplace(
    session_id: int,
    *,
    version: int | None = None,
    by: AbstractBaseUser | None,
    now: datetime,
) -> Session:
    """Take a session out of its room and time; refused as `change`."""
    facts: Facts = {"room_id": None, "starts_at": None, "ends_at": None}
    return change(session_id, version=version, facts=facts, by=by, now=now)


def set_state(
    session_id: int,
    state: str,
    *,
    version: int | None = None,
    by: AbstractBaseUser | None,
    now: datetime,
) -> Session:
    """Publish, cancel, revive a session, or let it wait for a time; as `change`."""
    facts: Facts = {"state": state}
    return change(session_id, version=version, facts=facts, by=by, now=now)


@retry_once_on_deadlock
@atomic
def swap(
    first_id: int,
    second_id: int,
    *,
    versions: Mapping[int, int] | None = None,
    by: AbstractBaseUser | None,
    now: datetime,
) -> tuple[Session, Session]:
    """Let two sessions change rooms and starts; each keeps its length.

    `versions` are those that were seen, by session, or None for no such check. Refused:
    ChangedMeanwhile, NotPlaced, NotPossibleNow, RoomTaken, OnTwoStages, LastsTooLong.
    """
    if first_id == second_id:
        (session,) = _locked(first_id)
        return session, session
    both = {session.pk: session for session in _locked(first_id, second_id)}
    first, second = both[first_id], both[second_id]
    for session in (first, second):
        _refuse_stale(session, (versions or {}).get(session.pk))
    place_of_first = _place_for(first, second)
    place_of_second = _place_for(second, first)
    places = _Places(first.edition_id)
    _apply(first, place_of_first, places)
    _apply(second, place_of_second, places)
    _save([first, second], by=by, now=now)
    return first, second


@retry_once_on_deadlock
@atomic
def delete_draft(
    session_id: int,
    *,
    by: AbstractBaseUser | None,  # noqa: ARG001  the record takes it from the request
    now: datetime,  # noqa: ARG001
) -> None:
    """Delete a session that nobody outside ever saw, with its roles.

    Refused: KnownToThePublic.
    """
    (session,) = _locked(session_id)
    if session.released_id is not None:
        raise KnownToThePublic(code=session.code)
    session.delete()


def lock(session_id: int) -> Session:
    """Take the turn, then lock the session; for whoever casts it."""
    (session,) = _locked(session_id)
    return session


def refusal(
    rule: str, sessions: Sequence[Session], speakers: Collection[int] = ()
) -> Refusal | None:
    """Say a broken rule of the database in words, about the first session it meets.

    `speakers` are those who were about to be cast.
    """
    if rule == "session_code_is_one_per_edition":
        return CodeTaken(code=sessions[0].code)
    if rule == "session_code_is_as_itu_writes_it":
        return CodeUnknown()
    return _overlap(rule, sessions, speakers)


def clash_on_stage(
    sessions: Sequence[Session], casts: Mapping[int, Mapping[int, str]]
) -> Refusal | None:
    """Say who would be on two stages, had these sessions these people, by name."""
    for one, other in _meeting(sessions):
        if both := casts[one.pk].keys() & casts[other.pk].keys():
            return OnTwoStages(casts[one.pk][min(both)], one, other)
    ours = [session.pk for session in sessions]
    for session in sessions:
        if role := _elsewhere(session, ours, list(casts[session.pk])).first():
            return OnTwoStages(role.speaker.name, session, role.session)
    return None


def _overlap(
    rule: str, sessions: Sequence[Session], speakers: Collection[int]
) -> Refusal | None:
    if among := _overlap_among(rule, sessions):
        return among
    ours = [session.pk for session in sessions]
    for session in sessions:
        if rule == ROOM and (other := _in_room(session, ours).first()):
            return RoomTaken(session, other)
        if rule == STAGE and (role := _elsewhere(session, ours, speakers).first()):
            return OnTwoStages(role.speaker.name, session, role.session)
    return None


def _overlap_among(rule: str, sessions: Sequence[Session]) -> Refusal | None:
    """Say which two of those that were saved together meet each other."""
    for one, other in _meeting(sessions):
        if rule == ROOM and one.room_id is not None and one.room_id == other.room_id:
            return RoomTaken(one, other)
        if rule == STAGE and (both := _on_stage(one).keys() & _on_stage(other).keys()):
            return OnTwoStages(_on_stage(one)[min(both)], one, other)
    return None


def _meeting(sessions: Sequence[Session]) -> Iterator[tuple[Session, Session]]:
    """Return the pairs at the same time, the earlier one first."""
    timed = [
        (session.starts_at, session.ends_at, session)
        for session in sessions
        if session.starts_at and session.ends_at and session.state != State.CANCELLED
    ]
    timed.sort(key=lambda each: each[:2])
    for at, (_start, end, one) in enumerate(timed):
        for start, _end, other in timed[at + 1 :]:
            if start >= end:
                break
            yield one, other


def _on_stage(session: Session) -> dict[int, str]:
    if session.pk is None:
        return {}
    return {part.speaker_id: part.name for part in changes.planned_cast(session)}


def _locked(*session_ids: int) -> list[Session]:
    """Take the turn of the edition, then lock the sessions, the older one first."""
    sessions = Session.objects.filter(pk__in=session_ids)
    take_turn(
        Session.objects.values_list("edition_id", flat=True).get(pk=session_ids[0])
    )
    locked = changes.with_public(sessions).select_for_update(of=("self",), no_key=True)
    found = list(locked.order_by("pk"))
    if len(found) < len(session_ids):
        raise Session.DoesNotExist
    return found


def _refuse_stale(session: Session, version: int | None) -> None:
    if version is not None and version != session.version:
        raise ChangedMeanwhile(session)


def _new(edition_id: int, facts: Facts) -> Session:
    host = urlsplit(settings.SITE_URL).hostname
    return Session(
        edition_id=edition_id,
        code=facts.get("code") or _next_code(edition_id),
        ical_uid=f"{uuid4()}@{host}",
        version=0,
    )


def _next_code(edition_id: int) -> str:
    used = set(
        Session.objects.filter(edition_id=edition_id).values_list("code", flat=True)
    )
    return next(code for n in count(1) if (code := f"C-{n:08d}") not in used)


def _place_for(session: Session, other: Session) -> Facts:
    """Return the room and start of the other, with this one's own length."""
    if not (session.starts_at and session.ends_at and session.room_id):
        raise NotPlaced(code=session.code)
    if not (other.starts_at and other.room_id):
        raise NotPlaced(code=other.code)
    return {
        "room_id": other.room_id,
        "starts_at": other.starts_at,
        "ends_at": other.starts_at + (session.ends_at - session.starts_at),
    }


class _Places:
    """The rooms and strands of an edition, fetched once and only when asked for."""

    def __init__(self, edition_id: int) -> None:
        self.edition_id = edition_id

    @cached_property
    def rooms(self) -> dict[int, Room]:
        return Room.objects.filter(edition_id=self.edition_id).in_bulk()

    @cached_property
    def strands(self) -> dict[int, Strand]:
        return Strand.objects.filter(edition_id=self.edition_id).in_bulk()

    def room(self, pk: int) -> Room:
        if pk not in self.rooms:
            raise Room.DoesNotExist
        return self.rooms[pk]

    def strand(self, pk: int) -> Strand:
        if pk not in self.strands:
            raise Strand.DoesNotExist
        return self.strands[pk]


def _apply(session: Session, facts: Facts, places: _Places) -> bool:
    """Put the facts into the session, and say whether one of them is new."""
    was = {name: getattr(session, name) for name in changes.COPIED}
    code = session.code
    for name, value in facts.items():
        _put(session, name, value, places)
    _settle_state(session, was["state"], facts)
    if session.code != code and session.released_id is not None:
        raise KnownToThePublic(code=code)
    _refuse_bad_times(session)
    _refuse_to_move_cancelled(session, was)
    return session.code != code or any(
        changes.plain(getattr(session, name)) != changes.plain(value)
        for name, value in was.items()
    )


def _put(
    session: Session,
    name: str,
    value: Any,  # noqa: ANN401  one of many
    places: _Places,
) -> None:
    """Set one fact; a room or strand must be of the same edition."""
    if name == "state":
        return
    if name == "room_id" and value not in (None, session.room_id):
        session.room = places.room(value)
    elif name == "strand_id" and value not in (None, session.strand_id):
        session.strand = places.strand(value)
    elif name != "code" or value:
        setattr(session, name, value)


def _settle_state(session: Session, was: str, facts: Facts) -> None:
    """Take the state that is asked for, or the one that the place asks for."""
    state = facts.get("state", was)
    if state == was:
        state = _state_by_place(session)
    elif not session.may_become(state) or _hides(session, state):
        raise NotPossibleNow(code=session.code, state=session.get_state_display())
    elif state == State.TO_BE_CONFIRMED:
        session.starts_at = session.ends_at = None
    session.state = state
    if state == State.PUBLISHED and not session.is_placed:
        raise NotPlaced(code=session.code)


def _hides(session: Session, state: str) -> bool:
    """Whether readers would go on reading as held what is only a draft by then."""
    public = session.released
    is_read = public is not None and public.state != State.CANCELLED
    return state == State.DRAFT and is_read


def _state_by_place(session: Session) -> str:
    if session.state == State.TO_BE_CONFIRMED and session.starts_at is not None:
        return State.PUBLISHED
    if session.state == State.PUBLISHED and session.starts_at is None:
        return State.TO_BE_CONFIRMED
    return session.state


def _refuse_bad_times(session: Session) -> None:
    start, end = session.starts_at, session.ends_at
    if start is None and end is None:
        return
    if start is None or end is None or end <= start:
        raise EndBeforeStart
    if end - start > LONGEST or start < FIRST or end > LAST:
        raise LastsTooLong


def _refuse_to_move_cancelled(session: Session, was: dict[str, Any]) -> None:
    place = ("room_id", "starts_at", "ends_at")
    moved = any(getattr(session, name) != was[name] for name in place)
    if moved and session.state == was["state"] == State.CANCELLED:
        raise NotPossibleNow(code=session.code, state=session.get_state_display())


def _save(
    sessions: Sequence[Session], *, by: AbstractBaseUser | None, now: datetime
) -> None:
    """Write the sessions, and let the database say whether they may stand so."""
    for session in sessions:
        session.version += 1
        session.changed_at = now
        session.changed_by_id = by.pk if by else None
    try:
        with checked([ROOM, STAGE]):
            _write(sessions)
    except RuleBroken as broken:
        said = refusal(broken.rule, sessions)
        if said is None:
            raise
        raise said from broken


def _write(sessions: Sequence[Session]) -> None:
    """Make the new ones in one statement, and change each of the others."""
    new = [session for session in sessions if session.pk is None]
    for session in sessions:
        if session.pk is None:
            session.has_unreleased_changes = session.state in (
                State.PUBLISHED,
                State.TO_BE_CONFIRMED,
            )
            continue
        session.has_unreleased_changes = changes.pending_of(session) is not None
        session.save(update_fields=["code", *_plan(), *KEPT])
    Session.objects.bulk_create(new, batch_size=AT_ONCE)


def _plan() -> list[str]:
    return [name.removesuffix("_id") for name in changes.COPIED]


def _in_room(session: Session, ours: Sequence[int | None]) -> QuerySet[Session]:
    """Return who is in the room at our time, but for those who move with us."""
    overlapping = Session.objects.live().filter(
        Q(room_id=session.room_id),
        starts_at__lt=session.ends_at,
        ends_at__gt=session.starts_at,
    )
    return overlapping.exclude(pk__in=_known(ours)).order_by("starts_at", "pk")


def _elsewhere(
    session: Session, ours: Sequence[int | None], speakers: Collection[int]
) -> QuerySet[SessionRole]:
    """Return the roles that our people have in other sessions at our time."""
    on_stage = session.roles.exclude(confirmation__in=SessionRole.GONE)
    overlapping = SessionRole.objects.filter(
        Q(speaker__in=on_stage.values("speaker")) | Q(speaker__in=speakers),
        session__starts_at__lt=session.ends_at,
        session__ends_at__gt=session.starts_at,
    )
    return (
        overlapping.exclude(session__state=State.CANCELLED)
        .exclude(confirmation__in=SessionRole.GONE)
        .exclude(session__in=_known(ours))
        .select_related("speaker", "session")
        .order_by("session__starts_at", "pk")
    )


def _known(ours: Sequence[int | None]) -> list[int]:
    return [pk for pk in ours if pk is not None]


def _times(session: Session) -> dict[str, str]:
    """Return from when to when, on the clocks of the event."""
    if session.starts_at is None or session.ends_at is None:
        return {"from": "", "to": ""}
    start, end = in_event_zone(session.starts_at), in_event_zone(session.ends_at)
    return {
        "from": date_format(start, "TIME_FORMAT"),
        "to": date_format(end, "TIME_FORMAT"),
    }
