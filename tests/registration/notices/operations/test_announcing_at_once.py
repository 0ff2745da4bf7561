"""People are decided on, or begin, in the very moment of an announcement."""

import threading

import pytest
from django.db import connection
from django.db.transaction import atomic

from conference.mailroom.models import Letter
from registration.attendance.models import Registration
from registration.attendance.operations import applying, approving
from registration.notices.operations import announcing
from tests.factories.notices import MAY_7, delivery_to, person
from tests.factories.notices import newsroom as build
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
A_MOMENT = 1


def begin(deed):
    """Start a deed on a connection of its own, and give it a moment."""

    def run():
        try:
            deed()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(A_MOMENT)
    return thread


def test_who_is_approved_during_an_announcement_reads_of_the_new_dates():
    newsroom = build()
    linh = person(approved=False)
    notice = newsroom.approved()

    with atomic():
        announcing.announce(notice.pk, by=newsroom.approver, now=MAY_7)
        approval = begin(
            lambda: approving.approve(linh.pk, by=newsroom.writer, now=MAY_7)
        )
        waited = approval.is_alive()
    approval.join()

    confirmed = Letter.objects.get(template="registration_confirmed")
    told = delivery_to(notice, linh)
    assert waited
    assert (told.registration_state, told.asked) == ("submitted", False)
    assert (confirmed.context["edition_name"], confirmed.context["dates"]) == (
        "ITU Digital World 2021",
        "September 2021",
    )


def test_who_is_approved_just_before_an_announcement_is_asked():
    newsroom = build()
    linh = person(approved=False)
    notice = newsroom.approved()

    with atomic():
        approving.approve(linh.pk, by=newsroom.writer, now=MAY_7)
        announcement = begin(
            lambda: announcing.announce(notice.pk, by=newsroom.approver, now=MAY_7)
        )
        waited = announcement.is_alive()
    announcement.join()

    told = delivery_to(notice, linh)
    assert waited
    assert (told.registration_state, told.asked) == ("approved", True)


def test_a_request_begins_without_waiting_for_an_announcement():
    newsroom = build()
    notice = newsroom.approved()
    linh = UserFactory()

    with atomic():
        announcing.announce(notice.pk, by=newsroom.approver, now=MAY_7)
        request = begin(
            lambda: applying.start(linh, edition_id=newsroom.edition.pk, now=MAY_7)
        )
        waited = request.is_alive()
    request.join()

    assert not waited
    assert Registration.objects.get().account == linh
