"""The demo's programme: two releases, drafts nobody outside knows, people on stage.

Made once. The releases go through the same operation as everybody's, so that what the
demo shows is what the application does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Final

from conference.config.demo import seeding_sessions as words
from conference.config.demo.seeding_accounts import SPEAKER
from conference.config.demo.seeding_stage import (
    everyone_on_stage,
)
from conference.core import clock
from conference.editions.models import Edition
from conference.programme.models import (
    Programme,
    Release,
    Room,
    Session,
    SessionChange,
    SessionRole,
    Speaker,
    Strand,
)
from conference.programme.operations import releasing
from conference.programme.queries.search import fold
from registration.accounts.models import User

PLANNED_AT: Final = datetime(2020, 4, 6, 2, 0, tzinfo=UTC)
FIRST_RELEASE_AT: Final = datetime(2020, 4, 14, 3, 0, tzinfo=UTC)
SECOND_RELEASE_AT: Final = datetime(2020, 4, 29, 8, 30, tzinfo=UTC)
LAST_CHANGE_AT: Final = datetime(2020, 5, 5, 4, 10, tzinfo=UTC)
ANNOUNCED_AFTER: Final = timedelta(minutes=3)
FORUM_ROOMS: Final = ("hall-a", "hall-b", "forum-1", "forum-2", "forum-3")
FORUM_SLOTS: Final = (("09:00", 90), ("11:00", 75), ("13:30", 75), ("15:15", 90))
STUDIO_SLOTS: Final = tuple(
    (start, 60) for start in ("09:30", "11:00", "13:00", "14:30", "16:00")
)
NETWORKING_SLOTS: Final = (
    "06 20:45",
    "07 17:15",
    "08 17:15",
    "09 19:00",
    "06 12:30",
    "07 08:15",
    "08 08:15",
    "09 08:15",
)
TRAY: Final = 5
FEW_SEATS: Final = 12
MOVED, CANCELLED, UNCERTAIN = "C-00020015", "C-00020060", "C-00020033"
RENAMED, TO_MOVE = "C-00020020", "C-00020026"
SIX_LANGUAGES: Final = ("vi", "fr", "es", "ru", "zh-hans", "ar")
Type = Session.Type
Role = SessionRole.Role
Confirmation = SessionRole.Confirmation
# Who is on the stage of each kind of session: a pool, and the roles.
STAGES: Final[dict[str, tuple[str, ...]]] = {
    Type.FORUM_PANEL: ("expert", Role.MODERATOR, *[Role.PANELLIST] * 3),
    Type.MASTERCLASS: ("founder", Role.PRESENTER),
    Type.PITCHING: ("founder", Role.MODERATOR, *[Role.JUROR] * 3),
    Type.CEREMONY: ("leader", *[Role.OPENING_REMARKS] * 2),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A room and a time in which one session fits."""

    room: str
    starts_at: datetime
    minutes: int


@dataclass(slots=True)
class Item:
    """One session before it is written down."""

    session: Session
    cell: Cell | None
    cast: list[tuple[str, str]] = field(default_factory=list)


def make_programme(edition: Edition, planner: User, publisher: User) -> bool:
    """Write the programme with its releases; return False when there is one."""
    Programme.objects.get_or_create(edition=edition)
    if edition.sessions.exists():
        return False
    book = _Book(edition, planner)
    book.write()
    releasing.publish(
        edition.pk,
        note="The programme as first announced.",
        by=publisher,
        now=FIRST_RELEASE_AT,
    )
    _change_three(edition, book, planner)
    release = releasing.publish(
        edition.pk,
        note="One session moved, one cancelled, one waits for its time.",
        by=publisher,
        now=SECOND_RELEASE_AT,
    )
    _settle(release)
    _change_the_plan(edition, book, planner)
    return True


class _Book:
    """Writes rooms, strands, people and sessions down, each with its keys."""

    def __init__(self, edition: Edition, planner: User) -> None:
        self.edition = edition
        self.planner = planner
        self.rooms = {room.code: room for room in _rooms(edition)}
        self.strands = {strand.code: strand for strand in _strands(edition)}
        self.speakers = {speaker.code: speaker for speaker in _speakers(edition)}
        self.pools = _Pools()
        self.free: list[Cell] = []

    def write(self) -> None:
        items = [*self._real(), *self._invented()]
        items.sort(key=_when)
        for item in items:
            item.cast = item.cast or self.pools.cast(item.session)
        Session.objects.bulk_create(item.session for item in items)
        SessionRole.objects.bulk_create(
            self._role(item.session, code, role, place)
            for item in items
            for place, (role, code) in enumerate(item.cast, start=1)
        )

    def session(self, code: str, kind: str, cell: Cell | None) -> Session:
        """Return a session in a cell, with what its kind and room bring along."""
        room = self.rooms[cell.room] if cell else None
        session = Session(
            edition=self.edition,
            code=code,
            session_type=kind,
            room=room,
            starts_at=cell.starts_at if cell else None,
            ends_at=cell.starts_at + timedelta(minutes=cell.minutes) if cell else None,
            state=Session.State.PUBLISHED,
            changed_at=PLANNED_AT,
            changed_by=self.planner,
            ical_uid=f"session-{code.lower()}@{self.edition.slug}.example.org",
        )
        if room is not None:
            _equip(session, room)
        return session

    def _real(self) -> Iterator[Item]:
        for real in words.REAL:
            cell = Cell(real.room, _at(real.at), real.minutes)
            session = self.session(real.code, real.session_type, cell)
            session.strand = self.strands[real.strand]
            session.title = words.in_two(real.title)
            session.abstract = words.in_two(real.abstract)
            session.label = words.in_two(real.held)
            cast = list(real.cast)
            if real.session_type == Type.MINISTERIAL_ROUNDTABLE:
                cast += self.pools.leaders(4 - len(cast))
            yield Item(session, cell, cast)

    def _invented(self) -> Iterator[Item]:
        number = 20_000
        for kind, strand, title, cell in self._lines():
            number += 1
            session = self.session(f"C-{number:08d}", kind, cell)
            session.strand = self.strands[strand]
            session.title = words.in_two(title)
            abstracts = words.ABSTRACTS[kind]
            session.abstract = words.in_two(abstracts[number % len(abstracts)])
            session.label = words.SAMPLE
            _vary(session, number)
            yield Item(session, cell)

    def _lines(self) -> Iterator[tuple[str, str, list[str], Cell | None]]:
        """Yield kind, strand, title and cell; the last of the drafts without one."""
        forum, drafts = words.lines(words.FORUM), words.lines(words.DRAFTS)
        studios = words.lines(words.PITCHING) + words.lines(words.MASTERCLASS)
        cells = _spread(list(_forum_cells()), len(forum) + len(drafts) - TRAY)
        self.free = [cell for cell in _forum_cells() if cell not in cells]
        for title, cell in zip(forum, cells, strict=False):
            yield Type.FORUM_PANEL, "forum", title, cell
        yield from _in_studios(studios)
        for title, at in zip(
            words.lines(words.NETWORKING), NETWORKING_SLOTS, strict=True
        ):
            yield Type.NETWORKING, "networking", title, Cell("lotus", _at(at), 45)
        for title, at in zip(
            words.lines(words.ROUNDTABLES), ("07 15:30", "08 16:00"), strict=True
        ):
            cell = Cell("ministers", _at(at), 75)
            yield Type.MINISTERIAL_ROUNDTABLE, "ministerial", title, cell
        (closing,) = words.lines(words.CEREMONIES)
        yield Type.CEREMONY, "opening", closing, Cell("plenary", _at("09 18:00"), 45)
        places = [*cells[len(forum) :], *[None] * TRAY]
        for title, place in zip(drafts, places, strict=True):
            yield Type.FORUM_PANEL, "forum", title, place

    def _role(self, session: Session, code: str, role: str, place: int) -> SessionRole:
        speaker = self.speakers[code]
        said = _said(session, speaker, place)
        return SessionRole(
            session=session,
            speaker=speaker,
            role=role,
            order=place * 10,
            confirmation=said,
            asked_at=PLANNED_AT,
            answered_at=None
            if said == Confirmation.INVITED
            else PLANNED_AT + timedelta(days=place),
        )


class _Pools:
    """Deals people out in turns, so long that nobody is on two stages at once."""

    def __init__(self) -> None:
        pools: dict[str, list[str]] = {"leader": [], "expert": [], "founder": []}
        for person in everyone_on_stage():
            pools.get(person.pool, []).append(person.code)
        self.turns = {pool: cycle(codes) for pool, codes in pools.items()}

    def leaders(self, count: int) -> list[tuple[str, str]]:
        return [(Role.PANELLIST, next(self.turns["leader"])) for _ in range(count)]

    def cast(self, session: Session) -> list[tuple[str, str]]:
        """Return who is on the stage of a session of this kind."""
        if session.session_type == Type.MINISTERIAL_ROUNDTABLE:
            return self.leaders(4)
        pool, *roles = STAGES.get(session.session_type, ("leader",))
        return [(role, next(self.turns[pool])) for role in roles]


def _rooms(edition: Edition) -> list[Room]:
    rows = []
    for order, line in enumerate(words.lines(words.ROOMS), start=1):
        code, seats, online, booths, name, in_vi, place, place_vi = line
        rows.append(
            Room(
                edition=edition,
                code=code,
                name=words.in_two([name, in_vi]),
                place=words.in_two([place, place_vi]),
                seats=int(seats) if seats else None,
                online_places=int(online) if online else None,
                interpretation_booths=int(booths),
                order=order * 10,
            )
        )
    return Room.objects.bulk_create(rows)


def _strands(edition: Edition) -> list[Strand]:
    return Strand.objects.bulk_create(
        Strand(
            edition=edition,
            code=code,
            name=words.in_two(names),
            description=words.in_two([about]),
            order=order * 10,
        )
        for order, (code, *names, about) in enumerate(
            words.lines(words.STRANDS), start=1
        )
    )


def _speakers(edition: Edition) -> list[Speaker]:
    account = User.objects.filter(email=SPEAKER.address).first()
    return Speaker.objects.bulk_create(
        Speaker(
            edition=edition,
            code=person.code,
            account=account if person.address == SPEAKER.address else None,
            name=person.name,
            sort_key=fold(person.name)[:200],
            position=person.position,
            organisation=person.organisation,
            country=person.country,
            biography=person.biography,
            address=person.address,
            language=person.language,
        )
        for person in everyone_on_stage()
    )


def _forum_cells() -> Iterator[Cell]:
    """Yield the cells of the forum in the order of time; the real ones are taken."""
    taken = {(real.room, _at(real.at)) for real in words.REAL}
    for day in range(6, 10):
        for start, minutes in FORUM_SLOTS[2:] if day == 6 else FORUM_SLOTS:  # noqa: PLR2004  Sunday begins at noon
            for room in (*FORUM_ROOMS, "online"):
                cell = Cell(room, _at(f"{day:02d} {start}"), minutes)
                online_rests = room == "online" and start in {"09:00", "13:30"}
                if (cell.room, cell.starts_at) not in taken and not online_rests:
                    yield cell


def _in_studios(
    titles: Sequence[list[str]],
) -> Iterator[tuple[str, str, list[str], Cell]]:
    """Yield pitching and masterclasses; what is done by hand is in the workshop."""
    cells = [
        [
            Cell(room, _at(f"{day:02d} {start}"), minutes)
            for day in range(6, 10)
            for start, minutes in (STUDIO_SLOTS[2:4] if day == 6 else STUDIO_SLOTS)  # noqa: PLR2004  Sunday begins at noon
            for room in rooms
        ]
        for rooms in (["workshop"], ["studio-1", "studio-2"])
    ]
    by_hand = [title for title in titles if title[0].startswith("Hands on")]
    by_mouth = [title for title in titles if title not in by_hand]
    for here, there in ((by_hand, cells[0]), (by_mouth, cells[1])):
        for title, cell in zip(here, _spread(there, len(here)), strict=True):
            pitches = title[0].startswith("Pitching")
            yield (Type.PITCHING if pitches else Type.MASTERCLASS), "sme", title, cell


def _spread(cells: list[Cell], count: int) -> list[Cell]:
    """Choose so many of the cells, evenly over the days."""
    return [cells[place * len(cells) // count] for place in range(count)]


def _equip(session: Session, room: Room) -> None:
    """Give a session what its room has: seats, booths, a stage online."""
    session.session_format = Session.Format.ON_SITE
    if room.code == "online":
        session.session_format = Session.Format.ONLINE
    elif room.online_places:
        session.session_format = Session.Format.BOTH
    if session.session_format != Session.Format.ON_SITE:
        session.join_url = f"https://meet.example.org/{session.code.lower()}"
    session.interpretation = list(SIX_LANGUAGES[: room.interpretation_booths])
    session.has_captions = room.interpretation_booths > 1
    if room.seats and not room.interpretation_booths > 2:  # noqa: PLR2004  halls of state have no counted seats
        session.seats = FEW_SEATS if room.code == "workshop" else room.seats
    if session.session_type == Type.MINISTERIAL_ROUNDTABLE and room.code != "plenary":
        session.open_to = list(words.OPEN_TO_LEADERS)


def _vary(session: Session, number: int) -> None:
    """Let some sessions be spoken in other languages, and the drafts be drafts."""
    spoken = {5: "vi", 11: "fr", 17: "ar"}.get(number % 23)
    if spoken and session.session_type == Type.FORUM_PANEL:
        session.language = spoken
        booths = len(session.interpretation)
        others = ("en", *[code for code in SIX_LANGUAGES if code != spoken])
        session.interpretation = list(others[:booths])
    if session.title.data["en"] in {line[0] for line in words.lines(words.DRAFTS)}:
        session.state = Session.State.DRAFT
        session.has_unreleased_changes = False


def _said(session: Session, speaker: Speaker, place: int) -> str:
    """Return what a person said to the invitation: most said yes."""
    if session.state == Session.State.DRAFT:
        return Confirmation.INVITED
    lot = (int(session.code[2:]) * 7 + place * 3 + len(speaker.code)) % 20
    if session.code not in {MOVED, TO_MOVE} and lot == 0 and place > 1:
        return Confirmation.DECLINED
    return Confirmation.INVITED if lot in {1, 2} else Confirmation.CONFIRMED


def _change_three(edition: Edition, book: _Book, planner: User) -> None:
    """Plan what the second release brings: moved, cancelled, time to be confirmed."""
    at = SECOND_RELEASE_AT - timedelta(hours=1)
    changed = {"changed_at": at, "changed_by": planner, "has_unreleased_changes": True}
    sessions = edition.sessions.filter(version=1)
    sessions.filter(code=MOVED).update(version=2, **_place(book, MOVED), **changed)
    sessions.filter(code=CANCELLED).update(
        version=2, state=Session.State.CANCELLED, **changed
    )
    sessions.filter(code=UNCERTAIN).update(
        version=2,
        state=Session.State.TO_BE_CONFIRMED,
        room=None,
        starts_at=None,
        ends_at=None,
        **changed,
    )


def _settle(release: Release) -> None:
    """Note that people were told of this release, and who on stage has answered."""
    told_at = release.published_at + ANNOUNCED_AFTER
    SessionChange.objects.filter(release=release, concerns=True).update(
        announced_at=told_at
    )
    asked = SessionRole.objects.filter(confirmation=Confirmation.TO_RECONFIRM)
    for place, role in enumerate(asked.select_related("session", "speaker")):
        role.asked_at = told_at
        role.told_id = role.session.released_id
        # Whom you can be has not answered yet: the gap that organisers see.
        if role.speaker.account_id is None:
            role.confirmation = Confirmation.CONFIRMED
            role.answered_at = told_at + timedelta(hours=5 + place)
        role.save()


def _change_the_plan(edition: Edition, book: _Book, planner: User) -> None:
    """Plan two changes that the public does not know yet."""
    changed = {
        "version": 2,
        "changed_at": LAST_CHANGE_AT,
        "changed_by": planner,
        "has_unreleased_changes": True,
    }
    renamed = edition.sessions.get(code=RENAMED)
    title = dict(renamed.title.data)
    title["en"] = f"{title['en']}, and sell them again"
    edition.sessions.filter(code=RENAMED).update(
        title=type(renamed.title)(title), **changed
    )
    edition.sessions.filter(code=TO_MOVE).update(**_place(book, TO_MOVE), **changed)


def _place(book: _Book, code: str) -> dict[str, object]:
    """Take the first free cell of a later time in which all its people can come."""
    session = book.edition.sessions.get(code=code)
    now_at = session.starts_at or FIRST_RELEASE_AT
    people = list(session.roles.values_list("speaker_id", flat=True))
    for cell in list(book.free):
        ends_at = cell.starts_at + timedelta(minutes=cell.minutes)
        busy = SessionRole.objects.filter(
            speaker_id__in=people,
            session__starts_at__lt=ends_at,
            session__ends_at__gt=cell.starts_at,
        )
        fits = cell.room in FORUM_ROOMS and cell.starts_at > now_at
        if fits and not busy.exclude(session=session).exists():
            book.free.remove(cell)
            return {
                "room": book.rooms[cell.room],
                "starts_at": cell.starts_at,
                "ends_at": ends_at,
            }
    message = f"No free cell is left for {code}."
    raise LookupError(message)


def _when(item: Item) -> tuple[datetime, str]:
    at = item.cell.starts_at if item.cell else clock.DEMO_START.replace(year=2021)
    return at, item.session.code


def _at(told: str) -> datetime:
    """Return the instant of a day of September 2020 and a time in Ha Noi."""
    local = datetime.strptime(f"2020-09-{told}", "%Y-%m-%d %H:%M")  # noqa: DTZ007  its zone is given next
    return local.replace(tzinfo=clock.EVENT_ZONE)
