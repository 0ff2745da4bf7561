"""Two people press at the same moment, each over a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from conference.editions.models import Edition
from conference.editions.operations import revising
from tests.conference.editions.conftest import MAY_7, TO_SEPTEMBER_2021, facts
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(act, twice):
    """Run `act` for both at the same moment; a refusal is its name."""
    start = Barrier(2)

    def press(one):
        start.wait()
        try:
            return act(one)
        except revising.Refusal as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        return list(both.map(press, twice))


def test_two_proposals_at_once_are_one():
    edition = EditionFactory()
    people = [UserFactory(), UserFactory()]

    said = at_once(
        lambda who: (
            revising.propose(
                edition.pk, by=who, now=MAY_7, **facts(**TO_SEPTEMBER_2021)
            ).number
        ),
        people,
    )

    assert sorted(map(str, said)) == ["1", "AnotherDecisionIsOpen"]


def test_a_decision_announced_twice_at_once_raises_the_sequence_once():
    edition = EditionFactory()
    an, binh = UserFactory(), UserFactory()
    proposal = revising.propose(
        edition.pk, by=an, now=MAY_7, **facts(**TO_SEPTEMBER_2021)
    )
    revising.approve(proposal.pk, by=binh, now=MAY_7)

    said = at_once(
        lambda pk: revising.announce(pk, now=MAY_7).number, [proposal.pk] * 2
    )

    assert sorted(map(str, said)) == ["1", "NotInThisState"]
    assert Edition.objects.get().ical_sequence == 1
