from datetime import timedelta

import pytest
from django.db import IntegrityError

from conference.editions.models import ScheduleRevision
from conference.editions.operations import revising
from tests.conference.editions.conftest import (
    MAY_7,
    TO_OCTOBER_12,
    TO_SEPTEMBER_2021,
    facts,
)
from tests.factories.editions import EditionFactory, ScheduleRevisionFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
State = ScheduleRevision.State
LATER = MAY_7 + timedelta(hours=1)


@pytest.fixture
def an():
    return UserFactory()


@pytest.fixture
def binh():
    return UserFactory()


@pytest.fixture
def proposal(edition, an):
    return revising.propose(edition.pk, by=an, now=MAY_7, **facts(**TO_SEPTEMBER_2021))


def test_a_proposal_takes_the_next_number_and_changes_nothing_yet(
    edition, an, proposal
):
    before = edition.in_force_id

    edition.refresh_from_db()

    assert (proposal.number, proposal.state, proposal.proposed_by_id) == (
        1,
        State.PROPOSED,
        an.pk,
    )
    assert (edition.in_force_id, edition.ical_sequence) == (before, 0)


def test_a_month_runs_from_its_first_day_to_its_last(edition, an):
    changes = TO_SEPTEMBER_2021 | {"starts_on": TO_SEPTEMBER_2021["ends_on"]}

    proposal = revising.propose(edition.pk, by=an, now=MAY_7, **facts(**changes))

    assert (proposal.starts_on.day, proposal.ends_on.day) == (1, 30)


def test_a_second_proposal_waits_for_the_first(edition, an, proposal):
    with pytest.raises(revising.AnotherDecisionIsOpen):
        revising.propose(edition.pk, by=an, now=LATER, **facts(**TO_OCTOBER_12))


def test_a_proposal_that_changes_nothing_is_refused(edition, an):
    with pytest.raises(revising.NothingChanges):
        revising.propose(edition.pk, by=an, now=MAY_7, **facts(reason="Another one"))


def test_nobody_approves_a_proposal_of_their_own(an, proposal):
    with pytest.raises(revising.SecondPersonNeeded):
        revising.approve(proposal.pk, by=an, now=LATER)

    proposal.refresh_from_db()
    assert proposal.state == State.PROPOSED


def test_who_corrects_a_proposal_proposes_it(an, binh, proposal):
    amended = revising.amend(proposal.pk, by=binh, now=LATER, **facts(**TO_OCTOBER_12))

    assert (amended.proposed_by_id, amended.starts_on) == (
        binh.pk,
        TO_OCTOBER_12["starts_on"],
    )
    with pytest.raises(revising.SecondPersonNeeded):
        revising.approve(proposal.pk, by=binh, now=LATER)
    assert revising.approve(proposal.pk, by=an, now=LATER).state == State.APPROVED


def test_an_approved_decision_is_corrected_only_after_it_is_reopened(
    an, binh, proposal
):
    revising.approve(proposal.pk, by=binh, now=LATER)

    with pytest.raises(revising.NotInThisState):
        revising.amend(proposal.pk, by=an, now=LATER, **facts(**TO_OCTOBER_12))
    reopened = revising.reopen(proposal.pk)

    assert (reopened.state, reopened.approved_by, reopened.approved_at) == (
        State.PROPOSED,
        None,
        None,
    )


def test_what_nobody_approved_is_not_announced(edition, proposal):
    with pytest.raises(revising.NotInThisState):
        revising.announce(proposal.pk, now=LATER)

    edition.refresh_from_db()
    assert (edition.in_force.number, edition.ical_sequence) == (0, 0)


def test_announcing_puts_the_decision_in_force_and_raises_the_sequence(edition, decide):
    decision = decide(**TO_SEPTEMBER_2021)

    edition.refresh_from_db()

    assert (edition.in_force_id, edition.ical_sequence) == (decision.pk, 1)
    assert decision.state == State.ANNOUNCED


def test_a_decision_is_not_announced_twice(decide):
    decision = decide(**TO_SEPTEMBER_2021)

    with pytest.raises(revising.NotInThisState):
        revising.announce(decision.pk, now=LATER)


def test_taken_back_the_one_before_is_in_force_again_with_a_higher_sequence(
    edition, decide, an
):
    decision = decide(**TO_SEPTEMBER_2021)

    revising.take_back(decision.pk, by=an, now=MAY_7 + timedelta(days=2))

    edition.refresh_from_db()
    decision.refresh_from_db()
    assert (edition.in_force.number, edition.ical_sequence) == (0, 2)
    assert (decision.state, decision.taken_back_by_id) == (State.TAKEN_BACK, an.pk)


def test_a_number_is_never_used_again(edition, an, proposal):
    revising.take_back(proposal.pk, by=an, now=LATER)

    following = revising.propose(edition.pk, by=an, now=LATER, **facts(**TO_OCTOBER_12))

    assert following.number == 2


def test_only_the_decision_in_force_is_taken_back(decide, an):
    first = decide(**TO_SEPTEMBER_2021)
    decide(**TO_OCTOBER_12)

    with pytest.raises(revising.NotInForce):
        revising.take_back(first.pk, by=an, now=LATER)


def test_the_first_decision_cannot_be_taken_back(edition, an):
    with pytest.raises(revising.NothingBefore):
        revising.take_back(edition.in_force_id, by=an, now=LATER)


BROKEN = {
    "revision_has_dates_unless_open": {"starts_on": None, "ends_on": None},
    "revision_ends_on_or_after_its_first_day": {"ends_on": "2020-09-05"},
    "revision_announced_has_its_time": {"state": "announced"},
    "revision_taken_back_has_its_time": {"state": "taken_back"},
    "revision_number_is_one_per_edition": {"number": 0},
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_database_keeps_the_rules_of_a_decision(edition, name):
    with pytest.raises(IntegrityError, match=name):
        ScheduleRevisionFactory(edition=edition, **BROKEN[name])


def test_the_database_keeps_one_open_decision(edition, proposal):
    with pytest.raises(IntegrityError, match="revision_open_is_one_per_edition"):
        ScheduleRevisionFactory(edition=edition, number=7)


def test_the_database_keeps_the_second_person(edition, an):
    with pytest.raises(IntegrityError, match="revision_is_approved_by_a_second_person"):
        ScheduleRevisionFactory(
            edition=edition, proposed_by=an, approved_by=an, approved_at=MAY_7
        )


def test_the_database_keeps_the_time_of_an_approval(edition, an):
    with pytest.raises(IntegrityError, match="revision_approval_has_who_and_when"):
        ScheduleRevisionFactory(edition=edition, approved_by=an)


def test_the_database_keeps_one_current_edition(edition):
    with pytest.raises(IntegrityError, match="edition_current_is_one"):
        EditionFactory(slug="another", ical_uid="another", revision_in_force=False)


def test_the_database_keeps_the_code_as_itu_writes_it():
    with pytest.raises(IntegrityError, match="edition_code_is_as_itu_writes_it"):
        EditionFactory(itu_event_code="C-12", revision_in_force=False)
