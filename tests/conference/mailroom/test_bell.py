import time

import pytest
import redis
from django.conf import settings
from django.db import transaction

from conference.mailroom import bell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker():
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        broker.delete("urgent", "bulk")
        yield broker
        broker.delete("urgent", "bulk")


def until_published():
    ringer = bell._ringer
    with ringer.condition:
        assert ringer.condition.wait_for(
            lambda: not ringer.wanted and ringer.is_idle, timeout=20
        )


def rung(broker):
    until_published()
    return broker.llen("urgent"), broker.llen("bulk")


def test_the_bell_rings_when_the_transaction_commits(broker):
    with transaction.atomic():
        bell.ring(urgent=True)
        before = rung(broker)

    assert (before, rung(broker)) == ((0, 0), (1, 0))


def test_a_transaction_that_is_undone_rings_no_bell(broker):
    with transaction.atomic():
        bell.ring(bulk=True)
        transaction.set_rollback(True)

    assert rung(broker) == (0, 0)


def test_many_rings_at_once_are_few(broker):
    for _ in range(500):
        bell.ring(bulk=True)

    assert 1 <= rung(broker)[1] < 20


@pytest.fixture
def broker_is_away(monkeypatch):
    """Let a bell of its own call where nobody answers; its thread is left behind."""
    monkeypatch.setattr(bell, "_ringer", bell._Ringer())
    nowhere = "redis://10.255.255.1:6379/0"
    monkeypatch.setattr(bell.current_app.conf, "broker_url", nowhere)
    bell.current_app._after_fork()  # connections are kept, so they are begun anew
    yield
    monkeypatch.undo()
    bell.current_app._after_fork()


def test_ringing_does_not_wait_for_a_broker_that_is_away(broker_is_away):
    began = time.monotonic()

    for _ in range(100):
        bell.ring(urgent=True, bulk=True)

    assert time.monotonic() - began < 0.5


def test_bulk_mail_is_rung_for_once_in_a_while_and_urgent_mail_beside_it(broker):
    bell.ring(bulk=True)
    until_published()
    began = time.monotonic()

    bell.ring(bulk=True)
    bell.ring(urgent=True)

    assert rung(broker) == (1, 2)
    assert time.monotonic() - began >= bell.PAUSE * 0.8


def test_another_task_is_rung_for_beside_bulk_mail(broker):
    with transaction.atomic():
        bell.ring_for("registration.notices.tasks.announce_changes")
        before = rung(broker)

    assert (before, rung(broker)) == ((0, 0), (0, 1))
