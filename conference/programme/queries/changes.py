"""What a release does: the plan beside what the public reads, line by line."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language_info, gettext, pgettext

from conference.programme.models import (
    Release,
    Room,
    Session,
    SessionChange,
    SessionRole,
    SessionVersion,
    VersionRole,
)
from conference.programme.queries.words import room_text, slot_text

Kind = SessionChange.Kind
State = SessionVersion.State
# What a version takes over from the plan.
COPIED: Final = (
    "title",
    "abstract",
    "label",
    "session_type",
    "strand_id",
    "room_id",
    "starts_at",
    "ends_at",
    "language",
    "interpretation",
    "has_captions",
    "session_format",
    "join_url",
    "seats",
    "open_to",
    "state",
)
# Beyond this a line names the new words and leaves the old ones to the pages.
READ_AT_A_GLANCE: Final = 160


@dataclass(frozen=True, slots=True)
class Part:
    """One person in one role on one stage."""

    speaker_id: int
    name: str
    role: str
    order: int

    def __str__(self) -> str:
        role = SessionRole.Role(self.role).label
        return gettext("%(role)s: %(name)s") % {"role": role, "name": self.name}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changed: its name, what it was, what it is now."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Pending:
    """What the next release would do to one session; `after` is not saved.

    `cast` is who will be on stage, as an unsaved version cannot hold it.
    """

    session: Session
    before: SessionVersion | None
    after: SessionVersion
    cast: tuple[Part, ...]

    @property
    def kind(self) -> str:
        """Return the kind of change, one of `SessionChange.Kind`."""
        return kind_of(self.before, self.after)

    @property
    def concerns(self) -> bool:
        """Whether people are told: who has it in their agenda, or leaves its stage."""
        return concerns(self.before, self.after) or self._takes_off

    @property
    def _takes_off(self) -> bool:
        """Whether somebody leaves the stage who did not decline."""
        before = self.before
        if before is None or before.state == self.after.state == State.CANCELLED:
            return False
        left = {part.speaker_id for part in public_cast(before)}
        left -= {part.speaker_id for part in self.cast}
        declined = {
            role.speaker_id
            for role in self.session.roles.all()
            if role.confirmation == SessionRole.Confirmation.DECLINED
        }
        return bool(left - declined)

    @property
    def lines(self) -> list[Line]:
        """Return each difference in words of the active language."""
        return lines_between(self.before, self.after, cast=self.cast)


def pending(
    edition_id: int, session_ids: Collection[int] | None = None
) -> list[Pending]:
    """Return what a release of all, or of these, would do, by code."""
    sessions = Session.objects.filter(edition_id=edition_id).changed_since_release()
    if session_ids is not None:
        sessions = sessions.filter(pk__in=session_ids)
    return [
        change
        for session in with_public(sessions).order_by("code")
        if (change := pending_of(session)) is not None
    ]


def pending_of(session: Session) -> Pending | None:
    """Return what a release would do to this session, or None for nothing.

    Fetch it by `with_public` where there are many.
    """
    before = session.released
    if session.state == Session.State.DRAFT or (
        before is None and session.state == Session.State.CANCELLED
    ):
        return None
    after = SessionVersion(
        session=session,
        sequence=session.ical_sequence,
        **{name: getattr(session, name) for name in COPIED},
    )
    # What is loaded stays loaded, for the words.
    after.room, after.strand = session.room, session.strand
    after.seats = seats_of(session)
    cast = planned_cast(session)
    if before is not None and not _differ(before, after, cast):
        return None
    change = Pending(session=session, before=before, after=after, cast=cast)
    if change.concerns:
        after.sequence += 1
    return change


def seats_of(session: Session) -> int | None:
    """Return how many seats a release gives: the planned ones that the room holds.

    Without a planned limit there is none, as in a hall where nobody counts chairs.
    """
    room = session.room
    if session.seats is None or room is None:
        return session.seats
    holds = held_by(room, session)
    return session.seats if holds is None else min(session.seats, holds)


def held_by(room: Room, session: Session) -> int | None:
    """Return how many a room holds in this session: on chairs, or online if all are."""
    is_online = session.session_format == Session.Format.ONLINE
    return room.online_places if is_online else room.seats


def fingerprint(pending: Iterable[Pending]) -> str:
    """Return a sign of these changes that is another one when one of them is."""
    facts = [
        (
            change.session.pk,
            change.before and change.before.pk,
            [repr(plain(getattr(change.after, name))) for name in COPIED],
            [_key(part) for part in change.cast],
        )
        for change in pending
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def with_public(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Fetch sessions with their room, roles and current version: three statements."""
    return sessions.select_related(
        "room", "strand", "released__room", "released__strand"
    ).prefetch_related(
        Prefetch("roles", SessionRole.objects.select_related("speaker")),
        Prefetch("released__roles", VersionRole.objects.select_related("speaker")),
    )


def planned_cast(session: Session) -> tuple[Part, ...]:
    """Return who is on stage by the plan; who declined or was replaced is not."""
    roles = (
        role
        for role in session.roles.all()
        if role.confirmation not in SessionRole.GONE
    )
    return _parts(roles)


def public_cast(version: SessionVersion) -> tuple[Part, ...]:
    """Return who is on stage as the public reads it."""
    return _parts(version.roles.all())


def kind_of(before: SessionVersion | None, after: SessionVersion) -> str:
    """Return the weightiest thing that the change does."""
    if before is None:
        return Kind.ADDED
    if before.state != after.state:
        return _kind_of_turn(before, after)
    return (
        Kind.MOVED if _slot(before) != _slot(after) else _kind_of_words(before, after)
    )


def concerns(before: SessionVersion | None, after: SessionVersion) -> bool:
    """Whether it touches an agenda: time, room, format, or whether it takes place.

    A new session is in nobody's agenda, and one that stays cancelled in nobody's way.
    """
    if before is None or before.state == after.state == State.CANCELLED:
        return False
    return kind_of(before, after) != Kind.DETAILS


def time_changed(before: SessionVersion | None, after: SessionVersion) -> bool:
    """Whether a session that was public now stands at another time."""
    return (
        before is not None
        and after.starts_at is not None
        and (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)
    )


def lines_between(
    before: SessionVersion | None,
    after: SessionVersion,
    *,
    cast: Collection[Part] | None = None,
) -> list[Line]:
    """Return each difference in words of the active language, in event time.

    For an unsaved version give the `cast`, which it cannot hold.
    """
    if before is None:
        before = SessionVersion()
        was_cast: tuple[Part, ...] = ()
    else:
        was_cast = public_cast(before)
    now_cast = public_cast(after) if cast is None else cast
    lines = [*_lines_of_facts(before, after), *_lines_of_cast(was_cast, now_cast)]
    return [line for line in lines if line.was != line.now]


@dataclass(frozen=True, slots=True)
class LogRow:
    """One session in the log of a release."""

    code: str
    title: str
    kind: str
    kind_name: str
    concerns: bool
    announced_at: datetime | None
    lines: list[Line]


def release_log(edition_id: int, number: int) -> list[LogRow]:
    """Return what a release changed, for people to read."""
    changes = SessionChange.objects.filter(
        release__edition_id=edition_id, release__number=number
    ).select_related(
        "session",
        *(f"{side}__{to}" for side in ("before", "after") for to in ("room", "strand")),
    )
    roles = VersionRole.objects.select_related("speaker")
    return [
        LogRow(
            code=change.session.code,
            title=str(change.after.title),
            kind=change.kind,
            kind_name=change.get_kind_display(),
            concerns=change.concerns,
            announced_at=change.announced_at,
            lines=lines_between(change.before, change.after),
        )
        for change in changes.order_by("session__code").prefetch_related(
            Prefetch("before__roles", roles), Prefetch("after__roles", roles)
        )
    ]


def releases(edition_id: int) -> QuerySet[Release]:
    """Return the releases of an edition, the newest first."""
    return Release.objects.filter(edition_id=edition_id).order_by("-number")


def plain(value: object) -> object:
    """Return a value so that equal facts are equal; words by language."""
    words = getattr(value, "data", value)
    if words == "" or (hasattr(value, "data") and isinstance(words, str)):
        return {settings.LANGUAGE_CODE: words} if words else {}
    if isinstance(words, dict):
        return {language: text for language, text in words.items() if text}
    return sorted(words) if isinstance(words, list) else words


def _differ(
    before: SessionVersion, after: SessionVersion, cast: tuple[Part, ...]
) -> bool:
    return any(
        plain(getattr(before, name)) != plain(getattr(after, name)) for name in COPIED
    ) or {_key(part) for part in public_cast(before)} != {_key(part) for part in cast}


def _key(part: Part) -> tuple[int, str, int]:
    return part.speaker_id, part.role, part.order


def _parts(roles: Iterable[SessionRole | VersionRole]) -> tuple[Part, ...]:
    parts = (
        Part(role.speaker_id, role.speaker.name, role.role, role.order)
        for role in roles
    )
    return tuple(sorted(parts, key=lambda part: (part.order, part.speaker_id)))


def _slot(
    version: SessionVersion,
) -> tuple[datetime | None, datetime | None, int | None]:
    return version.starts_at, version.ends_at, version.room_id


def _kind_of_turn(before: SessionVersion, after: SessionVersion) -> str:
    if after.state == State.CANCELLED:
        return Kind.CANCELLED
    if before.state == State.CANCELLED:
        return Kind.REVIVED
    return Kind.TO_BE_CONFIRMED if _waits(after) else Kind.MOVED


def _kind_of_words(before: SessionVersion, after: SessionVersion) -> str:
    same = before.session_format == after.session_format
    return Kind.DETAILS if same else Kind.NEW_FORMAT


def _waits(version: SessionVersion) -> bool:
    return version.state == State.TO_BE_CONFIRMED


def _lines_of_facts(before: SessionVersion, after: SessionVersion) -> Iterator[Line]:
    new = before.session_id is None
    yield Line(gettext("State"), _state(before), _state(after))
    yield Line(gettext("Time"), "" if new else slot_text(before), slot_text(after))
    yield Line(gettext("Room"), "" if new else room_text(before), room_text(after))
    yield Line(
        gettext("On site or online"),
        before.get_session_format_display(),
        after.get_session_format_display(),
    )
    yield _words(pgettext("session", "Title"), before.title, after.title)
    yield _words(gettext("Abstract"), before.abstract, after.abstract)
    yield _words(gettext("Label"), before.label, after.label)
    yield Line(
        gettext("Type"),
        before.get_session_type_display(),
        after.get_session_type_display(),
    )
    yield Line(gettext("Strand"), _named(before.strand), _named(after.strand))
    yield Line(
        gettext("Language on the floor"),
        _languages([before.language]),
        _languages([after.language]),
    )
    yield Line(
        gettext("Interpretation into"),
        _languages(before.interpretation),
        _languages(after.interpretation),
    )
    yield Line(
        gettext("Captions"),
        "" if new else _yes(before.has_captions),
        _yes(after.has_captions),
    )
    yield _link(before, after)
    yield Line(
        gettext("Seats"), "" if new else _seats(before.seats), _seats(after.seats)
    )
    yield Line(
        gettext("Open to"), "" if new else _open(before.open_to), _open(after.open_to)
    )


def _lines_of_cast(was: Collection[Part], now: Collection[Part]) -> Iterator[Line]:
    left = ", ".join(str(part) for part in was if not _is_in(part, now))
    came = ", ".join(str(part) for part in now if not _is_in(part, was))
    yield Line(gettext("On stage"), left, came)
    if not left and not came:
        yield Line(
            gettext("Order on stage"),
            ", ".join(part.name for part in was),
            ", ".join(part.name for part in now),
        )


def _is_in(part: Part, cast: Collection[Part]) -> bool:
    return any(
        (part.speaker_id, part.role) == (other.speaker_id, other.role) for other in cast
    )


def _words(what: str, was: object, now: object) -> Line:
    """Return a line of text; told of even where only another language changed."""
    if plain(was) == plain(now):
        return Line(what, "", "")
    old, new = str(was), str(now)
    if old == new:
        return Line(what, "", gettext("changed in other languages"))
    if len(old) > READ_AT_A_GLANCE or len(new) > READ_AT_A_GLANCE:
        return Line(what, "", gettext("new text") if new else gettext("taken out"))
    return Line(what, old, new)


def _link(before: SessionVersion, after: SessionVersion) -> Line:
    """Return that the link changed, never the link: it is for participants only."""
    what = gettext("Link to join")
    if before.join_url == after.join_url:
        return Line(what, "", "")
    if not after.join_url:
        return Line(what, gettext("there was one"), gettext("none"))
    return Line(what, "", gettext("a new link"))


def _state(version: SessionVersion) -> str:
    return version.get_state_display()


def _named(thing: object) -> str:
    return "" if thing is None else str(thing)


def _languages(codes: Iterable[str]) -> str:
    names = (str(get_language_info(c)["name_translated"]) for c in codes if c)
    return ", ".join(sorted(names))


def _yes(has: bool) -> str:  # noqa: FBT001  the fact itself
    return gettext("yes") if has else gettext("no")


def _seats(seats: int | None) -> str:
    return gettext("no limit") if seats is None else str(seats)


def _open(codes: Iterable[str]) -> str:
    names = ", ".join(sorted(code.replace("_", " ") for code in codes))
    return names or gettext("everyone")
