import os
import subprocess
import sys
from datetime import timedelta

import pytest

from conference.core import clock
from conference.mailroom.models import Letter
from tests.factories.attendance import RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def due_letter():
    now = clock.now()
    return Letter.objects.create(
        idempotency_key="health",
        template="x",
        language="en",
        to_address="an@example.org",
        posted_at=now - timedelta(minutes=2),
        send_after=now - timedelta(minutes=2),
        give_up_at=now + timedelta(days=1),
    )


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_tells_how_long_the_oldest_letter_waits(client, due_letter):
    answer = client.get("/readyz")

    told = answer.json()
    age = told.pop("oldest_due_letter_seconds")
    assert (answer.status_code, told) == (
        200,
        {"ready": True, "database": True, "broker": True},
    )
    assert 120 <= age < 130


def test_ready_without_letters_tells_no_age(client):
    assert client.get("/readyz").json()["oldest_due_letter_seconds"] is None


def test_not_ready_while_the_broker_is_away(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["broker"]) == (503, False)


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer wrong", "Bearer đúng"])
def test_figures_are_for_who_has_the_token(client, token):
    answer = client.get("/metrics", headers={"authorization": token})

    assert answer.status_code == 403


def test_figures_count_letters_and_registrations_by_state(client, settings, due_letter):
    RegistrationFactory.create_batch(2)
    RegistrationFactory(approved=True)

    answer = client.get(
        "/metrics", headers={"authorization": f"Bearer {settings.METRICS_TOKEN}"}
    )

    told = answer.content.decode().splitlines()
    assert 'dw_registrations{state="submitted"} 2.0' in told
    assert 'dw_registrations{state="approved"} 1.0' in told
    assert 'dw_letters{state="due"} 1.0' in told
    assert 'dw_letters{state="failed"} 0.0' in told
    assert any(line.startswith("dw_oldest_due_letter_seconds 12") for line in told)
    assert "an@example.org" not in answer.content.decode()


def test_not_ready_while_the_database_is_away_and_still_alive():
    asked = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "for path in ('/readyz', '/healthz'):\n"
        "    answer = Client().get(path)\n"
        "    print(answer.status_code, answer.content.decode().strip())\n"
    )

    told = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True,
        check=False,
        env={
            **os.environ,
            "DATABASE_URL": "postgresql://app@127.0.0.1:1/app",
            "DJANGO_SETTINGS_MODULE": "conference.config.settings",
        },
        text=True,
    )

    assert told.stdout.splitlines() == [
        '503 {"ready": false, "database": false, "broker": true, '
        '"oldest_due_letter_seconds": null}',
        "200 ok",
    ], told.stderr[-600:]
