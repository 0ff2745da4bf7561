"""Editions and revisions."""

from datetime import UTC, date, datetime

import factory
from i18nfield.strings import LazyI18nString

from conference.editions.models import Edition, ScheduleRevision


class EditionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Edition
        django_get_or_create = ["slug"]
        skip_postgeneration_save = True

    slug = "digital-world-2021"
    ical_uid = "digital-world-2021@digital-world.example.org"
    is_current = True

    @factory.post_generation
    def revision_in_force(self, create, extracted, **kwargs):
        if create and extracted is not False and self.in_force is None:
            self.in_force = ScheduleRevisionFactory(
                edition=self, number=0, announced=True
            )
            self.save(update_fields=["in_force"])


class ScheduleRevisionFactory(factory.django.DjangoModelFactory):
    """Revision 0, announced in December 2019, unless told otherwise."""

    class Meta:
        model = ScheduleRevision

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = "ITU Digital World 2020"
    theme = LazyI18nString({"en": "Building the digital world. Together."})
    delivery_format = ScheduleRevision.Format.IN_PERSON
    venue = LazyI18nString({"en": "National Convention Center"})
    city = LazyI18nString({"en": "Ha Noi, Viet Nam", "vi": "Hà Nội, Việt Nam"})
    date_precision = ScheduleRevision.Precision.DAY
    starts_on = date(2020, 9, 6)
    ends_on = date(2020, 9, 9)
    decided_on = date(2019, 12, 19)
    proposed_at = datetime(2019, 12, 19, 2, 0, tzinfo=UTC)

    class Params:
        announced = factory.Trait(
            state=ScheduleRevision.State.ANNOUNCED,
            approved_at=datetime(2019, 12, 19, 3, 0, tzinfo=UTC),
            announced_at=datetime(2019, 12, 19, 3, 0, tzinfo=UTC),
        )
        to_september_2021 = factory.Trait(
            name="ITU Digital World 2021",
            date_precision=ScheduleRevision.Precision.MONTH,
            starts_on=date(2021, 9, 1),
            ends_on=date(2021, 9, 30),
            decided_on=date(2020, 5, 7),
            proposed_at=datetime(2020, 5, 7, 3, 0, tzinfo=UTC),
        )
