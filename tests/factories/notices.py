"""A world in which a notice can be written, approved and announced."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from i18nfield.strings import LazyI18nString

from conference.editions.models import Edition, ScheduleRevision
from registration.accounts.models import User
from registration.notices.models import Delivery, Notice
from registration.notices.operations import announcing, approving, drafting
from tests.factories.attendance import RegistrationFactory
from tests.factories.editions import EditionFactory, ScheduleRevisionFactory
from tests.factories.people import UserFactory

MAY_7 = datetime(2020, 5, 7, 6, 10, tzinfo=UTC)
JUNE_30 = datetime(2020, 6, 30, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Newsroom:
    """An edition, a proposed decision, who writes the notice and who approves it."""

    edition: Edition
    revision: ScheduleRevision
    writer: User
    approver: User

    def draft(self, **terms) -> Notice:
        terms = {"answer_by": JUNE_30, "next_update_on": date(2020, 9, 30)} | terms
        return drafting.start(self.revision.pk, by=self.writer, now=MAY_7, **terms)

    def ready(self, **terms) -> Notice:
        return drafting.submit(self.draft(**terms).pk, by=self.writer, now=MAY_7)

    def approved(self, **terms) -> Notice:
        notice = self.ready(**terms)
        return approving.approve(notice.pk, by=self.approver, now=MAY_7)

    def announced(self, **terms) -> Notice:
        notice = self.approved(**terms)
        return announcing.announce(notice.pk, by=self.approver, now=MAY_7)


def newsroom(**facts) -> Newsroom:
    """Return a world where September 2020 is about to become September 2021."""
    edition = EditionFactory()
    writer, approver = UserFactory(staff=True), UserFactory(staff=True)
    told = {
        "edition": edition,
        "number": 1,
        "to_september_2021": True,
        "proposed_by": writer,
        "reason": LazyI18nString(
            {"en": "It is not safe to meet in 2020.", "vi": "Năm 2020 chưa an toàn."}
        ),
        "decided_by": LazyI18nString({"en": "ITU and the Ministry"}),
    }
    revision = ScheduleRevisionFactory(**(told | facts))
    return Newsroom(edition, revision, writer, approver)


def person(**answers):
    """Return an approved registration with an account of its own."""
    return RegistrationFactory(**({"approved": True} | answers))


def delivery_to(notice: Notice, registration) -> Delivery:
    """Return what the ledger says of one person."""
    return Delivery.objects.get(notice=notice, registration=registration)
