"""What the pages of the programme know of their reader."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.config.mine import mine
from conference.programme import standing
from conference.programme.mine import Mine, category_of, mine_of
from tests.factories.attendance import RegistrationFactory, SeatFactory, StarFactory
from tests.factories.people import UserFactory
from tests.registration.attendance.views.programme import SUNDAY_17, on_stage, public

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day_before():
    with time_machine.travel(SUNDAY_17, tick=False):
        standing.forget()
        yield
    standing.forget()


@pytest.fixture
def asked_by(rf, settings):
    """A request of this person, as pages get it."""

    def asked(account):
        request = rf.get("/programme/")
        request.user = account
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "a session"
        mine(lambda _request: None)(request)
        return request

    return asked


def test_each_session_of_ones_own_is_known_with_what_it_clashes_with(asked_by):
    linh = RegistrationFactory(approved=True)
    taken = public(linh.edition, "Taken", at=9)
    SeatFactory(registration=linh, session=taken)
    waited = public(linh.edition, "Waited for", at=9)
    SeatFactory(registration=linh, session=waited, state="waiting")
    starred = public(linh.edition, "Starred", at=12)
    StarFactory(account=linh.account, session=starred)
    stage = public(linh.edition, "My panel", at=13)
    on_stage(linh.account, stage)
    beside = public(linh.edition, "Beside my panel", at=13)
    public(linh.edition, "Nothing of hers", at=15)

    request = asked_by(linh.account)

    assert dict(mine_of(request)) == {
        taken.pk: Mine(state="taken"),
        waited.pk: Mine(state="waiting", place=1, clashes_with=("Taken",)),
        starred.pk: Mine(starred=True),
        stage.pk: Mine(on_stage=True),
        beside.pk: Mine(clashes_with=("My panel",)),
    }
    assert category_of(request) == linh.category.code


@pytest.mark.parametrize("state", ["draft", "waiting", "rejected", "withdrawn"])
def test_who_is_not_approved_has_no_category(asked_by, state):
    linh = RegistrationFactory(**{state: True})
    public(linh.edition)

    assert category_of(asked_by(linh.account)) == ""


def test_the_place_in_line_counts_who_came_earlier(asked_by):
    session = public(RegistrationFactory().edition, seats=1)
    people = RegistrationFactory.create_batch(3, edition=session.edition, approved=True)
    for number, person in enumerate(people, start=1):
        SeatFactory(
            registration=person,
            session=session,
            state="waiting",
            arrival_number=number,
        )

    places = [mine_of(asked_by(p.account))[session.pk].place for p in people]

    assert places == [1, 2, 3]


def test_a_session_that_is_cancelled_clashes_with_nothing(asked_by):
    linh = RegistrationFactory(approved=True)
    gone = public(linh.edition, "Not held", at=9, state="cancelled")
    SeatFactory(registration=linh, session=gone)
    public(linh.edition, "Held", at=9)

    assert dict(mine_of(asked_by(linh.account))) == {gone.pk: Mine(state="taken")}


def test_nothing_is_asked_until_a_page_wants_to_know(asked_by):
    account = UserFactory()

    with CaptureQueriesContext(connection) as seen:
        asked_by(account)

    assert len(seen) == 0


def test_who_has_no_session_costs_nothing(rf):
    request = rf.get("/programme/")
    mine(lambda _request: None)(request)

    assert dict(mine_of(request)) == {}
    assert category_of(request) == ""
