"""Sessions that are public, and move."""

from datetime import timedelta

from conference.programme.models import Session
from conference.programme.operations import releasing
from tests.factories.programme import (
    MAY,
    MONDAY_9,
    ProgrammeFactory,
    SessionFactory,
)

HOUR = timedelta(hours=1)
TUESDAY_14 = MONDAY_9 + timedelta(days=1, hours=5)


def public_session(*, now=MAY, **fields):
    """A session that everyone reads, Monday 09:00 to 10:00 unless told otherwise."""
    session = SessionFactory(published=True, **fields)
    ProgrammeFactory(edition=session.edition)
    releasing.publish(session.edition_id, session_ids=[session.pk], by=None, now=now)
    session.refresh_from_db()
    return session


def change(session, *, now, **fields):
    """Change the plan of a session and publish it; it lasts an hour if not said."""
    if fields.get("starts_at"):
        fields.setdefault("ends_at", fields["starts_at"] + HOUR)
    Session.objects.filter(pk=session.pk).update(has_unreleased_changes=True, **fields)
    releasing.publish(session.edition_id, session_ids=[session.pk], by=None, now=now)
    session.refresh_from_db()


def cancel(session, *, now):
    change(session, state=Session.State.CANCELLED, now=now)


def unplace(session, *, now):
    """Leave the time open."""
    state = Session.State.TO_BE_CONFIRMED
    change(session, state=state, starts_at=None, ends_at=None, now=now)
