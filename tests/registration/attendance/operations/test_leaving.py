import pytest

from registration.attendance.models import Registration
from registration.attendance.operations import applying, leaving, placing
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def kinds_of(registration):
    return list(registration.steps.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize("state", ["draft", "submitted", "waiting", "approved"])
def test_a_live_registration_may_be_withdrawn(now, state):
    mine = RegistrationFactory(**({} if state == "submitted" else {state: True}))

    leaving.withdraw(mine.pk, by=mine.account, now=now)

    mine.refresh_from_db()
    assert (mine.state, mine.ended_at, mine.waiting_number, kinds_of(mine)) == (
        "withdrawn",
        now,
        None,
        ["withdrawn"],
    )


@pytest.mark.parametrize("state", ["rejected", "withdrawn"])
def test_what_has_ended_is_not_withdrawn(now, state):
    mine = RegistrationFactory(**{state: True})

    with pytest.raises(placing.NotPossibleNow):
        leaving.withdraw(mine.pk, by=mine.account, now=now)


def test_a_freed_place_goes_to_the_longest_waiting_with_a_letter(now, letters):
    category = ParticipantCategoryFactory(quota=1, last_waiting_number=2)
    held = RegistrationFactory(category=category, approved=True)
    first = RegistrationFactory(category=category, waiting=True, waiting_number=1)
    RegistrationFactory(category=category, waiting=True, waiting_number=2)

    leaving.withdraw(held.pk, by=held.account, now=now)

    rows = Registration.objects.order_by("pk").values_list("state", "waiting_number")
    assert list(rows) == [("withdrawn", None), ("approved", None), ("waiting", 2)]
    assert letters() == [(first.account.email, "registration_promoted")]


def test_who_leaves_the_line_frees_no_place(now, letters):
    category = ParticipantCategoryFactory(quota=1, last_waiting_number=2)
    RegistrationFactory(category=category, approved=True)
    first = RegistrationFactory(category=category, waiting=True, waiting_number=1)
    RegistrationFactory(category=category, waiting=True, waiting_number=2)

    leaving.withdraw_and_tell(first.pk, by=first.account, now=now)

    rows = Registration.objects.order_by("pk").values_list("state", flat=True)
    assert list(rows) == ["approved", "withdrawn", "waiting"]
    assert letters() == [(first.account.email, "registration_withdrawn")]


def test_a_draft_is_withdrawn_without_a_letter(now, letters):
    draft = RegistrationFactory(draft=True, category=None)

    leaving.withdraw_and_tell(draft.pk, by=draft.account, now=now)

    assert letters() == []


def test_a_withdrawal_taken_back_gets_its_place_and_its_number_again(now):
    mine = RegistrationFactory(approved=True)
    number, token = mine.number, mine.badge_token
    leaving.withdraw(mine.pk, by=mine.account, now=now)

    leaving.restore(mine.pk, by=mine.account, now=now)

    mine.refresh_from_db()
    assert (mine.state, mine.number, mine.badge_token, mine.ended_at) == (
        "approved",
        number,
        token,
        None,
    )
    assert kinds_of(mine) == ["withdrawn", "restored"]


def test_a_withdrawal_taken_back_waits_when_the_place_is_gone(now):
    category = ParticipantCategoryFactory(quota=1, last_waiting_number=4)
    mine = RegistrationFactory(category=category, approved=True)
    leaving.withdraw(mine.pk, by=mine.account, now=now)
    RegistrationFactory(category=category, approved=True)

    leaving.restore(mine.pk, by=mine.account, now=now)

    mine.refresh_from_db()
    assert (mine.state, mine.waiting_number) == ("waiting", 5)
    assert kinds_of(mine) == ["withdrawn", "restored", "waiting"]


def test_who_never_had_a_place_gets_none_back(now):
    mine = RegistrationFactory(withdrawn=True)

    with pytest.raises(leaving.NoPlaceToRestore):
        leaving.restore(mine.pk, by=mine.account, now=now)


def test_who_began_anew_does_not_get_the_old_one_back(now):
    mine = RegistrationFactory(approved=True)
    leaving.withdraw(mine.pk, by=mine.account, now=now)
    applying.start(mine.account, edition_id=mine.edition_id, now=now)

    with pytest.raises(leaving.HasAnotherRequest):
        leaving.restore(mine.pk, by=mine.account, now=now)


@pytest.mark.parametrize("state", ["draft", "waiting", "approved", "rejected"])
def test_only_a_withdrawal_is_taken_back(now, state):
    mine = RegistrationFactory(**{state: True})

    with pytest.raises(placing.NotPossibleNow):
        leaving.restore(mine.pk, by=mine.account, now=now)
