"""Rooms, sessions, people on stage, and releases."""

from datetime import UTC, datetime, timedelta

import factory
from i18nfield.strings import LazyI18nString

from conference.programme.models import (
    Programme,
    Release,
    Room,
    Session,
    SessionChange,
    SessionRole,
    SessionVersion,
    Speaker,
    Strand,
    VersionRole,
)
from tests.factories.editions import EditionFactory

# Monday 7 September 2020, 09:00 in Ha Noi.
MONDAY_9 = datetime(2020, 9, 7, 2, 0, tzinfo=UTC)
MAY = datetime(2020, 5, 1, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class ProgrammeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Programme
        django_get_or_create = ["edition"]

    edition = factory.SubFactory(EditionFactory)


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Room

    edition = factory.SubFactory(EditionFactory)
    code = factory.Sequence(lambda n: f"room-{n}")
    name = factory.Sequence(
        lambda n: LazyI18nString({"en": f"Room {n}", "vi": f"Phòng {n}"})
    )
    seats = 120
    interpretation_booths = 2


class StrandFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Strand
        django_get_or_create = ["edition", "code"]

    edition = factory.SubFactory(EditionFactory)
    code = "forum"
    name = LazyI18nString({"en": "Forum", "vi": "Diễn đàn"})


class SpeakerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Speaker

    edition = factory.SubFactory(EditionFactory)
    code = factory.Sequence(lambda n: f"speaker-{n}")
    name = factory.Sequence(lambda n: f"Đặng Sample {n}")
    sort_key = factory.Sequence(lambda n: f"dang sample {n}")
    position = LazyI18nString({"en": "Director of Samples"})
    organisation = LazyI18nString({"en": "Ministry of Samples"})
    country = "VN"
    address = factory.Sequence(lambda n: f"speaker{n}@example.org")


class SessionFactory(factory.django.DjangoModelFactory):
    """A draft in a room of its own, Monday 09:00 to 10:00, unless told otherwise.

    `released=True` also writes the release that shows it (see `release`).
    """

    class Meta:
        model = Session
        skip_postgeneration_save = True

    class Params:
        unplaced = factory.Trait(room=None, starts_at=None, ends_at=None)
        cancelled = factory.Trait(state=Session.State.CANCELLED)
        published = factory.Trait(state=Session.State.PUBLISHED)

    edition = factory.SubFactory(EditionFactory)
    code = factory.Sequence(lambda n: f"C-{n:08d}")
    title = factory.Sequence(lambda n: LazyI18nString({"en": f"Open networks {n}"}))
    session_type = Session.Type.FORUM_PANEL
    strand = factory.SubFactory(
        StrandFactory, edition=factory.SelfAttribute("..edition")
    )
    room = factory.SubFactory(RoomFactory, edition=factory.SelfAttribute("..edition"))
    starts_at = MONDAY_9
    ends_at = factory.LazyAttribute(lambda s: s.starts_at and s.starts_at + HOUR)
    changed_at = MAY
    ical_uid = factory.LazyAttribute(
        lambda s: f"session-{s.code}@digital-world.example.org"
    )


class SessionRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessionRole

    session = factory.SubFactory(SessionFactory)
    speaker = factory.SubFactory(
        SpeakerFactory, edition=factory.SelfAttribute("..session.edition")
    )
    role = SessionRole.Role.PANELLIST
    confirmation = SessionRole.Confirmation.CONFIRMED


class ReleaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Release

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    published_at = MAY


class SessionVersionFactory(factory.django.DjangoModelFactory):
    """A version as its session is now, current, in a release of its own."""

    class Meta:
        model = SessionVersion

    session = factory.SubFactory(SessionFactory, published=True)
    release = factory.SubFactory(
        ReleaseFactory, edition=factory.SelfAttribute("..session.edition")
    )
    title = factory.SelfAttribute("session.title")
    session_type = factory.SelfAttribute("session.session_type")
    strand = factory.SelfAttribute("session.strand")
    room = factory.SelfAttribute("session.room")
    starts_at = factory.SelfAttribute("session.starts_at")
    ends_at = factory.SelfAttribute("session.ends_at")
    language = "en"
    session_format = factory.SelfAttribute("session.session_format")
    state = SessionVersion.State.PUBLISHED
    sequence = 0


class VersionRoleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VersionRole

    version = factory.SubFactory(SessionVersionFactory)
    speaker = factory.SubFactory(
        SpeakerFactory, edition=factory.SelfAttribute("..version.session.edition")
    )
    role = SessionRole.Role.PANELLIST


class SessionChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SessionChange

    after = factory.SubFactory(SessionVersionFactory)
    session = factory.SelfAttribute("after.session")
    release = factory.SelfAttribute("after.release")
    kind = SessionChange.Kind.ADDED
    made_at = MAY
