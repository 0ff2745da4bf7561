"""Two hundred people press "send" at once for the last ten places."""

from collections import Counter
from collections.abc import Iterator
from threading import Barrier

from conference.core import repeat
from conference.editions.queries import current_edition
from registration.attendance.models import ParticipantCategory, Registration
from tests.bench import people
from tests.bench.figures import Figure
from tests.bench.load import Answer, Client, run_jobs
from tests.bench.world import World

CLIENTS = 200
PLACES = 10
P99_SECONDS = 3


def run(world: World) -> Iterator[Figure]:
    """Connect first, then let all press at the same moment."""
    category = ParticipantCategory.objects.create(
        edition=current_edition(),
        code="rush",
        name="Rush",
        approval=ParticipantCategory.Approval.NOBODY,
        quota=PLACES,
    )
    users = people.accounts(CLIENTS)
    people.drafts(users, category)
    gate = Barrier(CLIENTS)
    with world.web() as web, world.worker("bulk") as bulk:
        clients = [web.client(cookies) for cookies in people.signed_in(users)]
        for client in clients:
            client.connect()
        before = world.cpu(web.child, bulk)
        done = run_jobs(clients, CLIENTS, lambda client: _press(client, gate))
        cpu = world.cpu(web.child, bulk) - before
    states = Counter(category.registrations.values_list("state", flat=True))
    approved = states[Registration.State.APPROVED]
    about = {
        "waiting": states[Registration.State.WAITING],
        "statuses": done.statuses,
        "p50_ms": 1000 * done.percentile(0.5),
    }
    yield Figure(
        f"{CLIENTS} clients for the last {PLACES} places",
        approved,
        "places given",
        f"exactly {PLACES}",
        met=approved == PLACES and done.statuses == {302: CLIENTS},
        cpu_ms=1000 * cpu / CLIENTS,
        more=about,
    )
    yield Figure(
        f"{CLIENTS} clients for the last {PLACES} places: answered, p99",
        done.percentile(0.99),
        "s",
        f"below {P99_SECONDS} s",
        met=done.percentile(0.99) < P99_SECONDS,
        cpu_ms=1000 * cpu / CLIENTS,
        more={"per_second": done.per_second},
    )


def _press(client: Client, gate: Barrier) -> Answer:
    gate.wait()
    form = {repeat.FIELD: repeat.fresh_token()}
    return client.submit("/attend/check/", form)
