"""What may become of a session, and what each of it means for people."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.programme.models import Session

State = Session.State


@dataclass(frozen=True, slots=True)
class StateMove:
    """A button that changes the state, and its consequence in a sentence."""

    state: str
    label: str
    consequence: str
    is_bad: bool = False


def moves_of(session: Session) -> list[StateMove]:
    """Return the buttons of a session, in the order in which they are used."""
    said = {
        State.PUBLISHED: _publish(session),
        State.TO_BE_CONFIRMED: _to_be_confirmed(session),
        State.DRAFT: StateMove(
            State.DRAFT, _("Make it a draft again"), _("Readers do not see it.")
        ),
        State.CANCELLED: _cancel(session),
    }
    allowed = set(session.MOVES[State(session.state)])
    if session.released_id is not None:
        # Who was told of a session is never left with none.
        allowed.discard(State.DRAFT)
    if not session.is_placed:
        allowed.discard(State.PUBLISHED)
    return [move for state, move in said.items() if state in allowed]


def _publish(session: Session) -> StateMove:
    if session.state == State.CANCELLED and session.released_id is not None:
        return StateMove(
            State.PUBLISHED,
            _("Let it take place after all"),
            _("With the next release readers see it again, at its place on the board."),
        )
    return StateMove(
        State.PUBLISHED,
        _("Ready for readers"),
        _("The next release shows it, at its place on the board."),
    )


def _to_be_confirmed(session: Session) -> StateMove:
    consequence = _(
        "It loses its time on the board. The next release shows it with “Time to be "
        "confirmed”."
    )
    return StateMove(
        State.TO_BE_CONFIRMED,
        _("Time to be confirmed"),
        f"{consequence} {_seats(session)}".strip(),
    )


def _cancel(session: Session) -> StateMove:
    if session.released_id is None:
        consequence = _("Readers never saw it, so nobody is told.")
    else:
        consequence = _(
            "The next release shows it as cancelled, and those concerned are told."
        )
    return StateMove(
        State.CANCELLED,
        _("Cancel this session"),
        f"{consequence} {_seats(session)}".strip(),
        is_bad=True,
    )


def _seats(session: Session) -> str:
    if not session.seats_taken:
        return ""
    told = ngettext(
        "%(n)d person has a seat.", "%(n)d people have a seat.", session.seats_taken
    )
    return told % {"n": session.seats_taken}
