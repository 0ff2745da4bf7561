"""A public programme that people take seats in."""

from datetime import UTC, datetime

from i18nfield.strings import LazyI18nString

from conference.core import repeat
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    ProgrammeFactory,
    SessionChangeFactory,
    SessionFactory,
    SessionRoleFactory,
    SessionVersionFactory,
    VersionRoleFactory,
)

# Sunday 6 September 2020, 17:00 in Ha Noi: the day before.
SUNDAY_17 = datetime(2020, 9, 6, 10, 0, tzinfo=UTC)


def public(edition, title="Open networks", *, at=9, hours=1, seats=None, **version):
    """A session that everyone reads, on Monday at that hour in Ha Noi."""
    ProgrammeFactory(edition=edition)
    starts_at = MONDAY_9 + (at - 9) * HOUR
    session = SessionFactory(
        edition=edition,
        published=True,
        title=LazyI18nString({"en": title}),
        starts_at=starts_at,
        ends_at=starts_at + hours * HOUR,
        seats=seats,
        capacity=seats,
    )
    session.released = SessionVersionFactory(session=session, seats=seats, **version)
    session.save(update_fields=["released"])
    return session


def moved(session, *, before, made_at=SUNDAY_17):
    """Let readers see that the session stood at another time, in the same room."""
    now = session.released
    old = SessionVersionFactory(
        session=session,
        starts_at=before,
        ends_at=before + (now.ends_at - now.starts_at),
        replaced_in=now.release,
    )
    SessionChangeFactory(
        after=now, before=old, kind="moved", concerns=True, made_at=made_at
    )


def on_stage(account, session, **role):
    """Put the person on the stage of a session, as everyone reads it."""
    part = SessionRoleFactory(session=session, speaker__account=account, **role)
    VersionRoleFactory(version=session.released, speaker=part.speaker, role=part.role)
    return part


def sent(**answers):
    """A form with the token of one press."""
    return {**answers, repeat.FIELD: repeat.fresh_token()}
