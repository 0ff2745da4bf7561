"""What ties a person to sessions: seats, the line, stars, and the stage."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Case,
    Count,
    DateTimeField,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)

from conference.programme.mine import HELD, TAKEN, WAITING, Mine, MyProgramme
from conference.programme.models import SessionRole
from conference.programme.queries.snapshot import PublicSession, Snapshot
from registration.attendance.models import Registration, Seat, Star

STAR: Final = "star"
STAGE: Final = "stage"
CATEGORY: Final = "category"
ASKED_AGAIN: Final = SessionRole.Confirmation.TO_RECONFIRM
# One person cannot be in two of these at once.
BUSY: Final = frozenset({TAKEN, HELD, STAGE})
COLUMNS: Final = ("tied_to", "kind", "held_until", "place", "step", "word")
Row = tuple[int, str, datetime | None, int | None, int, str]


@dataclass(frozen=True, slots=True)
class Tie:
    """Everything that ties a person to one session.

    `seat` is taken, held, waiting or empty; `place` their place in the line; `step` is
    what their calendar adds to the session's sequence, also after a seat was given
    back; `answer` what they said to standing on its stage, empty for who does not.
    """

    session_id: int
    seat: str = ""
    held_until: datetime | None = None
    place: int | None = None
    step: int = 0
    is_starred: bool = False
    answer: str = ""

    def __bool__(self) -> bool:
        return bool(self.seat or self.is_starred or self.answer)

    @property
    def is_on_stage(self) -> bool:
        """Whether the person has a part in it."""
        return bool(self.answer)

    @property
    def is_busy(self) -> bool:
        """Whether the person cannot be elsewhere meanwhile."""
        return self.is_on_stage or self.seat in BUSY


@dataclass(frozen=True, slots=True)
class Ties:
    """A person's sessions by key, and the category they were approved in, or ""."""

    by_session: Mapping[int, Tie]
    category: str

    def __bool__(self) -> bool:
        return bool(self.by_session)


def ties(account: AbstractBaseUser | AnonymousUser) -> Ties:
    """Return what ties a person to the current edition's sessions, in one statement."""
    found: dict[int, list[Row]] = defaultdict(list)
    category = ""
    for row in _approved(account).union(
        _seats(account), _stars(account), _roles(account), all=True
    ):
        if row[1] == CATEGORY:
            category = row[5]
        else:
            found[row[0]].append(row)
    all_ties = (_tie(key, rows) for key, rows in found.items())
    return Ties({tie.session_id: tie for tie in all_ties if tie}, category)


class OwnProgramme(MyProgramme):
    """A person's sessions as the programme's pages read them, and what they are of."""

    def __init__(self, ties: Ties) -> None:
        super().__init__()
        self.ties = ties
        self.category = ties.category


def my_programme(
    account: AbstractBaseUser | AnonymousUser, snapshot: Snapshot | None
) -> OwnProgramme:
    """Return each session that is theirs, or that overlaps one they are bound to."""
    mine = ties(account)
    found = OwnProgramme(mine)
    if snapshot is None:
        return found
    clashes = clashes_of(mine, snapshot)
    for key in mine.by_session.keys() | clashes.keys():
        tie = mine.by_session.get(key, Tie(key))
        found[key] = Mine(
            state=tie.seat,
            place=tie.place,
            starred=tie.is_starred,
            on_stage=tie.is_on_stage,
            clashes_with=tuple(str(other.title) for other in clashes.get(key, ())),
        )
    return found


def clashes_of(
    mine: Ties, snapshot: Snapshot
) -> Mapping[int, tuple[PublicSession, ...]]:
    """Return, for each session, those the person is bound to at the same time.

    Also for sessions that are not theirs, so that a clash is seen before the click.
    """
    times = [
        (session.starts_at, session.ends_at, session)
        for session in snapshot.sessions
        if session.takes_place and session.starts_at and session.ends_at
    ]
    bound = {key for key, tie in mine.by_session.items() if tie.is_busy}
    found: dict[int, list[PublicSession]] = defaultdict(list)
    for busy_from, busy_to, busy in times:
        if busy.pk in bound:
            for start, end, other in times:
                if start < busy_to and busy_from < end and other is not busy:
                    found[other.pk].append(busy)
    return {key: tuple(sessions) for key, sessions in found.items()}


def _tie(key: int, rows: Sequence[Row]) -> Tie:
    by_kind = {row[1]: row for row in rows}
    seat = next(
        (by_kind[kind] for kind in (TAKEN, HELD, WAITING) if kind in by_kind), None
    )
    answers = [row[5] for row in rows if row[1] == STAGE]
    return Tie(
        session_id=key,
        seat=seat[1] if seat else "",
        held_until=seat[2] if seat else None,
        place=seat[3] if seat else None,
        # A calendar never counts back, so a seat that was given back still counts.
        step=max(row[4] for row in rows),
        is_starred=STAR in by_kind,
        answer=ASKED_AGAIN if ASKED_AGAIN in answers else "".join(answers[:1]),
    )


def _approved(account: AbstractBaseUser | AnonymousUser) -> QuerySet[Registration, Row]:
    rows = Registration.objects.of(account).approved().in_current_edition()
    return rows.annotate(
        tied_to=F("pk"),
        kind=Value(CATEGORY),
        held_until=Value(None, output_field=DateTimeField()),
        place=Value(None, output_field=IntegerField()),
        step=Value(0),
        word=F("category__code"),
    ).values_list(*COLUMNS)


def _seats(account: AbstractBaseUser | AnonymousUser) -> QuerySet[Seat, Row]:
    ahead = (
        Seat.objects.in_line()
        .filter(
            session_id=OuterRef("session_id"),
            arrival_number__lte=OuterRef("arrival_number"),
        )
        .order_by()
        .values("session_id")
        .annotate(people=Count("pk"))
        .values("people")
    )
    rows = Seat.objects.of(account)
    return (
        rows.filter(registration__edition__is_current=True)
        .annotate(
            tied_to=F("session_id"),
            kind=F("state"),
            place=Case(When(state=WAITING, then=Subquery(ahead))),
            step=F("calendar_step"),
            word=Value(""),
        )
        .values_list(*COLUMNS)
    )


def _stars(account: AbstractBaseUser | AnonymousUser) -> QuerySet[Star, Row]:
    rows = Star.objects.filter(account_id=account.pk, session__edition__is_current=True)
    return rows.annotate(
        tied_to=F("session_id"),
        kind=Value(STAR),
        held_until=Value(None, output_field=DateTimeField()),
        place=Value(None, output_field=IntegerField()),
        step=Value(0),
        word=Value(""),
    ).values_list(*COLUMNS)


def _roles(account: AbstractBaseUser | AnonymousUser) -> QuerySet[SessionRole, Row]:
    rows = SessionRole.objects.filter(
        speaker__account_id=account.pk,
        session__edition__is_current=True,
        # What is planned and not yet released is nobody's agenda.
        session__released__roles__speaker_id=F("speaker_id"),
        session__released__roles__role=F("role"),
    ).exclude(confirmation__in=SessionRole.GONE)
    return rows.annotate(
        tied_to=F("session_id"),
        kind=Value(STAGE),
        held_until=Value(None, output_field=DateTimeField()),
        place=Value(None, output_field=IntegerField()),
        step=Value(0),
        word=F("confirmation"),
    ).values_list(*COLUMNS)
