"""The state of the machine room: one row a part, with what to do when it is red."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import redis
from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, Q
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.mailroom.models import Batch, Letter

# Four sweeps: by then a letter that may leave has been taken up, or nobody works.
PATIENCE: Final = timedelta(seconds=4 * settings.SWEEP_SECONDS)
BELLS_AT_MOST: Final = 20
QUEUES: Final = ("urgent", "bulk")
BATCHES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the machine: how it is, and what to do when that is not well."""

    name: str
    is_well: bool
    says: str
    what_to_do: str = ""


@dataclass(frozen=True, slots=True)
class LetterCount:
    """How many letters are in one state."""

    state: str
    label: str
    count: int


def parts(now: datetime) -> list[Part]:
    """Look at database, broker and senders; two statements, two words to the broker."""
    return [_database(), _broker(), *_senders(now)]


def letters_by_state() -> list[LetterCount]:
    """Count all letters, in the order of their life."""
    counts = dict(
        Letter.objects.values_list("state").annotate(n=Count("pk")).order_by()
    )
    return [
        LetterCount(state, str(label), counts.get(state, 0))
        for state, label in Letter.State.choices
    ]


def batches() -> list[Batch]:
    """List the latest batches with their counts; those with an alarm first."""
    rows = Batch.objects.annotate(
        total=Count("letters"),
        accepted=Count("letters", filter=Q(letters__state=Letter.State.ACCEPTED)),
        failed=Count("letters", filter=Q(letters__state=Letter.State.FAILED)),
        waiting=Count("letters", filter=Q(letters__state__in=Letter.WAITING)),
    )
    rows = rows.select_related("notice__revision", "reminder__notice")
    rows = rows.order_by("-created_at", "-pk")
    latest = list(rows[:BATCHES_SHOWN])
    return sorted(latest, key=lambda batch: not batch.alarm)


def _database() -> Part:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'),"
            " pg_size_pretty(pg_database_size(current_database()))"
        )
        version, size = cursor.fetchone()
    facts = {"version": version.split()[0], "size": size}
    return Part(_("Database"), True, _("PostgreSQL %(version)s, %(size)s") % facts)  # noqa: FBT003


def _broker() -> Part:
    try:
        with redis.from_url(
            settings.CELERY_BROKER_URL, socket_connect_timeout=0.3, socket_timeout=0.3
        ) as broker:
            bells = sum(int(broker.llen(queue)) for queue in QUEUES)
    except (redis.RedisError, OSError):
        return Part(
            _("Broker"),
            False,  # noqa: FBT003
            _("Does not answer. Letters leave a little later; none is lost."),
            _("Start the broker again. Nothing has to be sent again by hand."),
        )
    says = ngettext("%(n)d bell waits", "%(n)d bells wait", bells) % {"n": bells}
    if bells > BELLS_AT_MOST:
        todo = _("Nobody answers the bells: look whether both workers run.")
        return Part(_("Broker"), False, says, todo)  # noqa: FBT003
    return Part(_("Broker"), True, says)  # noqa: FBT003


def _senders(now: datetime) -> list[Part]:
    due = Letter.objects.due(now)
    oldest = due.aggregate(
        urgent=Min("send_after", filter=Q(is_urgent=True)),
        bulk=Min("send_after", filter=Q(is_urgent=False)),
    )
    return [
        _sender(_("Urgent letters"), oldest["urgent"], now),
        _sender(_("Mass letters"), oldest["bulk"], now),
    ]


def _sender(name: str, oldest_at: datetime | None, now: datetime) -> Part:
    if oldest_at is None:
        return Part(name, True, _("None waits"))  # noqa: FBT003
    says = _("The oldest waits for %(age)s") % {"age": timesince(oldest_at, now)}
    if now - oldest_at < PATIENCE:
        return Part(name, True, says)  # noqa: FBT003
    todo = _(
        "Look whether the worker runs and the mail server answers. "
        "The letters are safe."
    )
    return Part(name, False, says, todo)  # noqa: FBT003
