"""The organisers' list of sessions, and the cast of one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from conference.core import clock
from conference.programme.models import Room, Session, SessionRole, Speaker, Strand
from conference.programme.queries import board
from conference.programme.queries.search import fold

FOUND: Final = 8
Confirmation = SessionRole.Confirmation
UNANSWERED: Final = (Confirmation.INVITED, Confirmation.TO_RECONFIRM)
# A draft asks nobody: only of what readers see is an answer missing.
SILENT: Final = Q(
    roles__confirmation__in=UNANSWERED, released__state=Session.State.PUBLISHED
)
Filters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A session in the list, as its line says it."""

    pk: int
    code: str
    title: str
    type_text: str
    strand: str
    state: str
    state_text: str
    when: str
    room: str
    people: int
    unanswered: int
    seats: str
    is_changed: bool
    is_new: bool
    version: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rows of a list add up to."""

    sessions: int
    unplaced: int
    unreleased: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class CastRow:
    """A person in a role of one session."""

    pk: int
    name: str
    position: str
    role: str
    role_text: str
    order: int
    confirmation: str
    answer_text: str
    is_gone: bool


def rows(edition_id: int, wanted: Filters) -> list[Row]:
    """Return the sessions that fit, by time, those without one last.

    Three statements, and one more where words are searched.
    """
    found = Session.objects.filter(_asked(wanted), edition_id=edition_id)
    if wanted.get("changed"):
        found = found.changed_since_release()
    elif not wanted.get("state"):
        found = found.live()
    sessions: Iterable[Session] = (
        found.defer("abstract", "label", "join_url")
        .annotate(
            people=Count(
                "roles",
                filter=Q(roles__isnull=False)
                & ~Q(roles__confirmation__in=SessionRole.GONE),
            ),
            unanswered=Count("roles", filter=SILENT),
        )
        .order_by(F("starts_at").asc(nulls_last=True), "code")
    )
    if wanted.get("unconfirmed"):
        sessions = sessions.filter(unanswered__gt=0)  # type: ignore[attr-defined]  # a query set still
    words = fold(wanted.get("q", "")).split()
    if words:
        sessions = _said(edition_id, sessions, words)
    return _rows(edition_id, sessions)


def sums(listed: Iterable[Row]) -> Sums:
    """Return what a list adds up to."""
    kept = list(listed)
    return Sums(
        sessions=len(kept),
        unplaced=sum(not (row.when and row.room) for row in kept),
        unreleased=sum(row.is_changed or row.is_new for row in kept),
        unanswered=sum(row.unanswered for row in kept),
    )


def cast_of(session_id: int) -> list[CastRow]:
    """Return everyone who is or was to be on stage, in the order they are read out."""
    roles = SessionRole.objects.filter(session_id=session_id).select_related("speaker")
    return [
        CastRow(
            pk=role.pk,
            name=role.speaker.name,
            position=_(", ").join(
                part
                for part in (str(role.speaker.position), str(role.speaker.organisation))
                if part
            ),
            role=role.role,
            role_text=role.get_role_display(),
            order=role.order,
            confirmation=role.confirmation,
            answer_text=role.get_confirmation_display(),
            is_gone=role.confirmation in SessionRole.GONE,
        )
        for role in roles.order_by("order", "speaker__sort_key", "pk")
    ]


def people_named(edition_id: int, text: str) -> list[Speaker]:
    """Return the few people whose name holds every word that was typed."""
    words = fold(text).split()
    if not words:
        return []
    speakers = Speaker.objects.filter(edition_id=edition_id)
    for word in words:
        speakers = speakers.filter(sort_key__contains=word)
    return list(speakers.order_by("sort_key", "pk")[:FOUND])


def strands_of(edition_id: int) -> list[Strand]:
    """Return the strands in the order of their lists."""
    found = Strand.objects.filter(edition_id=edition_id)
    return list(found.order_by("order", "code", "pk"))


def rooms_of(edition_id: int) -> list[Room]:
    """Return the rooms in the order of the board."""
    found = Room.objects.filter(edition_id=edition_id)
    return list(found.order_by("order", "code", "pk"))


def days_of(edition_id: int) -> list[date]:
    """Return the days in Ha Noi on which something is planned."""
    starts = Session.objects.filter(edition_id=edition_id, starts_at__isnull=False)
    return sorted(
        {
            clock.in_event_zone(at).date()
            for at in starts.values_list("starts_at", flat=True)
            if at is not None
        }
    )


def _asked(wanted: Filters) -> Q:
    asked = Q()
    for name in ("room", "strand", "session_type", "state"):
        if wanted.get(name):
            asked &= Q(**{name: wanted[name]})
    if wanted.get("day"):
        dawn, dusk = board.bounds(wanted["day"])
        asked &= Q(starts_at__gte=dawn, starts_at__lt=dusk)
    if wanted.get("unplaced"):
        asked &= Q(room=None) | Q(starts_at=None)
    return asked


def _said(
    edition_id: int, sessions: Iterable[Session], words: list[str]
) -> list[Session]:
    """Narrow to the sessions that say every word, in any language, or in a name."""
    names: dict[int, list[str]] = defaultdict(list)
    roles = SessionRole.objects.filter(session__edition_id=edition_id)
    for session_id, name in roles.values_list("session_id", "speaker__name"):
        names[session_id].append(name)
    return [session for session in sessions if _says(session, names[session.pk], words)]


def _says(session: Session, names: list[str], words: list[str]) -> bool:
    data = session.title.data
    titles = data.values() if isinstance(data, dict) else [str(data)]
    text = fold(" ".join([session.code, *filter(None, titles), *names]))
    return all(word in text for word in words)


def _rows(edition_id: int, sessions: Iterable[Session]) -> list[Row]:
    # A dozen names, said once each, not once for every session.
    rooms = {room.pk: str(room.name) for room in rooms_of(edition_id)}
    strands = {strand.pk: str(strand.name) for strand in strands_of(edition_id)}
    types = {value: str(label) for value, label in Session.Type.choices}
    states = {value: str(label) for value, label in Session.State.choices}
    no_limit = _("no limit")
    return [
        Row(
            pk=session.pk,
            code=session.code,
            title=str(session.title),
            type_text=types[session.session_type],
            strand=strands.get(session.strand_id or 0, ""),
            state=session.state,
            state_text=states[session.state],
            when=_when(session),
            room=rooms.get(session.room_id or 0, ""),
            people=session.people,  # type: ignore[attr-defined]  # annotated
            unanswered=session.unanswered,  # type: ignore[attr-defined]  # annotated
            seats=f"{session.seats_taken} / {session.seats or no_limit}",
            is_changed=session.has_unreleased_changes
            and session.released_id is not None,
            is_new=session.has_unreleased_changes and session.released_id is None,
            version=session.version,
        )
        for session in sessions
    ]


def _when(session: Session) -> str:
    if session.starts_at is None or session.ends_at is None:
        return ""
    day = date_format(clock.in_event_zone(session.starts_at), "D j M")
    return _(", ").join((day, board.span_text(session.starts_at, session.ends_at)))
