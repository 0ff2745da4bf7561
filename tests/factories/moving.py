"""Sessions that are public, and move."""

from datetime import timedelta

import factory

from conference.mailroom.models import Letter
from conference.programme.models import Session
from conference.programme.operations import releasing
from registration.notices.models import ScheduleDelivery, ScheduleNotice
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory
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


class ScheduleNoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ScheduleNotice

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    announced_at = MAY
    addressed = 1


class ScheduleLetterFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Letter

    idempotency_key = factory.Sequence(lambda n: f"schedule:sample:{n}")
    template = "schedule_changes"
    language = "en"
    to_address = "linh@example.org"
    posted_at = send_after = MAY
    give_up_at = MAY + 48 * HOUR


class ScheduleDeliveryFactory(factory.django.DjangoModelFactory):
    """A letter about one session that moved, in the person's language."""

    class Meta:
        model = ScheduleDelivery

    notice = factory.SubFactory(ScheduleNoticeFactory)
    account = factory.SubFactory(UserFactory)
    letter = factory.SubFactory(ScheduleLetterFactory)
    name = "Linh"
    address = factory.SelfAttribute("account.email")
    language = "en"
    items = factory.LazyFunction(
        lambda: [
            {
                "code": "C-00000001",
                "title": "Moved: Open networks",
                "kind": "moved",
                "was": "Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi, Hall A",
                "now": "Tue 8 Sep 2020, 14:00 to 15:00 Ha Noi, Hall A",
                "now_utc": "Tue 8 Sep 2020, 07:00 to 08:00 UTC",
                "now_own": "",
                "yours": "Your seat is kept.",
                "you_can": "If it does not suit you, give the seat back.",
                "label": "Open my seat",
                "relation": "taken",
                "clash": "",
                "url": "http://testserver/my/seats/C-00000001/",
            }
        ]
    )
