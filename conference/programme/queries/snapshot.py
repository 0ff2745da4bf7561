"""The programme as everyone reads it: the newest release, whole, in memory.

A few hundred sessions with their people fit into a process many times over, so that
pages, files and the search need no statement of their own. Nothing here may be changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import F
from i18nfield.strings import LazyI18nString

from conference.core import clock
from conference.programme.models import (
    Programme,
    Release,
    Room,
    SessionChange,
    SessionRole,
    SessionVersion,
    Speaker,
    Strand,
    VersionRole,
)

State = SessionVersion.State
LAST: Final = datetime.max.replace(tzinfo=UTC)
OPEN: Final = "open"
FEW: Final = "few"
FULL: Final = "full"
# The order in which the parts people play are read out.
RANKS: Final = {role: rank for rank, role in enumerate(SessionRole.Role.values)}


@dataclass(frozen=True, slots=True)
class Sign:
    """What names one public state: whose programme, and its number."""

    edition_id: int
    number: int


@dataclass(frozen=True, slots=True)
class ReleaseFact:
    """The newest release."""

    number: int
    published_at: datetime
    note: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class PublicStrand:
    """A line of the programme."""

    pk: int
    code: str
    name: LazyI18nString
    description: LazyI18nString
    order: int


@dataclass(frozen=True, slots=True)
class PublicRoom:
    """A space for sessions."""

    pk: int
    code: str
    name: LazyI18nString
    place: LazyI18nString
    seats: int | None
    online_places: int | None
    order: int


@dataclass(frozen=True, slots=True)
class PublicSpeaker:
    """A person on stage; `photo` is the digest of the picture, or empty."""

    pk: int
    code: str
    name: str
    sort_key: str
    position: LazyI18nString
    organisation: LazyI18nString
    country: str
    biography: LazyI18nString
    photo: str


@dataclass(frozen=True, slots=True)
class PublicRole:
    """A person in a role; `confirmation` is empty when the plan no longer has them."""

    role: str
    order: int
    speaker: PublicSpeaker
    confirmation: str

    @property
    def is_confirmed(self) -> bool:
        """Whether the person said yes to this time."""
        return self.confirmation == SessionRole.Confirmation.CONFIRMED

    @property
    def role_text(self) -> str:
        """The role in the language of the reader."""
        return str(SessionRole.Role(self.role).label)


@dataclass(frozen=True, slots=True)
class Slot:
    """When and where a session was before it moved last."""

    starts_at: datetime
    ends_at: datetime
    room: PublicRoom | None


@dataclass(frozen=True, eq=False)
class PublicSession:
    """A session as the newest release shows it; `join_url` is not for everyone.

    `changed_at` is when the public last read something new of it, and `moved_at` when
    its time, room, state or format last changed, empty for one that never did.
    """

    pk: int
    version_id: int
    code: str
    title: LazyI18nString
    abstract: LazyI18nString
    label: LazyI18nString
    session_type: str
    strand: PublicStrand | None
    room: PublicRoom | None
    starts_at: datetime | None
    ends_at: datetime | None
    language: str
    interpretation: tuple[str, ...]
    has_captions: bool
    session_format: str
    join_url: str
    seats: int | None
    open_to: tuple[str, ...]
    state: str
    sequence: int
    uid: str
    availability: str
    people: tuple[PublicRole, ...]
    before: Slot | None
    changed_at: datetime
    moved_at: datetime | None
    # What pages drew from it, by language: it dies with the picture.
    drawn: dict[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def slot(self) -> Slot | None:
        """When and where to show it: one that lost its time by being cancelled, there.

        Empty while its time is to be confirmed.
        """
        if self.starts_at is not None and self.ends_at is not None:
            return Slot(self.starts_at, self.ends_at, self.room)
        return self.before if self.state == State.CANCELLED else None

    @cached_property
    def day(self) -> date | None:
        """The day in Ha Noi it begins on, or None without a time."""
        slot = self.slot
        return clock.in_event_zone(slot.starts_at).date() if slot else None

    @property
    def is_moved(self) -> bool:
        """Whether it takes place at another time, or in another room, than it did."""
        return self.takes_place and self.before not in (None, self.slot)

    @property
    def takes_place(self) -> bool:
        """Whether it has a time and is not cancelled."""
        return self.state == State.PUBLISHED


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One public state of the programme; sessions by time, those without one last."""

    edition_id: int
    number: int
    release: ReleaseFact | None
    sessions: tuple[PublicSession, ...]
    rooms: tuple[PublicRoom, ...]
    strands: tuple[PublicStrand, ...]
    speakers: tuple[PublicSpeaker, ...]

    @property
    def sign(self) -> Sign:
        """What names this state."""
        return Sign(self.edition_id, self.number)

    @cached_property
    def by_code(self) -> Mapping[str, PublicSession]:
        """Sessions by ITU's code."""
        return {session.code: session for session in self.sessions}

    @cached_property
    def by_pk(self) -> Mapping[int, PublicSession]:
        """Sessions by their key."""
        return {session.pk: session for session in self.sessions}

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every day in Ha Noi on which a session begins."""
        return tuple(sorted(self._by_day))

    def of_day(self, day: date) -> tuple[PublicSession, ...]:
        """Return the sessions that begin on a day in Ha Noi."""
        return tuple(self._by_day.get(day, ()))

    @cached_property
    def without_time(self) -> tuple[PublicSession, ...]:
        """Sessions whose time is to be confirmed."""
        return tuple(s for s in self.sessions if s.state == State.TO_BE_CONFIRMED)

    def speaker(self, code: str) -> PublicSpeaker | None:
        """Return a person on stage by their code."""
        return self._speakers.get(code)

    def room(self, code: str) -> PublicRoom | None:
        """Return a room by its code."""
        return self._rooms.get(code)

    @cached_property
    def edges(self) -> tuple[datetime, ...]:
        """Every moment at which a session begins or ends, in order."""
        placed = [s for s in self.sessions if s.starts_at and s.ends_at]
        found = {s.starts_at for s in placed} | {s.ends_at for s in placed}
        return tuple(sorted(at for at in found if at))

    @cached_property
    def _by_day(self) -> Mapping[date, list[PublicSession]]:
        found: dict[date, list[PublicSession]] = defaultdict(list)
        for session in self.sessions:
            if session.day is not None:
                found[session.day].append(session)
        for sessions in found.values():
            sessions.sort(key=_by_time)
        return dict(found)

    @cached_property
    def _speakers(self) -> Mapping[str, PublicSpeaker]:
        return {speaker.code: speaker for speaker in self.speakers}

    @cached_property
    def _rooms(self) -> Mapping[str, PublicRoom]:
        return {room.code: room for room in self.rooms}


def sign() -> Sign | None:
    """Return what names the public state by now, in one statement."""
    row = Programme.objects.filter(edition__is_current=True).values_list(
        "edition_id", "public_number"
    )
    return next((Sign(*found) for found in row), None)


def draw(sign: Sign) -> Snapshot:
    """Read the public programme, in the same few statements for any number of rows.

    Who asks reads the number again afterwards: see `standing`.
    """
    versions = list(
        SessionVersion.objects.current()
        .filter(session__edition_id=sign.edition_id)
        .select_related("session", "release")
        .order_by(F("starts_at").asc(nulls_last=True), "session__code")
    )
    moves = _last_moves(sign.edition_id)
    roles = _roles(sign.edition_id)
    # People and places last: no row above may name one that is missing here.
    rooms = {room.pk: room for room in _rooms(sign.edition_id)}
    strands = {strand.pk: strand for strand in _strands(sign.edition_id)}
    speakers = _speakers(sign.edition_id, {role.speaker_id for role, _said in roles})
    people = _people(roles, speakers)
    return Snapshot(
        edition_id=sign.edition_id,
        number=sign.number,
        release=_newest(sign.edition_id),
        sessions=tuple(
            _session(version, people[version.pk], rooms, strands, moves)
            for version in versions
        ),
        rooms=tuple(rooms.values()),
        strands=tuple(strands.values()),
        speakers=tuple(speakers.values()),
    )


def _by_time(session: PublicSession) -> tuple[datetime, int, str]:
    slot = session.slot
    when = slot.starts_at if slot else LAST
    return (when, session.room.order if session.room else 0, session.code)


def availability_of(capacity: int | None, taken: int) -> str:
    """Say whether a session has room, little of it, or none."""
    if capacity is None:
        return OPEN
    if taken >= capacity:
        return FULL
    return FEW if taken * 10 >= capacity * 9 else OPEN


def _session(
    version: SessionVersion,
    people: Iterable[PublicRole],
    rooms: Mapping[int, PublicRoom],
    strands: Mapping[int, PublicStrand],
    moves: Mapping[int, SessionChange],
) -> PublicSession:
    session = version.session
    move = moves.get(session.pk)
    return PublicSession(
        pk=session.pk,
        version_id=version.pk,
        code=session.code,
        title=version.title,
        abstract=version.abstract,
        label=version.label,
        session_type=version.session_type,
        strand=strands.get(version.strand_id or 0),
        room=rooms.get(version.room_id or 0),
        starts_at=version.starts_at,
        ends_at=version.ends_at,
        language=version.language,
        interpretation=tuple(version.interpretation),
        has_captions=version.has_captions,
        session_format=version.session_format,
        join_url=version.join_url,
        seats=version.seats,
        open_to=tuple(version.open_to),
        state=version.state,
        sequence=version.sequence,
        uid=session.ical_uid,
        availability=availability_of(session.capacity, session.seats_taken),
        people=tuple(people),
        before=_slot(move.before, rooms) if move else None,
        changed_at=version.release.published_at,
        moved_at=move.made_at if move else None,
    )


def _slot(
    version: SessionVersion | None, rooms: Mapping[int, PublicRoom]
) -> Slot | None:
    if version is None or version.starts_at is None or version.ends_at is None:
        return None
    room = rooms.get(version.room_id or 0)
    return Slot(version.starts_at, version.ends_at, room)


def _last_moves(edition_id: int) -> dict[int, SessionChange]:
    """Return the last change of each session that was more than words."""
    changes = SessionChange.objects.filter(
        session__edition_id=edition_id, concerns=True, before__isnull=False
    ).exclude(kind=SessionChange.Kind.DETAILS)
    last = changes.order_by("session_id", "-release__number").distinct("session_id")
    return {change.session_id: change for change in last.select_related("before")}


def _roles(edition_id: int) -> list[tuple[VersionRole, str]]:
    """Return who is on stage in current versions, each with their answer by now."""
    answers = {
        (session_id, speaker_id, role): confirmation
        for session_id, speaker_id, role, confirmation in SessionRole.objects.filter(
            session__edition_id=edition_id
        ).values_list("session_id", "speaker_id", "role", "confirmation")
    }
    roles = VersionRole.objects.filter(
        version__replaced_in=None, version__session__edition_id=edition_id
    )
    found = [
        (role, answers.get((role.version.session_id, role.speaker_id, role.role), ""))
        for role in roles.select_related("version").only(
            "version__session_id", "speaker_id", "role", "order"
        )
    ]
    return [(role, said) for role, said in found if said not in SessionRole.GONE]


def _people(
    roles: Iterable[tuple[VersionRole, str]], speakers: Mapping[int, PublicSpeaker]
) -> Mapping[int, list[PublicRole]]:
    """Return the people of each version as they are read out."""
    found: dict[int, list[PublicRole]] = defaultdict(list)
    for role, said in roles:
        speaker = speakers.get(role.speaker_id)
        if speaker is not None:
            found[role.version_id].append(
                PublicRole(role.role, role.order, speaker, said)
            )
    for people in found.values():
        people.sort(key=lambda r: (r.order, RANKS[r.role], r.speaker.sort_key))
    return found


def _speakers(edition_id: int, keys: Iterable[int]) -> dict[int, PublicSpeaker]:
    """Return people who are on stage in public; who is only planned stays unknown."""
    rows = Speaker.objects.filter(edition_id=edition_id, pk__in=keys)
    return {
        speaker.pk: PublicSpeaker(
            pk=speaker.pk,
            code=speaker.code,
            name=speaker.name,
            sort_key=speaker.sort_key,
            position=speaker.position,
            organisation=speaker.organisation,
            country=speaker.country.code or "",
            biography=speaker.biography,
            photo=speaker.photo_digest or "",
        )
        for speaker in rows.annotate(photo_digest=F("photo__digest"))
        .defer("address", "account")
        .order_by("sort_key", "pk")
    }


def _rooms(edition_id: int) -> Iterable[PublicRoom]:
    for room in Room.objects.filter(edition_id=edition_id).order_by("order", "pk"):
        yield PublicRoom(
            pk=room.pk,
            code=room.code,
            name=room.name,
            place=room.place,
            seats=room.seats,
            online_places=room.online_places,
            order=room.order,
        )


def _strands(edition_id: int) -> Iterable[PublicStrand]:
    for strand in Strand.objects.filter(edition_id=edition_id).order_by("order", "pk"):
        yield PublicStrand(
            pk=strand.pk,
            code=strand.code,
            name=strand.name,
            description=strand.description,
            order=strand.order,
        )


def _newest(edition_id: int) -> ReleaseFact | None:
    rows = Release.objects.filter(edition_id=edition_id).order_by("-number")
    release = rows.first()
    if release is None:
        return None
    return ReleaseFact(
        release.number, release.published_at, release.note, release.is_urgent
    )
