"""How the system is: alive, ready, and in figures; for machines that watch it."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Gauge,
    generate_latest,
)
from redis import Redis
from redis.exceptions import RedisError

from conference.core import clock
from conference.core.access import Who, access
from conference.mailroom.models import Batch, Letter
from conference.mailroom.queries import oldest_due_at
from registration.attendance.models import Registration

BROKER_SECONDS = 1


@dataclass(frozen=True, slots=True)
class Readiness:
    """What the system needs, and for how long the oldest letter has been due."""

    database: bool
    broker: bool
    oldest_due_letter_seconds: int | None

    @property
    def is_ready(self) -> bool:
        return self.database and self.broker


@access(Who.ANYONE)
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers, and ask nothing else.

    A database at rest must not make a supervisor kill the web.
    """
    return _plain(HttpResponse("ok\n", content_type="text/plain; charset=utf-8"))


@access(Who.ANYONE)
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether database and broker answer, and how long letters wait: 200 or 503."""
    found = readiness()
    body = {
        "ready": found.is_ready,
        "database": found.database,
        "broker": found.broker,
        "oldest_due_letter_seconds": found.oldest_due_letter_seconds,
    }
    return _plain(JsonResponse(body, status=200 if found.is_ready else 503))


@access(Who.MACHINE)
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to who has the token."""
    given = request.headers.get("Authorization", "")
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    if not secrets.compare_digest(given.encode(), wanted.encode()):
        raise PermissionDenied
    return HttpResponse(generate_latest(figures()), content_type=CONTENT_TYPE_LATEST)


def readiness() -> Readiness:
    """Ask the database and the broker, neither for longer than a moment."""
    database, age = _oldest_due_letter()
    return Readiness(database, _broker_answers(), age)


def figures() -> CollectorRegistry:
    """Return the figures of the event and its post, counted now; no personal data."""
    registry = CollectorRegistry()
    _count(registry, "letters", "Letters by state.", Letter)
    _count(registry, "letter_batches", "Mass mailings by state.", Batch)
    _count(registry, "registrations", "Registrations by state.", Registration)
    _database, age = _oldest_due_letter()
    gauge = Gauge(
        "dw_oldest_due_letter_seconds",
        "For how long the oldest letter that may leave has waited.",
        registry=registry,
    )
    gauge.set(age or 0)
    return registry


def _count(
    registry: CollectorRegistry,
    name: str,
    told: str,
    model: type[Letter | Batch | Registration],
) -> None:
    gauge = Gauge(f"dw_{name}", told, ["state"], registry=registry)
    field = model._meta.get_field("state")  # noqa: SLF001  Django's public way to a field
    for state, _label in field.flatchoices:
        gauge.labels(state).set(0)
    rows = model._default_manager.values_list("state")  # noqa: SLF001
    for state, count in rows.annotate(count=Count("pk")).order_by("state"):
        gauge.labels(state).set(count)


def _oldest_due_letter() -> tuple[bool, int | None]:
    """Return whether the database answers, and the age of the oldest due letter."""
    now = clock.now()
    try:
        connection.ensure_connection()
        oldest = oldest_due_at(now)
    except DatabaseError:
        return False, None
    return True, int((now - oldest).total_seconds()) if oldest else None


def _broker_answers() -> bool:
    broker = Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=BROKER_SECONDS,
        socket_timeout=BROKER_SECONDS,
    )
    try:
        return bool(broker.ping())
    except (RedisError, OSError):
        return False
    finally:
        broker.close()


def _plain(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
