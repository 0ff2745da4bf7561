import pytest

from registration.attendance.models import Registration
from registration.attendance.operations import approving, placing
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def history_of(registration):
    return list(
        registration.steps.order_by("pk").values_list("kind", "by__email", "note")
    )


def test_approving_gives_number_and_pass_and_confirms(now, organiser, letters):
    request = RegistrationFactory()

    approving.approve(request.pk, by=organiser, now=now)

    request.refresh_from_db()
    assert (request.state, request.decided_by, request.decided_at) == (
        "approved",
        organiser,
        now,
    )
    assert history_of(request) == [("approved", "desk@example.org", "")]
    assert letters() == [(request.account.email, "registration_confirmed")]


def test_an_approved_request_stands_in_line_when_the_category_is_full(
    now, organiser, letters
):
    category = ParticipantCategoryFactory(quota=1)
    RegistrationFactory(category=category, approved=True)
    request = RegistrationFactory(category=category)

    approving.approve(request.pk, by=organiser, now=now)

    request.refresh_from_db()
    assert (request.state, request.waiting_number, request.decided_by) == (
        "waiting",
        1,
        organiser,
    )
    assert letters() == [(request.account.email, "registration_waiting")]


def test_who_is_in_line_cannot_be_approved_past_the_others(now, organiser):
    request = RegistrationFactory(waiting=True)

    with pytest.raises(approving.AlreadyInLine):
        approving.approve(request.pk, by=organiser, now=now)


@pytest.mark.parametrize("state", ["draft", "approved", "rejected", "withdrawn"])
def test_only_a_sent_request_is_approved(now, organiser, letters, state):
    request = RegistrationFactory(**{state: True})

    with pytest.raises(placing.NotPossibleNow):
        approving.approve(request.pk, by=organiser, now=now)

    assert (letters(), history_of(request)) == ([], [])


@pytest.mark.parametrize("state", ["submitted", "waiting"])
def test_a_rejection_carries_its_reason(now, organiser, letters, state):
    request = RegistrationFactory(**({} if state == "submitted" else {state: True}))

    approving.reject(request.pk, reason=" Not from our list. ", by=organiser, now=now)

    request.refresh_from_db()
    assert (
        request.state,
        request.reason,
        request.decided_by,
        request.waiting_number,
    ) == (
        "rejected",
        "Not from our list.",
        organiser,
        None,
    )
    assert history_of(request) == [
        ("rejected", "desk@example.org", "Not from our list.")
    ]
    assert letters() == [(request.account.email, "registration_rejected")]


def test_a_rejection_without_reason_is_refused(now, organiser):
    request = RegistrationFactory()

    with pytest.raises(approving.ReasonMissing):
        approving.reject(request.pk, reason=" \n", by=organiser, now=now)


@pytest.mark.parametrize("state", ["draft", "approved", "rejected", "withdrawn"])
def test_only_an_open_request_is_rejected(now, organiser, state):
    request = RegistrationFactory(**{state: True})

    with pytest.raises(placing.NotPossibleNow):
        approving.reject(request.pk, reason="No", by=organiser, now=now)


def test_a_cancelled_place_goes_to_the_longest_waiting(now, organiser, letters):
    category = ParticipantCategoryFactory(quota=1, last_waiting_number=2)
    held = RegistrationFactory(category=category, approved=True)
    second = RegistrationFactory(category=category, waiting=True, waiting_number=2)
    first = RegistrationFactory(category=category, waiting=True, waiting_number=1)

    approving.cancel(held.pk, reason="Twice the same person.", by=organiser, now=now)

    states = dict(Registration.objects.values_list("pk", "state"))
    category.refresh_from_db()
    assert states == {held.pk: "cancelled", first.pk: "approved", second.pk: "waiting"}
    assert category.places_taken == 1
    assert history_of(first) == [("promoted", None, "")]
    assert letters() == [
        (held.account.email, "registration_cancelled"),
        (first.account.email, "registration_promoted"),
    ]


def test_a_cancellation_without_reason_is_refused(now, organiser):
    request = RegistrationFactory(approved=True)

    with pytest.raises(approving.ReasonMissing):
        approving.cancel(request.pk, reason="", by=organiser, now=now)


@pytest.mark.parametrize("state", ["draft", "rejected", "withdrawn"])
def test_what_has_ended_is_not_cancelled(now, organiser, state):
    request = RegistrationFactory(**{state: True})

    with pytest.raises(placing.NotPossibleNow):
        approving.cancel(request.pk, reason="Double", by=organiser, now=now)
