"""Who has a part in sessions that change, and what each of them does not know yet.

Everyone carries the version of a session they last heard of (`told`). Comparing it with
the one in force says what there is to tell: two moves are one line, and a session that
came back to its old slot is none.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from conference.programme.models import (
    SessionChange,
    SessionRole,
    SessionVersion,
    VersionRole,
)
from conference.programme.queries import changes
from conference.programme.queries.changes import Pending
from registration.attendance.models import Agenda, Registration, Seat, Star
from registration.attendance.models.registration import RegistrationQuerySet
from registration.attendance.queries.clashes import Clash, first_clashes

TAKEN: Final = "taken"
HELD: Final = "held"
WAITING: Final = "waiting"
STAR: Final = "star"
STAGE: Final = "stage"
# Who was on stage, and is not any more.
OFF: Final = "off"
# The strongest first: of several parts in one session, a person hears of this one.
RELATIONS: Final = (STAGE, TAKEN, OFF, HELD, WAITING, STAR)
# Who has one of these cannot be elsewhere, and has the session in their calendar.
BOUND: Final = frozenset({STAGE, TAKEN, HELD})
Confirmation = SessionRole.Confirmation
ASKED: Final = frozenset({Confirmation.TO_RECONFIRM, Confirmation.INVITED})


@dataclass(frozen=True, slots=True)
class Reader:
    """One person who is written to: an account, or a person on stage without one."""

    account_id: int | None
    speaker_id: int | None
    name: str
    address: str
    language: str
    zone: str

    @property
    def key(self) -> tuple[int, int]:
        """Return what makes two readers the same person."""
        return self.account_id or 0, 0 if self.account_id else self.speaker_id or 0


@dataclass(frozen=True, slots=True)
class Part:
    """What ties a person to a session; `step` is their part of its sequence.

    `held_until` ends an offer of a seat.
    """

    reader: Reader
    session_id: int
    relation: str
    told_id: int | None
    registration_id: int | None
    step: int = 0
    role_id: int | None = None
    speaker_id: int | None = None
    is_asked: bool = False
    confirmation: str = ""
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """One session that is other than a person knows it."""

    part: Part
    before: SessionVersion
    after: SessionVersion
    clash: Clash | None = None

    @property
    def kind(self) -> str:
        """Return what happened to it, one of `SessionChange.Kind`."""
        return changes.kind_of(self.before, self.after)

    @property
    def takes_place(self) -> bool:
        """Whether it is held at a time that is known."""
        return self.after.state == SessionVersion.State.PUBLISHED


@dataclass(frozen=True, slots=True)
class Effect:
    """Whom a release tells, before it is published.

    `by_relation` counts sessions told of, `by_language` and `people` count people.
    """

    people: int
    sessions: int
    by_relation: Mapping[str, int]
    by_language: Mapping[str, int]
    clashes: int


def waiting_changes(edition_id: int) -> QuerySet[SessionChange]:
    """Return the changes that concern people and that nobody was told of yet."""
    return SessionChange.objects.filter(
        session__edition_id=edition_id, concerns=True, announced_at=None
    )


def baselines(waiting: Iterable[SessionChange]) -> dict[int, int]:
    """Return what everyone knew before: each session's version ahead of its changes."""
    found: dict[int, int] = {}
    for change in sorted(waiting, key=lambda change: change.pk):
        if change.before_id is not None:
            found.setdefault(change.session_id, change.before_id)
    return found


def news(
    targets: Mapping[int, SessionVersion],
    known: Mapping[int, int],
    *,
    unasked: Collection[int] = (),
    casts: Mapping[int, Collection[int]] | None = None,
) -> list[News]:
    """Return what each person must hear once these versions are in force.

    `targets` holds the version by session, `known` the key of the version that was
    public for whoever was never told of one; `unasked` are roles that need no answer.
    `casts` are the people by session where no release shows them yet.
    A fixed number of statements for any number of people and sessions.
    """
    stages = _stages(known)
    off = _taken_off(stages, targets, known, casts or {})
    parts = _one_person_each([*_parts(targets.keys(), unasked), *_off(off)])
    shown = _first_shown(stages)
    versions = versions_of(
        {part.told_id for part in parts} | {*known.values(), *shown.values()}
    )
    heard: dict[tuple[tuple[int, int], int], list[tuple[Part, SessionVersion]]]
    heard = defaultdict(list)
    for part in parts:
        after, before = targets[part.session_id], versions.get(part.told_id or 0)
        if before is None:
            first = shown.get((part.session_id, part.speaker_id))
            public = versions.get(known.get(part.session_id, 0))
            before = _never_told(part, public, versions.get(first or 0), after)
        heard[part.reader.key, part.session_id].append((part, before or after))
    readers = _one_reader_each(parts)
    found = [
        News(_as_read_by(readers, part), before, targets[part.session_id])
        for (_reader, _session), own in heard.items()
        if (told := _to_be_told(own, targets)) is not None
        for part, before in [told]
    ]
    return _with_clashes(found, targets)


def effect(edition_id: int, pending: Sequence[Pending]) -> Effect:
    """Return whom a release of these would tell, by what and in which languages."""
    concerning = [change for change in pending if change.before is not None]
    known = {
        change.session.pk: change.before.pk for change in concerning if change.before
    } | baselines(waiting_changes(edition_id))
    found = news(
        {change.session.pk: change.after for change in concerning},
        known,
        casts={
            change.session.pk: {part.speaker_id for part in change.cast}
            for change in concerning
        },
    )
    people = {item.part.reader.key: item.part.reader for item in found}
    return Effect(
        people=len(people),
        sessions=len({item.part.session_id for item in found}),
        by_relation=Counter(item.part.relation for item in found),
        by_language=Counter(reader.language for reader in people.values()),
        clashes=sum(item.clash is not None for item in found),
    )


def versions_of(ids: Iterable[int | None]) -> dict[int, SessionVersion]:
    """Return versions by key, with what words and calendars read of them."""
    wanted = {pk for pk in ids if pk is not None}
    rows = SessionVersion.objects.select_related("session", "room", "release")
    return rows.in_bulk(wanted)


def _never_told(
    part: Part,
    public: SessionVersion | None,
    first: SessionVersion | None,
    after: SessionVersion,
) -> SessionVersion | None:
    """Return what somebody knows of a session who had no letter about it.

    Mostly what was `public`. Who came on stage later knows the `first` version that
    shows them, and has nothing to unlearn when that is this one, or none yet; but a yes
    that this change puts in doubt was said to the time before.
    """
    if part.role_id is None:
        return public
    if (first.pk if first else None) != after.pk:
        return first
    is_doubted = part.confirmation == Confirmation.TO_RECONFIRM or (
        # A release that is only looked at has not put it in doubt yet.
        after.pk is None
        and part.confirmation == Confirmation.CONFIRMED
        and changes.time_changed(public, after)
    )
    return public if is_doubted else None


def _to_be_told(
    own: Sequence[tuple[Part, SessionVersion]], targets: Mapping[int, SessionVersion]
) -> tuple[Part, SessionVersion] | None:
    """Return the part by which a person hears of a session, or None if they know.

    Who has taken a seat since the change knows it, whatever they starred before.
    """
    ranked = sorted(own, key=lambda pair: RELATIONS.index(pair[0].relation))
    bound = [pair for pair in ranked if pair[0].relation in BOUND]
    if ranked[0][0].relation == OFF:
        bound = ranked[:1]
    for part, before in bound or ranked[:1]:
        if part.relation == OFF or changes.concerns(before, targets[part.session_id]):
            step = max(each.step for each, _before in own)
            return replace(part, step=step) if step != part.step else part, before
    return None


def _one_person_each(parts: Sequence[Part]) -> list[Part]:
    """Let a person on stage be the account with their address, though nobody linked it.

    One mailbox has one letter, and its calendar one sequence for a session.
    """
    accounts: dict[str, Part] = {}
    for part in sorted(parts, key=lambda part: part.registration_id is None):
        if part.reader.account_id:
            accounts.setdefault(part.reader.address.casefold(), part)
    return [
        replace(part, reader=own.reader, registration_id=own.registration_id)
        if part.reader.account_id is None
        and (own := accounts.get(part.reader.address.casefold()))
        else part
        for part in parts
    ]


def _one_reader_each(parts: Iterable[Part]) -> dict[tuple[int, int], Reader]:
    """Return how each person is written to, whichever of their parts is told of.

    The request to attend knows best, and then the account.
    """
    found: dict[tuple[int, int], Reader] = {}
    for part in sorted(parts, key=lambda part: part.registration_id is None):
        found.setdefault(part.reader.key, part.reader)
    return found


def _as_read_by(readers: Mapping[tuple[int, int], Reader], part: Part) -> Part:
    reader = readers[part.reader.key]
    if reader is part.reader:
        return part
    return replace(part, reader=reader)


def _with_clashes(
    found: Sequence[News], targets: Mapping[int, SessionVersion]
) -> list[News]:
    """Add to what binds a person what else binds them at the same time."""
    going = [
        ((registration_id, account_id), item.after)
        for item in found
        if item.part.relation in BOUND
        and item.takes_place
        and (registration_id := item.part.registration_id)
        and (account_id := item.part.reader.account_id)
    ]
    clashing = first_clashes(going, targets)
    return [
        replace(item, clash=clash)
        if item.part.relation in BOUND
        and (
            clash := clashing.get(
                (item.part.registration_id or 0, item.part.session_id)
            )
        )
        else item
        for item in found
    ]


def _parts(session_ids: Collection[int], unasked: Collection[int]) -> list[Part]:
    """Return everyone who has a part in these sessions, in three statements."""
    return [
        *_seats(session_ids),
        *_stars(session_ids),
        *_roles(session_ids, unasked),
    ]


def _seats(session_ids: Collection[int]) -> Iterator[Part]:
    rows = (
        Seat.objects.live()
        .filter(
            session_id__in=session_ids,
            registration__state=Registration.State.APPROVED,
            registration__account__is_active=True,
        )
        .values_list(
            "session_id",
            "state",
            "told_id",
            "calendar_step",
            "held_until",
            "registration_id",
            "registration__account_id",
            "registration__given_name",
            "registration__family_name",
            "registration__account__email",
            "registration__language",
            "registration__account__time_zone",
        )
    )
    readers: dict[int, Reader] = {}
    for row in rows:
        session_id, state, told_id, step, held_until = row[:5]
        registration_id, account_id, *who = row[5:]
        given_name, family_name, address, language, zone = who
        reader = readers.get(account_id)
        if reader is None:
            name = f"{given_name} {family_name}".strip()
            reader = Reader(account_id, None, name, address, language, zone)
            readers[account_id] = reader
        yield Part(
            reader,
            session_id,
            state,
            told_id,
            registration_id,
            step,
            held_until=held_until,
        )


def _stars(session_ids: Collection[int]) -> Iterator[Part]:
    silent = Agenda.objects.filter(
        account_id=OuterRef("account_id"), tells_of_stars=False
    )
    any_request = _requests("account_id")
    rows = (
        Star.objects.filter(
            ~Exists(silent),
            Exists(any_request.live()) | ~Exists(any_request),
            session_id__in=session_ids,
            account__is_active=True,
        )
        .annotate(spoken=_spoken("account_id", "account__language"))
        .values_list(
            "session_id",
            "told_id",
            "account_id",
            "account__given_name",
            "account__family_name",
            "account__email",
            "spoken",
            "account__time_zone",
        )
    )
    for session_id, told_id, account_id, given_name, family_name, *who in rows:
        name = f"{given_name} {family_name}".strip()
        reader = Reader(account_id, None, name, *who)
        yield Part(reader, session_id, STAR, told_id, None)


def _roles(session_ids: Collection[int], unasked: Collection[int]) -> Iterator[Part]:
    rows = SessionRole.objects.filter(session_id__in=session_ids)
    rows = rows.exclude(confirmation__in=SessionRole.GONE).order_by("order", "pk")
    for role_id, confirmation, part in _on_stage(rows, "pk"):
        yield replace(
            part,
            role_id=role_id,
            is_asked=confirmation in ASKED and role_id not in unasked,
            confirmation=confirmation,
        )


def _off(taken: Collection[tuple[int, int]]) -> Iterator[Part]:
    """Return those taken off these stages who were told of them, or had said yes.

    Given by session and person. Their roles may be gone, and what was noted of them
    is not. Who declined knows it.
    """
    if not taken:
        return
    events = SessionRole.pgh_event_model  # type: ignore[attr-defined]  # by decorator
    noted: QuerySet[Any, Any] = events.objects.filter(
        session_id__in={session_id for session_id, _speaker in taken},
        speaker_id__in={speaker_id for _session, speaker_id in taken},
    )
    own = noted.filter(
        session_id=OuterRef("session_id"), speaker_id=OuterRef("speaker_id")
    )
    knew = own.filter(~Q(told=None) | Q(confirmation=Confirmation.CONFIRMED))
    rows = noted.filter(Exists(knew)).order_by("session_id", "speaker_id", "-pgh_id")
    last = rows.distinct("session_id", "speaker_id")
    for _id, confirmation, part in _on_stage(last, "pgh_id"):
        if (part.session_id, part.speaker_id) in taken and (
            confirmation != Confirmation.DECLINED
        ):
            yield replace(part, relation=OFF)


def _on_stage(roles: QuerySet[Any, Any], key: str) -> Iterator[tuple[int, str, Part]]:
    """Return whom we can reach of these roles, with their key and their answer."""
    # Whoever also had a seat has a calendar that counts on from there.
    steps = (
        Seat.objects.filter(
            session_id=OuterRef("session_id"),
            registration__account_id=OuterRef("speaker__account_id"),
        )
        .order_by("-calendar_step")
        .values("calendar_step")[:1]
    )
    approved = _requests("speaker__account_id").approved().values("pk")[:1]
    reachable = Q(speaker__account__is_active=True) | (
        Q(speaker__account=None) & ~Q(speaker__address="")
    )
    rows = (
        roles.filter(reachable)
        .annotate(
            step=Coalesce(Subquery(steps), 0),
            request=Subquery(approved),
            own_address=Coalesce("speaker__account__email", "speaker__address"),
            spoken=_spoken(
                "speaker__account_id", "speaker__account__language", "speaker__language"
            ),
        )
        .values_list(
            "session_id",
            key,
            "told_id",
            "step",
            "request",
            "confirmation",
            "speaker_id",
            "speaker__account_id",
            "speaker__name",
            "own_address",
            "spoken",
            "speaker__account__time_zone",
        )
    )
    for session_id, role_id, told_id, step, request, confirmation, *who in rows:
        speaker_id, account_id, name, address, language, zone = who
        reader = Reader(
            account_id,
            None if account_id else speaker_id,
            name,
            address,
            language,
            zone or settings.EVENT_TIME_ZONE,
        )
        part = Part(
            reader, session_id, STAGE, told_id, request, step, speaker_id=speaker_id
        )
        yield role_id, confirmation, part


def _requests(account: str) -> RegistrationQuerySet:
    """Return the requests to attend of an outer row's account, to the same edition."""
    return Registration.objects.filter(
        account_id=OuterRef(account), edition_id=OuterRef("session__edition_id")
    )


def _spoken(account: str, *others: str) -> Coalesce:
    """Return the language a person chose for our letters, the live request first."""
    chosen = _requests(account).live().values("language")[:1]
    return Coalesce(Subquery(chosen), *others)


def _stages(known: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """Return each version from `known` on, its session, and a person on its stage."""
    rows = VersionRole.objects.filter(version__session_id__in=known.keys())
    return [
        row
        for row in rows.order_by("version_id").values_list(
            "version_id", "version__session_id", "speaker_id"
        )
        if row[0] >= known[row[1]]
    ]


def _first_shown(
    stages: Iterable[tuple[int, int, int]],
) -> dict[tuple[int, int | None], int]:
    """Return the version in which each person was first on stage, by session too."""
    found: dict[tuple[int, int | None], int] = {}
    for version_id, session_id, speaker_id in stages:
        found.setdefault((session_id, speaker_id), version_id)
    return found


def _taken_off(
    stages: Iterable[tuple[int, int, int]],
    targets: Mapping[int, SessionVersion],
    known: Mapping[int, int],
    casts: Mapping[int, Collection[int]],
) -> set[tuple[int, int]]:
    """Return who was on stage before, by session, and is not in these versions."""
    was, stays = set(), set()
    for version_id, session_id, speaker_id in stages:
        if version_id == known[session_id]:
            was.add((session_id, speaker_id))
        if session_id in targets and version_id == targets[session_id].pk:
            stays.add((session_id, speaker_id))
    for session_id, cast in casts.items():
        stays |= {(session_id, speaker_id) for speaker_id in cast}
    return {pair for pair in was - stays if pair[0] in targets}


def roles_that_stand(
    targets: Mapping[int, SessionVersion], known: Mapping[int, int]
) -> list[int]:
    """Return roles that a move put in doubt, and a move back has put right again.

    Nobody was asked about them in between, so their earlier yes holds.
    """
    doubted = SessionRole.objects.filter(
        session_id__in=targets.keys(),
        confirmation=SessionRole.Confirmation.TO_RECONFIRM,
        asked_at=None,
    ).values_list("pk", "session_id", "told_id")
    rows = list(doubted)
    versions = versions_of({told_id for _, _, told_id in rows} | set(known.values()))
    stand = []
    for pk, session_id, told_id in rows:
        before = versions.get(told_id or known.get(session_id) or 0)
        after = targets[session_id]
        if before and after.starts_at and not changes.time_changed(before, after):
            stand.append(pk)
    return stand
