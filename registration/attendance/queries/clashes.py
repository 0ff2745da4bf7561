"""What else a person has at the time of a session: seats of theirs, and stages."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Value
from i18nfield.strings import LazyI18nString

from conference.programme.models import (
    SessionRole,
    SessionVersion,
    VersionRole,
)
from registration.attendance.models import Registration, Seat


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
    # Who declined since the release stands on no stage, whatever the release says.
    still = SessionRole.objects.filter(
        session_id=OuterRef("version__session_id"),
        speaker_id=OuterRef("speaker_id"),
        role=OuterRef("role"),
    ).exclude(confirmation__in=SessionRole.GONE)
    rows = (
        VersionRole.objects.filter(
            Exists(still),
            speaker__account_id__in=account_ids,
            version__replaced_in=None,
            version__state=SessionVersion.State.PUBLISHED,
            version__starts_at__lt=version.ends_at,
            version__ends_at__gt=version.starts_at,
            speaker__edition_id=F("version__session__edition_id"),
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
