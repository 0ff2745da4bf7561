"""What else a person has at the time of a session: seats of theirs, and stages."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from i18nfield.strings import LazyI18nString

from conference.programme.models import (
    SessionRole,
    SessionVersion,
    VersionRole,
)
from registration.attendance.models import Registration, Seat

Slot = tuple[datetime, datetime]
# The keys of a registration and of its account.
Person = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clash:
    """A session of one's own at the same time; a stage is not given back by a click."""

    session_id: int
    code: str
    title: LazyI18nString
    starts_at: datetime
    ends_at: datetime
    on_stage: bool


def clashes(
    people: Iterable[Registration], version: SessionVersion
) -> dict[int, list[Clash]]:
    """Return the clashes of each of these registrations with a session, by time.

    What the public reads counts, and only what takes place: two statements.
    """
    found: dict[int, list[Clash]] = defaultdict(list)
    registration_of = {person.account_id: person.pk for person in people}
    if version.state != SessionVersion.State.PUBLISHED or not registration_of:
        return found
    stages = _stages(registration_of.keys(), version)
    for account_id, clash in stages:
        found[registration_of[account_id]].append(clash)
    on_stage = {(account_id, clash.session_id) for account_id, clash in stages}
    for account_id, clash in _seats(registration_of.values(), version):
        if (account_id, clash.session_id) not in on_stage:
            found[registration_of[account_id]].append(clash)
    for own in found.values():
        own.sort(key=lambda clash: (clash.starts_at, clash.code))
    return found


def first_clashes(
    going: Collection[tuple[Person, SessionVersion]],
    plan: Mapping[int, SessionVersion],
) -> dict[tuple[int, int], Clash]:
    """Return what these people have first at the time of the session beside them.

    By registration and session. Where `plan` has a version of a session it counts, and
    elsewhere what the public reads: three statements for any number.
    """
    beside = _beside([version for _person, version in going], plan)
    sessions = {other.session_id for others in beside.values() for other in others}
    if not sessions:
        return {}
    bound = _bound({person for person, _version in going}, sessions)
    found: dict[tuple[int, int], Clash] = {}
    for (registration_id, _account_id), version in going:
        for other in beside.get(version.session_id, ()):
            on_stage = bound.get((registration_id, other.session_id))
            if on_stage is not None:
                clash = _clash(other, on_stage=on_stage)
                found[registration_id, version.session_id] = clash
                break
    return found


def _beside(
    versions: Iterable[SessionVersion], plan: Mapping[int, SessionVersion]
) -> dict[int, list[SessionVersion]]:
    """Return what else takes place during each of these sessions, by time."""
    held = {one.session_id: one for one in versions if _is_held(one)}
    if not held:
        return {}
    public = SessionVersion.objects.current().filter(
        state=SessionVersion.State.PUBLISHED,
        starts_at__lt=max(_slot(one)[1] for one in held.values()),
        ends_at__gt=min(_slot(one)[0] for one in held.values()),
    )
    there = {
        **{one.session_id: one for one in public.select_related("session")},
        **plan,
    }
    others = sorted(
        filter(_is_held, there.values()),
        key=lambda one: (*_slot(one), one.session.code),
    )
    return {
        key: [
            other
            for other in others
            if other.session_id != key and _overlap(_slot(one), _slot(other))
        ]
        for key, one in held.items()
    }


def _bound(
    people: Iterable[Person], sessions: Collection[int]
) -> dict[tuple[int, int], bool]:
    """Return which registrations are bound to which sessions, and if on stage."""
    registration_of = {account_id: pk for pk, account_id in people}
    seats = Seat.objects.occupied().filter(
        registration_id__in=registration_of.values(), session_id__in=sessions
    )
    stages = _on_stage(registration_of.keys()).filter(version__session_id__in=sessions)
    found = dict.fromkeys(seats.values_list("registration_id", "session_id"), False)
    for account_id, session_id in stages.values_list(
        "speaker__account_id", "version__session_id"
    ):
        found[registration_of[account_id], session_id] = True
    return found


def _clash(version: SessionVersion, *, on_stage: bool) -> Clash:
    starts_at, ends_at = _slot(version)
    return Clash(
        version.session_id,
        version.session.code,
        version.title,
        starts_at,
        ends_at,
        on_stage,
    )


def _is_held(version: SessionVersion) -> bool:
    is_public = version.state == SessionVersion.State.PUBLISHED
    return is_public and bool(version.starts_at and version.ends_at)


def _slot(version: SessionVersion) -> Slot:
    """Return the time of a session that takes place."""
    if version.starts_at is None or version.ends_at is None:
        raise ValueError(version.pk)
    return version.starts_at, version.ends_at


def _overlap(one: Slot, other: Slot) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _seats(
    registration_ids: Collection[int], version: SessionVersion
) -> list[tuple[int, Clash]]:
    rows = (
        Seat.objects.occupied()
        .filter(
            registration_id__in=registration_ids,
            session__released__state=SessionVersion.State.PUBLISHED,
            session__released__starts_at__lt=version.ends_at,
            session__released__ends_at__gt=version.starts_at,
        )
        .exclude(session_id=version.session_id)
        .values_list(
            "registration__account_id",
            "session_id",
            "session__code",
            "session__released__title",
            "session__released__starts_at",
            "session__released__ends_at",
            Value(False),  # noqa: FBT003  not on stage
        )
    )
    return [(account_id, Clash(*row)) for account_id, *row in rows]


def _stages(
    account_ids: Collection[int], version: SessionVersion
) -> list[tuple[int, Clash]]:
    rows = (
        _on_stage(account_ids)
        .filter(
            version__state=SessionVersion.State.PUBLISHED,
            version__starts_at__lt=version.ends_at,
            version__ends_at__gt=version.starts_at,
        )
        .exclude(version__session_id=version.session_id)
        .values_list(
            "speaker__account_id",
            "version__session_id",
            "version__session__code",
            "version__title",
            "version__starts_at",
            "version__ends_at",
            Value(True),  # noqa: FBT003  on stage
        )
        .distinct()
    )
    return [(account_id, Clash(*row)) for account_id, *row in rows]


def _on_stage(account_ids: Collection[int]) -> QuerySet[VersionRole]:
    """Return the parts of these accounts as the public reads them, and still theirs."""
    # Who declined since the release stands on no stage, whatever the release says.
    still = SessionRole.objects.filter(
        session_id=OuterRef("version__session_id"),
        speaker_id=OuterRef("speaker_id"),
        role=OuterRef("role"),
    ).exclude(confirmation__in=SessionRole.GONE)
    return VersionRole.objects.filter(
        Exists(still),
        speaker__account_id__in=account_ids,
        version__replaced_in=None,
        speaker__edition_id=F("version__session__edition_id"),
    )
