"""Many people at once: places, lines and presses, over real connections."""

from collections import Counter
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from conference.core import clock, repeat
from registration.attendance.models import (
    ParticipantCategory,
    Registration,
    RegistrationStep,
)
from registration.attendance.operations import applying, approving, leaving, placing
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.factories.people import UserFactory
from tests.faults.crowd import errors_in, together

pytestmark = pytest.mark.django_db(transaction=True)


def states():
    return Counter(Registration.objects.values_list("state", flat=True))


def at_once(**fields):
    return ParticipantCategoryFactory(
        code="public_visitor", approval="nobody", **fields
    )


def test_the_last_place_goes_to_one_person():
    category = at_once(quota=1)
    drafts = RegistrationFactory.create_batch(12, category=category, draft=True)
    now = clock.now()

    results = together(
        [lambda d=draft: applying.submit(d.account, now=now) for draft in drafts]
    )

    numbers = Registration.objects.in_line().values_list("waiting_number", flat=True)
    assert errors_in(results) == []
    assert states() == {"approved": 1, "waiting": 11}
    assert sorted(numbers) == list(range(1, 12))


def test_without_the_lock_of_the_category_the_database_still_refuses(monkeypatch):
    """The race is real: taken away, the lock's work is left to the constraint."""

    def unlocked(registrations):
        return ParticipantCategory.objects.get(
            pk__in=registrations.values("category_id")
        )

    monkeypatch.setattr(placing, "locked_category", unlocked)
    category = at_once(quota=1)
    drafts = RegistrationFactory.create_batch(12, category=category, draft=True)
    now = clock.now()

    results = together(
        [lambda d=draft: applying.submit(d.account, now=now) for draft in drafts]
    )

    assert errors_in(results) != []
    assert states()["approved"] == 1


def test_organisers_who_approve_at_once_never_exceed_the_places():
    category = ParticipantCategoryFactory(quota=3)
    requests = RegistrationFactory.create_batch(10, category=category)
    organisers = UserFactory.create_batch(2, staff=True)
    now = clock.now()
    presses = [(request, by) for request in requests for by in organisers]

    results = together(
        [
            lambda r=request, b=by: approving.approve(r.pk, by=b, now=now)
            for request, by in presses
        ]
    )

    assert len(errors_in(results)) == 10
    assert states() == {"approved": 3, "waiting": 7}


def test_places_that_become_free_go_down_the_line_while_others_arrive():
    category = at_once(quota=5)
    held = RegistrationFactory.create_batch(5, category=category, approved=True)
    category.last_waiting_number = 3
    category.save(update_fields=["last_waiting_number"])
    line = [
        RegistrationFactory(category=category, waiting=True, waiting_number=number)
        for number in (1, 2, 3)
    ]
    drafts = RegistrationFactory.create_batch(5, category=category, draft=True)
    now = clock.now()

    results = together(
        [lambda h=one: leaving.withdraw(h.pk, by=None, now=now) for one in held]
        + [lambda d=draft: applying.submit(d.account, now=now) for draft in drafts]
    )

    assert errors_in(results) == []
    assert states() == {"withdrawn": 5, "approved": 5, "waiting": 3}
    first = Registration.objects.filter(pk__in=[one.pk for one in line])
    assert set(first.values_list("state", flat=True)) == {"approved"}


def test_who_leaves_the_line_while_a_place_becomes_free_harms_nobody():
    category = at_once(quota=1, last_waiting_number=2)
    held = RegistrationFactory(category=category, approved=True)
    first = RegistrationFactory(category=category, waiting=True, waiting_number=1)
    RegistrationFactory(category=category, waiting=True, waiting_number=2)
    now = clock.now()

    results = together(
        [
            lambda: leaving.withdraw(held.pk, by=None, now=now),
            lambda: leaving.withdraw(first.pk, by=None, now=now),
        ]
    )

    assert errors_in(results) == []
    assert states() == {"withdrawn": 2, "approved": 1}


def test_a_lock_that_is_held_too_long_is_answered_kindly_and_the_press_is_good_again():
    category = at_once(quota=5)
    draft = RegistrationFactory(category=category, draft=True)
    client = Client(raise_request_exception=False)
    client.force_login(draft.account)
    press = {repeat.FIELD: repeat.fresh_token()}

    with held(category):
        busy = client.post("/attend/check/", press)
    again = client.post("/attend/check/", press)

    assert (
        busy.status_code,
        busy["Retry-After"],
        "Everything is safe" in busy.text,
    ) == (
        503,
        "5",
        True,
    )
    assert (again["Location"], states()) == ("/my/", {"approved": 1})


@contextmanager
def held(category):
    """Hold the category's lock from another connection."""
    taken, enough = Event(), Event()

    def hold():
        with transaction.atomic():
            ParticipantCategory.objects.select_for_update().get(pk=category.pk)
            taken.set()
            enough.wait()
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    taken.wait()
    try:
        yield
    finally:
        enough.set()
        holder.join()


def test_two_windows_that_begin_at_once_begin_one_request():
    person, category = UserFactory(), at_once()
    now = clock.now()

    results = together(
        [
            lambda: applying.start(person, edition_id=category.edition_id, now=now).pk
            for _ in range(8)
        ]
    )

    assert (len(set(results)), states()) == (1, {"draft": 1})
    assert RegistrationStep.objects.count() == 1
