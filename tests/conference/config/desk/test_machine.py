from datetime import timedelta

import pytest
from django.urls import reverse

from conference.config.desk import machine
from conference.core import clock
from conference.mailroom.models import Batch, Letter
from conference.mailroom.operations.posting import Draft, post
from tests.factories.editions import EditionFactory
from tests.factories.panel import announced, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    EditionFactory()
    person = organiser("Administrator")
    client.force_login(person)
    return person


def room(client):
    return client.get(reverse("desk:machine-room"))


def unwell(now):
    return [part.name for part in machine.parts(now) if not part.is_well]


def test_a_quiet_room_is_well(admin):
    assert unwell(clock.now()) == []


def test_letters_that_nobody_takes_up_are_told_with_what_to_do(admin):
    now = clock.now()
    post([Draft("a", "an@example.org", "en", "sample", {}, urgent=True)], now=now)

    assert unwell(now + machine.PATIENCE - timedelta(seconds=1)) == []
    assert unwell(now + machine.PATIENCE) == ["Urgent letters"]
    assert all(part.what_to_do for part in machine.parts(now) if not part.is_well)


def test_a_broker_that_is_away_is_told_and_the_page_still_comes(
    client, admin, settings
):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    answer = room(client)

    assert answer.status_code == 200
    assert "Start the broker again" in answer.content.decode()


def test_letters_are_counted_by_state(client, admin):
    notice = announced(organiser("Notice writer"), organiser("Notice approver"))
    first = Letter.objects.filter(batch=notice.batch).earliest("pk")
    Letter.objects.filter(pk=first.pk).update(
        state=Letter.State.FAILED, finished_at=clock.now()
    )

    counts = {
        row.state: row.count for row in room(client).context["letters"] if row.count
    }

    assert counts == {"due": 2, "failed": 1}


def test_an_alarm_stands_first_with_its_words(client, admin):
    notice = announced(organiser("Notice writer"), organiser("Notice approver"))
    Batch.objects.filter(pk=notice.batch_id).update(
        alarm="The mail server refuses our name.", alarm_at=clock.now()
    )

    answer = room(client)

    assert "The mail server refuses our name." in answer.content.decode()
    assert [str(job.label) for job in answer.context["jobs"] if job.count] == [
        "Machine room"
    ]


@pytest.mark.parametrize("batches", [1, 15])
def test_the_room_costs_the_same_for_any_number(
    client, admin, batches, django_assert_num_queries
):
    for number in range(batches):
        Batch.objects.create(
            title=f"Batch {number}", created_at=clock.now(), alarm="Look"
        )
    room(client)

    with django_assert_num_queries(12):
        room(client)
