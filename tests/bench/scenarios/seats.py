"""A thousand people want one of a hundred seats, fifty at a time, pressing again."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from conference.core import clock, repeat
from conference.editions.queries import current_edition
from conference.programme.models import Programme, Room, Session
from conference.programme.operations import releasing
from registration.accounts.models import User
from registration.attendance.models import (
    ParticipantCategory,
    Registration,
    Seat,
)
from tests.bench import people
from tests.bench.figures import Figure
from tests.bench.load import Answer, Client, Run, run_jobs
from tests.bench.world import Web, World

CLIENTS = 50
PEOPLE = 1000
SEATS = 100
P99_SECONDS = 3
TITLE = "A session everyone wants"


def run(world: World) -> Iterator[Figure]:
    """Each takes a seat, again with the same token, and stands in line when refused."""
    session = _session()
    with world.web() as web, world.worker("bulk") as bulk:
        _load(world, web, _session(), people.accounts(CLIENTS))
        before = world.cpu(web.child, bulk)
        done, right = _load(world, web, session, people.accounts(PEOPLE))
        cpu = world.cpu(web.child, bulk) - before
    states, in_order = _outcome(session)
    about = {
        "waiting": states[Seat.State.WAITING],
        "statuses": done.statuses,
        "in_order_of_arrival": in_order,
        "same_answer_twice": right,
    }
    yield Figure(
        f"{PEOPLE} people for {SEATS} seats, {CLIENTS} at a time, each press twice",
        states[Seat.State.TAKEN],
        "seats given",
        f"exactly {SEATS}, and {PEOPLE - SEATS} in line in order",
        met=states == {Seat.State.TAKEN: SEATS, Seat.State.WAITING: PEOPLE - SEATS}
        and in_order
        and right
        and set(done.statuses) <= {302, 409},
        cpu_ms=1000 * cpu / PEOPLE,
        more=about,
    )
    yield Figure(
        f"{PEOPLE} people for {SEATS} seats: each press answered, p99",
        done.percentile(0.99),
        "s",
        f"below {P99_SECONDS} s",
        met=done.percentile(0.99) < P99_SECONDS,
        cpu_ms=1000 * cpu / PEOPLE,
        more={
            "p50_ms": 1000 * done.percentile(0.5),
            "presses_per_second": done.per_second,
            "people_served_per_second": PEOPLE / done.wall,
        },
    )


def _load(
    world: World, web: Web, session: Session, users: list[User]
) -> tuple[Run, bool]:
    """Return what the presses brought, and whether each twin got the same answer."""
    _approve(users)
    clients = [web.client(cookies) for cookies in people.signed_in(users)]
    presses: list[Answer] = []
    twins: list[tuple[Answer, Answer]] = []

    def come(client: Client) -> Answer:
        path = f"/my/seats/{session.code}"
        taken = _twice(client, f"{path}/take/")
        answers = [taken]
        if taken[0].status == 409:
            answers.append(_twice(client, f"{path}/join/"))
        twins.extend(answers)
        presses.extend(answer for pair in answers for answer in pair)
        client.close()
        return taken[0]

    wall = run_jobs(clients, CLIENTS, come).wall
    statuses = dict(Counter(answer.status for answer in presses))
    alike = all(_same(first, again) for first, again in twins)
    return Run([answer.seconds for answer in presses], wall, statuses), alike


def _twice(client: Client, path: str) -> tuple[Answer, Answer]:
    form = {repeat.FIELD: repeat.fresh_token()}
    return client.submit(path, form), client.submit(path, form)


def _same(first: Answer, again: Answer) -> bool:
    where = first.headers.get("location"), again.headers.get("location")
    return first.status == again.status and where[0] == where[1]


def _outcome(session: Session) -> tuple[dict[str, int], bool]:
    """Return how many have what, and whether the first to come have the seats."""
    seats = Seat.objects.filter(session=session).order_by("arrival_number")
    states = list(seats.values_list("state", flat=True))
    first = states[: states.count(Seat.State.TAKEN)]
    numbers = list(seats.values_list("arrival_number", flat=True))
    in_order = set(first) <= {Seat.State.TAKEN}
    return Counter(states), in_order and numbers == [*range(1, len(numbers) + 1)]


def _session() -> Session:
    """Publish a session in a room of its own, in two days."""
    edition, now = current_edition(), clock.now()
    Programme.objects.get_or_create(edition=edition)
    number = 90_000_000 + Session.objects.count()
    code = f"C-{number:08d}"
    room = Room.objects.create(edition=edition, code=code.lower(), name=TITLE)
    session = Session.objects.create(
        edition=edition,
        code=code,
        title=TITLE,
        session_type=Session.Type.NETWORKING,
        room=room,
        starts_at=now + timedelta(days=2),
        ends_at=now + timedelta(days=2, hours=1),
        seats=SEATS,
        state=Session.State.PUBLISHED,
        changed_at=now,
        ical_uid=f"{code}@bench.example.org",
    )
    releasing.publish(edition.pk, session_ids=[session.pk], by=None, now=now)
    return session


def _approve(users: list[User]) -> None:
    """Let each have a place at the event."""
    category, _made = ParticipantCategory.objects.get_or_create(
        edition=current_edition(),
        code="seats",
        defaults={
            "name": "Seats",
            "approval": ParticipantCategory.Approval.NOBODY,
        },
    )
    people.drafts(users, category)
    drafts = Registration.objects.filter(account__in=users)
    now = clock.now()
    for registration in drafts:
        registration.state = Registration.State.APPROVED
        registration.submitted_at = registration.decided_at = now
        registration.number = f"BENCH-{registration.pk}"
        registration.badge_token = f"bench-{registration.pk}"
    Registration.objects.bulk_update(
        drafts, ["state", "submitted_at", "decided_at", "number", "badge_token"]
    )
