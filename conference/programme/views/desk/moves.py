"""The last moves of one organiser in one browser, so that they can be taken back."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest

from conference.programme.models import Session

KEY: Final = "programme_moves"
KEPT: Final = 20


@dataclass(slots=True)
class Move:
    """One move: where the session was, and its version before and after.

    `version` is what undoing asks for; without a room the session was in the tray.
    """

    session_id: int
    title: str
    room_id: int | None
    starts_at: str
    ends_at: str
    version_before: int
    version: int

    @property
    def begins(self) -> datetime | None:
        """When it began."""
        return datetime.fromisoformat(self.starts_at) if self.starts_at else None

    @property
    def ends(self) -> datetime | None:
        """When it ended."""
        return datetime.fromisoformat(self.ends_at) if self.ends_at else None


def remember(request: HttpRequest, before: Session, after: Session) -> None:
    """Put a move on top of those that can be taken back."""
    kept = _kept(request)
    kept.append(
        Move(
            session_id=after.pk,
            title=str(after.title),
            room_id=before.room_id,
            starts_at=before.starts_at.isoformat() if before.starts_at else "",
            ends_at=before.ends_at.isoformat() if before.ends_at else "",
            version_before=before.version,
            version=after.version,
        )
    )
    _keep(request, kept[-KEPT:])


def last(request: HttpRequest) -> Move | None:
    """Return the move that would be taken back next."""
    kept = _kept(request)
    return kept[-1] if kept else None


def forget(request: HttpRequest, move: Move, *, version: int | None = None) -> None:
    """Drop a move; an earlier one of the same session then follows on its version."""
    kept = [other for other in _kept(request) if other != move]
    if version is not None:
        for other in kept:
            same = other.session_id == move.session_id
            if same and other.version == move.version_before:
                other.version = version
    _keep(request, kept)


def forget_all_of(request: HttpRequest, session_id: int) -> None:
    """Drop every move of a session."""
    _keep(request, [one for one in _kept(request) if one.session_id != session_id])


def _kept(request: HttpRequest) -> list[Move]:
    return [Move(**facts) for facts in request.session.get(KEY, [])]


def _keep(request: HttpRequest, moves: list[Move]) -> None:
    request.session[KEY] = [asdict(move) for move in moves]
