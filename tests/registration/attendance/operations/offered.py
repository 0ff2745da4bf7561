"""Sessions as the public reads them, and who has what in them."""

from conference.programme.models import Session
from registration.attendance.models import Seat
from tests.factories.programme import SessionFactory, SessionVersionFactory


def offered(seats=None, **fields):
    """Return a session the public reads, with its version in force."""
    session = SessionFactory(
        published=True,
        seats=seats,
        capacity=seats,
        has_unreleased_changes=False,
        **fields,
    )
    session.released = SessionVersionFactory(session=session, seats=seats)
    session.save(update_fields=["released"])
    return session


def plan(session, **fields):
    """Change what is planned, as organisers do."""
    Session.objects.filter(pk=session.pk).update(**fields, has_unreleased_changes=True)


def seats_in(session):
    """Return who has what, in order of arrival."""
    rows = Seat.objects.filter(session=session).order_by("arrival_number")
    return list(rows.values_list("registration_id", "state"))


def taken_in(session):
    return Session.objects.values_list("seats_taken", flat=True).get(pk=session.pk)
