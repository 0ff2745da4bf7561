"""Whom a release will tell, before anybody publishes it."""

import pytest

from conference.programme.models import Session
from conference.programme.queries import changes
from registration.notices.operations import moving
from registration.notices.queries.schedule import Effect
from tests.factories.attendance import RegistrationFactory, SeatFactory, StarFactory
from tests.factories.moving import TUESDAY_14, change, public_session
from tests.factories.programme import HOUR, MAY, SessionRoleFactory

pytestmark = pytest.mark.django_db


def plan(session, **fields):
    Session.objects.filter(pk=session.pk).update(has_unreleased_changes=True, **fields)


def effect(session):
    edition_id = session.edition_id
    return moving.effect(edition_id, changes.pending(edition_id))


def sitting(session, language="en"):
    registration = RegistrationFactory(
        edition=session.edition, approved=True, language=language
    )
    return SeatFactory(
        session=session, registration=registration, told=session.released
    )


def test_the_effect_counts_people_their_parts_languages_and_clashes():
    session, other = public_session(), public_session(starts_at=TUESDAY_14)
    seat = sitting(session)
    SeatFactory(session=other, registration=seat.registration, told=other.released)
    sitting(session, language="fr")
    StarFactory(session=session, told=session.released)
    SessionRoleFactory(session=session, told=session.released)

    plan(session, starts_at=TUESDAY_14, ends_at=TUESDAY_14 + HOUR)

    assert effect(session) == Effect(
        people=4,
        sessions=1,
        by_relation={"taken": 2, "star": 1, "stage": 1},
        by_language={"en": 3, "fr": 1},
        clashes=1,
    )


def test_who_said_yes_before_a_release_showed_them_counts_and_the_invited_do_not():
    session = public_session()
    SessionRoleFactory(session=session)
    SessionRoleFactory(session=session, confirmation="invited")

    plan(session, starts_at=TUESDAY_14, ends_at=TUESDAY_14 + HOUR)

    assert effect(session).people == 1


def test_sessions_that_move_together_clash_by_their_new_times():
    session = public_session()
    other = public_session(edition=session.edition, starts_at=TUESDAY_14)
    seat = sitting(session)
    SeatFactory(session=other, registration=seat.registration, told=other.released)

    for one in (session, other):
        later = TUESDAY_14 + 2 * HOUR
        plan(one, starts_at=later, ends_at=later + HOUR)

    assert effect(session).clashes == 2


def test_new_words_and_new_sessions_tell_nobody():
    session = public_session()
    sitting(session)

    plan(session, title="Another title")

    assert effect(session) == Effect(
        people=0, sessions=0, by_relation={}, by_language={}, clashes=0
    )


def test_who_was_not_told_yet_of_a_move_that_is_taken_back_hears_nothing():
    session = public_session()
    sitting(session)
    first = (session.starts_at, session.ends_at)
    change(session, starts_at=TUESDAY_14, now=MAY)

    plan(session, starts_at=first[0], ends_at=first[1])

    assert effect(session).people == 0


@pytest.mark.parametrize("people", [1, 30])
def test_the_effect_costs_the_same_for_any_number(people, django_assert_num_queries):
    session = public_session()
    for _ in range(people):
        sitting(session)
    plan(session, starts_at=TUESDAY_14, ends_at=TUESDAY_14 + HOUR)
    pending = changes.pending(session.edition_id)

    with django_assert_num_queries(7):
        moving.effect(session.edition_id, pending)
