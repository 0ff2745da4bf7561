"""Sessions and people as JSON, written once for each public state."""

from dataclasses import dataclass

from ninja import Schema

from conference.programme.exchange.shapes import person_shape, session_shape
from conference.programme.queries.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Texts:
    """What is long and asked for often, by code."""

    snapshot: Snapshot
    sessions: dict[str, str]
    people: dict[str, str]


_kept: list[Texts] = []


def texts_of(snapshot: Snapshot) -> Texts:
    """Return the texts, from memory while the snapshot is the same."""
    for kept in tuple(_kept):
        if kept.snapshot is snapshot:
            return kept
    drawn = draw(snapshot)
    # One assignment: who reads meanwhile has the old ones or the new ones, whole.
    _kept[:] = [drawn]
    return drawn


def draw(snapshot: Snapshot) -> Texts:
    """Write the texts anew."""
    return Texts(snapshot, _sessions(snapshot), _people(snapshot))


def text(shape: Schema) -> str:
    """Return a shape as JSON."""
    return shape.model_dump_json()


def _sessions(snapshot: Snapshot) -> dict[str, str]:
    return {session.code: text(session_shape(session)) for session in snapshot.sessions}


def _people(snapshot: Snapshot) -> dict[str, str]:
    codes: dict[str, list[str]] = {speaker.code: [] for speaker in snapshot.speakers}
    for session in snapshot.sessions:
        # Once for who has two roles.
        for code in {role.speaker.code: None for role in session.people}:
            codes[code].append(session.code)
    return {
        speaker.code: text(person_shape(speaker, codes[speaker.code]))
        for speaker in snapshot.speakers
    }
