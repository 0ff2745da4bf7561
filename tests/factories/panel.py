"""Organisers by role, and a decision in each of its stages."""

from datetime import date, timedelta

from django.contrib.auth.models import Group
from i18nfield.strings import LazyI18nString

from conference.core import clock, repeat
from conference.editions.models import ScheduleRevision
from conference.editions.operations import revising
from registration.notices.operations import announcing, approving, drafting
from tests.factories.attendance import RegistrationFactory
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory

ROLES = (
    "Registration desk",
    "Notice writer",
    "Notice approver",
    "Auditor",
    "Administrator",
)
MONTH_FACTS = {
    "name": "ITU Digital World 2021",
    "theme": LazyI18nString({"en": "Building the digital world. Together."}),
    "delivery_format": ScheduleRevision.Format.IN_PERSON,
    "venue": LazyI18nString({"en": "National Convention Center"}),
    "city": LazyI18nString({"en": "Ha Noi, Viet Nam"}),
    "date_precision": ScheduleRevision.Precision.MONTH,
    "starts_on": date(2021, 9, 1),
    "ends_on": date(2021, 9, 30),
    "reason": LazyI18nString({"en": "COVID-19."}),
    "decided_by": LazyI18nString({"en": "ITU and MIC"}),
    "decided_on": date(2020, 5, 7),
}


def organiser(role):
    person = UserFactory(staff=True, family_name=role, given_name="")
    person.groups.add(Group.objects.get(name=role))
    return person


def press(client, url, **answers):
    """Press a button: a post with a token of its own."""
    return client.post(url, {repeat.FIELD: repeat.fresh_token(), **answers})


def proposed(writer):
    edition = EditionFactory()
    return revising.propose(edition.pk, by=writer, now=clock.now(), **MONTH_FACTS)


def drafted(writer):
    revision = proposed(writer)
    now = clock.now()
    return drafting.start(
        revision.pk, answer_by=now + timedelta(days=30), by=writer, now=now
    )


def ready(writer):
    notice = drafted(writer)
    return drafting.submit(notice.pk, by=writer, now=clock.now())


def approved(writer, approver):
    notice = ready(writer)
    return approving.approve(notice.pk, by=approver, now=clock.now())


def announced(writer, approver, people=3):
    for number in range(people):
        RegistrationFactory(
            approved=True, family_name=f"Nguyễn {number}", language="en"
        )
    notice = approved(writer, approver)
    return announcing.announce_held(notice.pk, by=approver, now=clock.now())
