"""A large published programme for the scenarios that read one."""

from datetime import timedelta

from conference.core import clock
from conference.editions.queries import current_edition
from conference.programme.models import (
    Programme,
    Room,
    Session,
    SessionRole,
    SessionVersion,
    Speaker,
)
from conference.programme.operations import releasing
from tests.bench.figures import say

FIRST_CODE = 80_000_000
ROOMS = 12
HOUR = timedelta(hours=1)
HOURS_A_DAY = 6
NINE_IN_HA_NOI = 2  # on the clocks of UTC
WORDS = "Ministers, regulators and industry on how networks reach everyone. " * 8


def publish(sessions: int) -> None:
    """Publish until so many sessions are public, each with two people on stage."""
    edition, now = current_edition(), clock.now()
    Programme.objects.get_or_create(edition=edition)
    public = SessionVersion.objects.current().filter(session__edition=edition)
    missing = sessions - public.count()
    if missing <= 0:
        return
    say(f"  {missing} more sessions")
    rooms = _rooms(edition.pk)
    day = (now + timedelta(days=40)).replace(minute=0, second=0, microsecond=0)
    begins = day.replace(hour=NINE_IN_HA_NOI)
    made = Session.objects.bulk_create(
        Session(
            edition=edition,
            code=f"C-{FIRST_CODE + number:08d}",
            title={"en": f"Networks {number}", "vi": f"Mạng lưới {number}"},
            abstract={"en": WORDS, "vi": WORDS},
            session_type=Session.Type.FORUM_PANEL,
            room=rooms[number % ROOMS],
            starts_at=begins + _after(number),
            ends_at=begins + _after(number) + HOUR,
            seats=100,
            state=Session.State.PUBLISHED,
            changed_at=now,
            ical_uid=f"bench-{number}@bench.example.org",
        )
        for number in range(missing)
    )
    _cast(edition.pk, made)
    keys = [session.pk for session in made]
    releasing.publish(edition.pk, session_ids=keys, by=None, now=now)


def _after(number: int) -> timedelta:
    """Return how long after the first a session begins: seventy-two on each day."""
    day, hour = divmod(number // ROOMS, HOURS_A_DAY)
    return timedelta(days=day, hours=hour)


def _rooms(edition_id: int) -> list[Room]:
    return Room.objects.bulk_create(
        Room(edition_id=edition_id, code=f"bench-{n}", name=f"Hall {n}", seats=100)
        for n in range(ROOMS)
    )


def _cast(edition_id: int, sessions: list[Session]) -> None:
    people = Speaker.objects.bulk_create(
        Speaker(
            edition_id=edition_id,
            code=f"bench-{n}",
            name=f"Đặng Sample {n}",
            sort_key=f"dang sample {n}",
            position={"en": "Director of Samples"},
            biography={"en": WORDS},
        )
        for n in range(2 * ROOMS)
    )
    roles = (SessionRole.Role.MODERATOR, SessionRole.Role.PANELLIST)
    SessionRole.objects.bulk_create(
        SessionRole(
            session=session,
            # Sessions at the same time have people of their own.
            speaker=people[2 * (number % ROOMS) + place],
            role=role,
            confirmation=SessionRole.Confirmation.CONFIRMED,
        )
        for number, session in enumerate(sessions)
        for place, role in enumerate(roles)
    )
