"""Publishing: what is planned becomes what everyone reads, all at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.programme.models import (
    Programme,
    Release,
    Session,
    SessionChange,
    SessionRole,
    SessionVersion,
    VersionRole,
)
from conference.programme.operations.turns import RuleBroken, checked, take_turn
from conference.programme.queries import changes
from conference.programme.queries.changes import Pending

Confirmation = SessionRole.Confirmation
ROOM, STAGE = "version_room_is_not_double_booked", "version_person_is_on_one_stage"


class NothingToPublish(Refusal):
    """The plan is what the public reads."""

    sentence = _(
        "There is nothing to publish: what is planned is public already. Drafts stay "
        "where they are until you set them to “Published”."
    )


class SeatsInTheWay(Refusal):
    """More people hold a seat than the plan has seats."""

    sentence = _(
        "%(taken)s people have a seat in %(code)s and the plan has %(seats)s. Give it "
        "more seats or a larger room, or publish with the rule for seats that are lost."
    )


class PublicRoomTaken(Refusal):
    """A partial release would put two public sessions into one room at one time."""

    sentence = _(
        "Readers would see %(code)s in the room where %(others)s still stands. Publish "
        "them together."
    )

    def __init__(self, session: Session, others: Sequence[Session]) -> None:
        super().__init__(code=session.code, others=_codes(others))
        self.session = session
        self.others = others


class PublicOnTwoStages(Refusal):
    """A partial release would show a person on two stages at one time."""

    sentence = _(
        "Readers would see %(person)s in %(code)s and in %(others)s at the same time. "
        "Publish them together."
    )

    def __init__(
        self, person: str, session: Session, others: Sequence[Session]
    ) -> None:
        super().__init__(person=person, code=session.code, others=_codes(others))
        self.session = session
        self.others = others


class PlanChangedMeanwhile(Refusal):
    """Somebody planned on since the page was opened."""

    sentence = _(
        "Somebody changed the plan while you were reading. Look at what would be "
        "published now, then publish."
    )


@atomic
def refuse_unless_seen(
    edition_id: int, session_ids: Collection[int] | None, seen: str
) -> None:
    """Refuse to publish other changes than those that were looked at.

    Takes the turn, so that nobody plans on before the release is made. Refused:
    PlanChangedMeanwhile.
    """
    take_turn(edition_id)
    if changes.fingerprint(changes.pending(edition_id, session_ids)) != seen:
        raise PlanChangedMeanwhile


@atomic
def publish(
    edition_id: int,
    *,
    session_ids: Collection[int] | None = None,
    note: str = "",
    by: AbstractBaseUser | None,
    now: datetime,
) -> Release:
    """Make the next release of all that is planned, or of these sessions only.

    Whoever reads sees the old programme or the new one, never a mix. Takes the turn,
    then locks the sessions. Refused: NothingToPublish, SeatsInTheWay, PublicRoomTaken,
    PublicOnTwoStages.
    """
    take_turn(edition_id)
    _lock_sessions(edition_id, session_ids)
    pending = changes.pending(edition_id, session_ids)
    if not pending:
        raise NothingToPublish
    _refuse_lost_seats(pending)
    release = _next_release(edition_id, now=now)
    release.is_urgent = session_ids is not None
    release.note = note
    release.published_by_id = by.pk if by else None
    release.save()
    _replace_versions(release, pending)
    _put_in_force(release)
    _record(release, pending)
    _ask_to_reconfirm(pending)
    _show(release)
    return release


def _lock_sessions(edition_id: int, session_ids: Collection[int] | None) -> None:
    sessions = Session.objects.filter(edition_id=edition_id).changed_since_release()
    if session_ids is not None:
        sessions = sessions.filter(pk__in=session_ids)
    locked = sessions.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(locked.values_list("pk", flat=True))


def _refuse_lost_seats(pending: Sequence[Pending]) -> None:
    for change in pending:
        seats, taken = change.after.seats, change.session.seats_taken
        if seats is not None and seats < taken:
            raise SeatsInTheWay(code=change.session.code, seats=seats, taken=taken)


def _next_release(edition_id: int, *, now: datetime) -> Release:
    programme, _made = Programme.objects.get_or_create(edition_id=edition_id)
    return Release(
        edition_id=edition_id,
        number=programme.last_release_number + 1,
        published_at=now,
    )


def _replace_versions(release: Release, pending: Sequence[Pending]) -> None:
    """Write the new versions and their casts, the old ones being replaced."""
    try:
        with checked([ROOM, STAGE]):
            old = [change.before.pk for change in pending if change.before]
            SessionVersion.objects.filter(pk__in=old).update(replaced_in=release)
            for change in pending:
                change.after.release = release
            SessionVersion.objects.bulk_create([change.after for change in pending])
            VersionRole.objects.bulk_create(
                VersionRole(
                    version=change.after,
                    speaker_id=part.speaker_id,
                    role=part.role,
                    order=part.order,
                )
                for change in pending
                for part in change.cast
            )
    except RuleBroken as broken:
        raise _refusal(broken.rule, pending) from broken


def _refusal(rule: str, pending: Sequence[Pending]) -> Exception:
    """Say who stands in the way of the first session that cannot go alone."""
    placed = [
        change
        for change in pending
        if change.after.state == SessionVersion.State.PUBLISHED
    ]
    for change in placed:
        if rule == ROOM and (others := _public_in_room(change, pending)):
            return PublicRoomTaken(change.session, others)
        if rule == STAGE and (found := _public_on_stage(change, pending)):
            return PublicOnTwoStages(found[0], change.session, found[1])
    message = f"{rule} said no, and nothing is in the way."
    return RuntimeError(message)


def _public_in_room(change: Pending, pending: Sequence[Pending]) -> list[Session]:
    others = _public_meanwhile(change, pending).filter(Q(room_id=change.after.room_id))
    return [version.session for version in others.order_by("session__code")]


def _public_on_stage(
    change: Pending, pending: Sequence[Pending]
) -> tuple[str, list[Session]] | None:
    for part in change.cast:
        others = _public_meanwhile(change, pending).filter(
            roles__speaker_id=part.speaker_id
        )
        found = [version.session for version in others.order_by("session__code")]
        if found:
            return part.name, found
    return None


def _public_meanwhile(
    change: Pending, pending: Sequence[Pending]
) -> QuerySet[SessionVersion]:
    return (
        SessionVersion.objects.current()
        .filter(
            Q(starts_at__lt=change.after.ends_at, ends_at__gt=change.after.starts_at),
            state=SessionVersion.State.PUBLISHED,
        )
        .exclude(session__in=[other.session.pk for other in pending])
        .select_related("session")
        .distinct()
    )


def _put_in_force(release: Release) -> None:
    """Let the sessions follow their new versions, all in one statement."""
    new = SessionVersion.objects.filter(session=OuterRef("pk"), release=release)
    Session.objects.filter(versions__release=release).update(
        released=Subquery(new.values("pk")),
        capacity=Subquery(new.values("seats")),
        ical_sequence=Subquery(new.values("sequence")),
        has_unreleased_changes=False,
    )


def _record(release: Release, pending: Sequence[Pending]) -> None:
    SessionChange.objects.bulk_create(
        SessionChange(
            session=change.session,
            release=release,
            before=change.before,
            after=change.after,
            kind=change.kind,
            concerns=change.concerns,
            made_at=release.published_at,
        )
        for change in pending
    )


def _ask_to_reconfirm(pending: Sequence[Pending]) -> None:
    """Ask anew whoever said yes to another time."""
    moved = [
        change.session.pk
        for change in pending
        if change.after.state == SessionVersion.State.PUBLISHED
        and changes.time_changed(change.before, change.after)
    ]
    SessionRole.objects.filter(
        session__in=moved, confirmation=Confirmation.CONFIRMED
    ).update(confirmation=Confirmation.TO_RECONFIRM, asked_at=None, answered_at=None)


def _show(release: Release) -> None:
    """Let every reader draw the pages anew; the programme is locked last."""
    Programme.objects.filter(edition_id=release.edition_id).update(
        last_release_number=release.number, public_number=F("public_number") + 1
    )


def _codes(sessions: Sequence[Session]) -> str:
    return ", ".join(session.code for session in sessions)
