"""Filters of the programme: links that combine, each with how many it would show."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from conference.programme.mine import NOTHING, Mine
from conference.programme.models import Session
from conference.programme.queries.search import find
from conference.programme.queries.snapshot import FULL, PublicSession, Snapshot

Format = Session.Format
# In the order in which they stand in an address and on the page.
STRAND: Final = "strand"
TYPE: Final = "type"
LANGUAGE: Final = "language"
WHERE: Final = "where"
SEATS: Final = "seats"
MINE: Final = "mine"
PERSON: Final = "person"
ROOM: Final = "room"
KINDS: Final = (STRAND, TYPE, LANGUAGE, WHERE, SEATS, MINE, PERSON, ROOM)
FREE: Final = "free"
AGENDA: Final = "agenda"
DAY: Final = "day"
OPEN_DAY: Final = "open"
PLACES: Final = {
    Format.ON_SITE: (Format.ON_SITE,),
    Format.ONLINE: (Format.ONLINE,),
    Format.BOTH: (Format.ON_SITE, Format.ONLINE),
}
Values = Mapping[str, tuple[str, ...]]
Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Wanted:
    """What a reader asked for in the address; nothing is asked for by default."""

    text: str = ""
    zone: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read the address; what it names and nobody knows finds nothing."""
        chosen = {
            kind: tuple(dict.fromkeys(v for v in query.getlist(kind)[:20] if v))
            for kind in KINDS
        }
        return cls(
            text=query.get("q", "").strip()[:100],
            zone=query.get("zone", ""),
            chosen={kind: values for kind, values in chosen.items() if values},
        )

    @property
    def is_anything(self) -> bool:
        """Whether some sessions are left out."""
        return bool(self.text or self.chosen)

    def has(self, kind: str, value: str) -> bool:
        """Whether a value was asked for."""
        return value in self.chosen.get(kind, ())

    def query(self) -> str:
        """Return what was asked for as the end of an address."""
        return self._address(self.chosen)

    def toggled(self, kind: str, value: str) -> str:
        """Return the same with one value more, or without it."""
        values = self.chosen.get(kind, ())
        if value in values:
            rest = tuple(other for other in values if other != value)
        else:
            rest = (*values, value)
        return self._address({**self.chosen, kind: rest})

    def in_zone(self, zone: str) -> str:
        """Return the same with times told in another zone besides."""
        return self._address(self.chosen, zone=zone)

    def without_filters(self) -> str:
        """Return what is left when everything is shown again."""
        return self._address({}, text="")

    def pairs(self) -> list[tuple[str, str]]:
        """Return what was chosen, for the hidden fields of the search."""
        found = [(k, v) for k in KINDS for v in self.chosen.get(k, ())]
        return [*found, ("zone", self.zone)] if self.zone else found

    def _address(
        self,
        chosen: Mapping[str, tuple[str, ...]],
        *,
        zone: str | None = None,
        text: str | None = None,
    ) -> str:
        pairs = [(kind, v) for kind in KINDS for v in chosen.get(kind, ())]
        words = self.text if text is None else text
        where = self.zone if zone is None else zone
        pairs += [(k, v) for k, v in (("q", words), ("zone", where)) if v]
        return f"?{urlencode(pairs)}" if pairs else "?"


@dataclass(frozen=True, slots=True)
class Option:
    """One filter as a link: what pressing it shows, and how many sessions that is."""

    label: str
    href: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Filters of one kind."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Found:
    """The sessions that fit, how well they fit the search, and what each link has."""

    sessions: tuple[PublicSession, ...]
    worth: Mapping[int, int]
    counts: Counts
    of_day: Mapping[str, int]


def choose(
    snapshot: Snapshot,
    wanted: Wanted,
    mine: Mapping[int, Mine],
    day: date | None = None,
) -> Found:
    """Return what fits on any day, counted for each link as if it were pressed too.

    A session that fails in one kind only is what a link of that kind would add. The
    links of a day's page count the sessions of that day.
    """
    if not wanted.is_anything:
        return _everything(snapshot, mine, day)
    worth = find(snapshot, wanted.text)
    facts = _facts(snapshot)
    fitting = []
    counts: Counter[tuple[str, str]] = Counter()
    for session in snapshot.sessions:
        if worth is not None and session.pk not in worth:
            continue
        values = {**facts[session.pk], MINE: _mine(session, mine)}
        failed = [
            k for k, any_of in wanted.chosen.items() if not _fits(values, k, any_of)
        ]
        if not failed:
            fitting.append(session)
        if day in (None, session.day) and not failed[1:]:
            counts.update(_pairs(values, failed or KINDS))
    days = Counter(_day(session) for session in fitting)
    return Found(tuple(fitting), worth or {}, counts, days)


def groups(snapshot: Snapshot, wanted: Wanted, counts: Counts) -> list[Group]:
    """Return the filters as links, without those that nothing could fit."""
    seen = _seen(snapshot)
    told: list[tuple[str, str, list[tuple[str, str]]]] = [
        (_("Strand"), STRAND, [(s.code, str(s.name)) for s in snapshot.strands]),
        (_("Type"), TYPE, [(v, str(lb)) for v, lb in Session.Type.choices]),
        (_("Language, spoken or interpreted"), LANGUAGE, _languages(seen)),
        (
            _("On site or online"),
            WHERE,
            [(Format.ON_SITE, _("On site")), (Format.ONLINE, _("Online"))],
        ),
        (_("Room"), ROOM, [(r.code, str(r.name)) for r in snapshot.rooms]),
    ]
    made = [
        Group(
            name,
            tuple(
                _option(wanted, counts, kind, value, label)
                for value, label in options
                if (kind, value) in seen
            ),
        )
        for name, kind, options in told
    ]
    return [group for group in made if len(group.options) > 1]


def quick(wanted: Wanted, counts: Counts) -> list[Option]:
    """Return the filters that always stand beside the search."""
    return [
        _option(wanted, counts, MINE, AGENDA, _("My agenda")),
        _option(wanted, counts, SEATS, FREE, _("Seats free")),
    ]


def taken_off(snapshot: Snapshot, wanted: Wanted) -> list[Option]:
    """Return what was chosen, each as a link that takes it off again."""
    return [
        Option(
            _name(snapshot, kind, value) or value,
            wanted.toggled(kind, value),
            count=0,
            is_on=True,
        )
        for kind in KINDS
        for value in wanted.chosen.get(kind, ())
    ]


def _option(
    wanted: Wanted, counts: Counts, kind: str, value: str, label: str
) -> Option:
    return Option(
        label=label,
        href=wanted.toggled(kind, value),
        count=counts.get((kind, value), 0),
        is_on=wanted.has(kind, value),
    )


@lru_cache(maxsize=2)
def _facts(snapshot: Snapshot) -> Mapping[int, Values]:
    return {session.pk: _values(session) for session in snapshot.sessions}


def _everything(
    snapshot: Snapshot, mine: Mapping[int, Mine], day: date | None
) -> Found:
    """Return all there is, counted once for everybody but for their own sessions."""
    own = [snapshot.by_pk.get(pk) for pk, m in mine.items() if m.is_agenda]
    shown = sum(1 for s in own if s is not None and day in (None, s.day))
    counts = {**_counts(snapshot, day), (MINE, AGENDA): shown}
    return Found(snapshot.sessions, {}, counts, _days(snapshot))


@lru_cache(maxsize=16)
def _counts(snapshot: Snapshot, day: date | None) -> Counts:
    found: Counter[tuple[str, str]] = Counter()
    facts = _facts(snapshot)
    for session in snapshot.sessions:
        if day in (None, session.day):
            found.update(_pairs(facts[session.pk], KINDS))
    return found


@lru_cache(maxsize=2)
def _days(snapshot: Snapshot) -> Mapping[str, int]:
    return Counter(map(_day, snapshot.sessions))


@lru_cache(maxsize=2)
def _seen(snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    """Return each kind and value that some session has."""
    return frozenset(
        pair for values in _facts(snapshot).values() for pair in _pairs(values, KINDS)
    )


def _values(session: PublicSession) -> Values:
    free = session.takes_place and session.availability != FULL
    languages = dict.fromkeys((session.language, *session.interpretation))
    return {
        STRAND: (session.strand.code,) if session.strand else (),
        TYPE: (session.session_type,),
        LANGUAGE: tuple(languages),
        WHERE: PLACES[Format(session.session_format)],
        SEATS: (FREE,) if free else (),
        PERSON: tuple({role.speaker.code for role in session.people}),
        ROOM: (session.room.code,) if session.room else (),
    }


def _mine(session: PublicSession, mine: Mapping[int, Mine]) -> tuple[str, ...]:
    return (AGENDA,) if mine.get(session.pk, NOTHING).is_agenda else ()


def _fits(values: Values, kind: str, any_of: Iterable[str]) -> bool:
    return not set(any_of).isdisjoint(values[kind])


def _pairs(values: Values, kinds: Iterable[str]) -> list[tuple[str, str]]:
    return [(kind, value) for kind in kinds for value in values.get(kind, ())]


def _day(session: PublicSession) -> str:
    return session.day.isoformat() if session.day else OPEN_DAY


def _languages(seen: frozenset[tuple[str, str]]) -> list[tuple[str, str]]:
    codes = sorted(value for kind, value in seen if kind == LANGUAGE)
    return [(code, language_text(code)) for code in codes]


def language_text(code: str) -> str:
    """Return the name of a language in the language of the reader."""
    return str(get_language_info(code)["name_translated"])


def _name(snapshot: Snapshot, kind: str, value: str) -> str:
    """Return how a chosen value is called; empty for one that nobody knows."""
    known: dict[str, Mapping[str, str]] = {
        STRAND: {strand.code: str(strand.name) for strand in snapshot.strands},
        TYPE: {v: str(label) for v, label in Session.Type.choices},
        LANGUAGE: {v: language_text(v) for k, v in _seen(snapshot) if k == LANGUAGE},
        WHERE: {Format.ON_SITE: _("On site"), Format.ONLINE: _("Online")},
        SEATS: {FREE: _("Seats free")},
        MINE: {AGENDA: _("My agenda")},
        PERSON: {speaker.code: speaker.name for speaker in snapshot.speakers},
        ROOM: {room.code: str(room.name) for room in snapshot.rooms},
    }
    return known[kind].get(value, "")
