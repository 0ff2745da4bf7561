"""Categories and registrations."""

from datetime import UTC, datetime

import factory
from i18nfield.strings import LazyI18nString

from registration.attendance.models import (
    ParticipantCategory,
    Registration,
    Seat,
    Star,
)
from tests.factories.editions import EditionFactory
from tests.factories.people import UserFactory
from tests.factories.programme import SessionFactory

MARCH = datetime(2020, 3, 2, 2, 14, tzinfo=UTC)


class ParticipantCategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ParticipantCategory
        django_get_or_create = ["edition", "code"]

    edition = factory.SubFactory(EditionFactory)
    code = "member_state"
    name = LazyI18nString({"en": "Member State", "vi": "Quốc gia thành viên"})
    approval = ParticipantCategory.Approval.ORGANISER


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A request that has been sent, unless told otherwise."""

    class Meta:
        model = Registration

    edition = factory.SubFactory(EditionFactory)
    account = factory.SubFactory(UserFactory)
    category = factory.SubFactory(
        ParticipantCategoryFactory, edition=factory.SelfAttribute("..edition")
    )
    family_name = factory.SelfAttribute("account.family_name")
    given_name = factory.SelfAttribute("account.given_name")
    badge_name = "Thuỳ Linh Nguyễn"
    organisation = "Ministry of Samples"
    position = "Adviser"
    country = "VN"
    state = Registration.State.SUBMITTED
    created_at = MARCH
    changed_at = MARCH
    submitted_at = MARCH

    class Params:
        draft = factory.Trait(state=Registration.State.DRAFT, submitted_at=None)
        approved = factory.Trait(
            state=Registration.State.APPROVED,
            decided_at=MARCH,
            number=factory.Sequence(lambda n: f"DW21-{n:04d}-00"),
            badge_token=factory.Sequence(lambda n: f"token-{n}"),
        )
        waiting = factory.Trait(
            state=Registration.State.WAITING,
            waiting_number=factory.Sequence(lambda n: n + 1),
        )
        rejected = factory.Trait(
            state=Registration.State.REJECTED, reason="Full", decided_at=MARCH
        )
        withdrawn = factory.Trait(state=Registration.State.WITHDRAWN, ended_at=MARCH)


class SeatFactory(factory.django.DjangoModelFactory):
    """A seat that is taken; its session gives the arrival number."""

    class Meta:
        model = Seat

    registration = factory.SubFactory(RegistrationFactory, approved=True)
    session = factory.SubFactory(
        SessionFactory,
        edition=factory.SelfAttribute("..registration.edition"),
        published=True,
    )
    state = Seat.State.TAKEN
    arrival_number = factory.Sequence(lambda n: n + 1)
    created_at = MARCH
    changed_at = MARCH


class StarFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Star

    account = factory.SubFactory(UserFactory)
    session = factory.SubFactory(SessionFactory, published=True)
    starred_at = MARCH
