"""Who is on stage: cast, replace, take off, and what people answered."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.core.transactions import retry_once_on_deadlock
from conference.programme.models import Session, SessionRole, Speaker
from conference.programme.operations import scheduling
from conference.programme.operations.turns import RuleBroken, checked, take_turn
from conference.programme.queries import changes

Confirmation = SessionRole.Confirmation
# Session, role, person.
Key = tuple[int, str, int]


class AlreadyCast(Refusal):
    """The person has this role in this session."""

    sentence = _(
        "%(person)s has this role in %(code)s already. Choose another role, or change "
        "the answer that is noted there."
    )


class WasReplaced(Refusal):
    """The role has gone to another person."""

    sentence = _(
        "%(person)s was replaced in %(code)s. Add the person again to bring them back."
    )


class NoSuchAnswer(Refusal):
    """Only yes and no can be answered."""

    sentence = _("Answer yes or no.")


@retry_once_on_deadlock
@atomic
def cast(  # noqa: PLR0913  a role has many sides
    session_id: int,
    speaker_id: int,
    role: str,
    *,
    order: int = 100,
    confirmation: str = Confirmation.INVITED,
    by: AbstractBaseUser | None,
    now: datetime,
) -> SessionRole:
    """Put a person on stage; who declined or was replaced is asked again.

    Refused: AlreadyCast, OnTwoStages.
    """
    session = scheduling.lock(session_id)
    one = session.roles.filter(speaker_id=speaker_id, role=role).first()
    if one is not None and one.confirmation not in SessionRole.GONE:
        raise AlreadyCast(person=one.speaker.name, code=session.code)
    one = one or SessionRole(session=session, speaker_id=speaker_id, role=role)
    one.order = order
    one.confirmation = confirmation
    one.asked_at = one.answered_at = None
    with _stage_of(session, one, by=by, now=now):
        one.save()
    return one


@retry_once_on_deadlock
@atomic
def uncast(role_id: int, *, by: AbstractBaseUser | None, now: datetime) -> None:
    """Take a person off the stage, as if never put there."""
    session, one = _locked(role_id)
    with _stage_of(session, one, by=by, now=now):
        one.delete()


@retry_once_on_deadlock
@atomic
def answer(
    role_id: int, confirmation: str, *, by: AbstractBaseUser | None, now: datetime
) -> SessionRole:
    """Note that a person comes or does not; the last answer holds.

    Refused: NoSuchAnswer, WasReplaced, OnTwoStages.
    """
    if confirmation not in (Confirmation.CONFIRMED, Confirmation.DECLINED):
        raise NoSuchAnswer
    session, one = _locked(role_id)
    if one.confirmation == Confirmation.SUBSTITUTED:
        raise WasReplaced(person=one.speaker.name, code=session.code)
    one.confirmation = confirmation
    one.answered_at = now
    with _stage_of(session, one, by=by, now=now):
        one.save(update_fields=["confirmation", "answered_at"])
    return one


@retry_once_on_deadlock
@atomic
def replace(
    role_id: int, speaker_id: int, *, by: AbstractBaseUser | None, now: datetime
) -> SessionRole:
    """Give a role to another person, who is asked; the first one stays on record.

    Refused: AlreadyCast, WasReplaced, OnTwoStages.
    """
    session, one = _locked(role_id)
    if one.confirmation == Confirmation.SUBSTITUTED:
        raise WasReplaced(person=one.speaker.name, code=session.code)
    if one.speaker_id == speaker_id:
        raise AlreadyCast(person=one.speaker.name, code=session.code)
    one.confirmation = Confirmation.SUBSTITUTED
    one.save(update_fields=["confirmation"])
    return cast(one.session_id, speaker_id, one.role, order=one.order, by=by, now=now)


@retry_once_on_deadlock
@atomic
def place(
    role_id: int, order: int, *, by: AbstractBaseUser | None, now: datetime
) -> SessionRole:
    """Give a person another place in the list of those on stage."""
    session, one = _locked(role_id)
    one.order = order
    with _stage_of(session, one, by=by, now=now):
        one.save(update_fields=["order"])
    return one


@retry_once_on_deadlock
@atomic
def recast(
    edition_id: int,
    casts: Mapping[int, Sequence[tuple[str, int]]],
    *,
    by: AbstractBaseUser | None,
    now: datetime,
) -> None:
    """Let exactly these roles and people be on the stages of these sessions, in order.

    Who stays keeps the answer; who declined and is named again is asked again. Refused:
    OnTwoStages. Takes the turn, then locks the sessions.
    """
    take_turn(edition_id)
    rows = Session.objects.filter(pk__in=casts, edition_id=edition_id).order_by("pk")
    sessions = list(rows.select_for_update(of=("self",), no_key=True))
    roles = SessionRole.objects.filter(session__in=sessions)
    there = {(one.session_id, one.role, one.speaker_id): one for one in roles}
    wanted = {
        (session.pk, role, speaker_id): place * 10
        for session in sessions
        for place, (role, speaker_id) in enumerate(casts[session.pk], start=1)
    }
    gone = [
        one.pk
        for key, one in there.items()
        if key not in wanted and one.confirmation not in SessionRole.GONE
    ]
    try:
        with checked([scheduling.STAGE]):
            SessionRole.objects.filter(pk__in=gone).delete()
            _write_all(wanted, there)
    except RuleBroken as broken:
        said = scheduling.clash_on_stage(sessions, _names(casts))
        if said is None:
            raise
        raise said from broken
    _mark_all(sessions, by=by, now=now)


def _names(
    casts: Mapping[int, Sequence[tuple[str, int]]],
) -> dict[int, dict[int, str]]:
    """Return the people of each session, with their names."""
    ids = {speaker_id for cast in casts.values() for _role, speaker_id in cast}
    names = dict(Speaker.objects.filter(pk__in=ids).values_list("pk", "name"))
    return {
        pk: {speaker_id: names[speaker_id] for _role, speaker_id in cast}
        for pk, cast in casts.items()
    }


def _write_all(wanted: Mapping[Key, int], there: Mapping[Key, SessionRole]) -> None:
    new: list[SessionRole] = []
    changed: list[SessionRole] = []
    for key, order in wanted.items():
        session_id, role, speaker_id = key
        one = there.get(key) or SessionRole(
            session_id=session_id, speaker_id=speaker_id, role=role
        )
        if one.confirmation in SessionRole.GONE:
            one.confirmation = Confirmation.INVITED
            one.asked_at = one.answered_at = None
        elif one.pk and one.order == order:
            continue
        one.order = order
        (changed if one.pk else new).append(one)
    SessionRole.objects.bulk_create(new)
    SessionRole.objects.bulk_update(
        changed, ["order", "confirmation", "asked_at", "answered_at"], batch_size=500
    )


def _mark_all(
    sessions: Sequence[Session], *, by: AbstractBaseUser | None, now: datetime
) -> None:
    keys = [session.pk for session in sessions]
    fresh = changes.with_public(Session.objects.filter(pk__in=keys))
    pending = [one.pk for one in fresh if changes.pending_of(one) is not None]
    rows = Session.objects.filter(pk__in=keys)
    saved = {"changed_at": now, "changed_by": by}
    rows.filter(pk__in=pending).update(has_unreleased_changes=True, **saved)
    rows.exclude(pk__in=pending).update(has_unreleased_changes=False, **saved)


def _locked(role_id: int) -> tuple[Session, SessionRole]:
    """Lock the session of a role, then read the role as it is by then."""
    of_session = SessionRole.objects.values_list("session_id", flat=True)
    session = scheduling.lock(of_session.get(pk=role_id))
    return session, session.roles.select_related("speaker").get(pk=role_id)


@contextmanager
def _stage_of(
    session: Session,
    one: SessionRole,
    *,
    by: AbstractBaseUser | None,
    now: datetime,
) -> Iterator[None]:
    """Write to the stage of a session, if everyone on it can be there.

    The next release shows it, so the session is marked.
    """
    try:
        with checked([scheduling.STAGE]):
            yield
    except RuleBroken as broken:
        said = scheduling.refusal(broken.rule, [session], [one.speaker_id])
        if said is None:
            raise
        raise said from broken
    _mark(session, by=by, now=now)


def _mark(session: Session, *, by: AbstractBaseUser | None, now: datetime) -> None:
    fresh = changes.with_public(Session.objects.filter(pk=session.pk)).get()
    fresh.has_unreleased_changes = changes.pending_of(fresh) is not None
    fresh.changed_at = now
    fresh.changed_by_id = by.pk if by else None
    fresh.save(update_fields=["has_unreleased_changes", "changed_at", "changed_by"])
