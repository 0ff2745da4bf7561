"""Publishing: what is planned becomes what everyone reads, all at once."""

import pytest

from conference.programme.models import Session, SessionChange, SessionVersion
from conference.programme.operations import releasing
from tests.factories.people import UserFactory
from tests.factories.programme import MAY, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db


def test_the_first_release_shows_what_is_published_and_leaves_drafts():
    session = SessionFactory(published=True, seats=30)
    role = SessionRoleFactory(session=session)
    SessionFactory(edition=session.edition)
    SessionFactory(edition=session.edition, cancelled=True)
    organiser = UserFactory()

    release = releasing.publish(session.edition_id, by=organiser, now=MAY)

    session.refresh_from_db()
    assert list(
        SessionVersion.objects.values_list(
            "session", "release__number", "replaced_in", "seats", "roles__speaker"
        )
    ) == [(session.pk, 1, None, 30, role.speaker_id)]
    assert (release.number, release.published_by_id, release.is_urgent) == (
        1,
        organiser.pk,
        False,
    )
    assert (
        session.released.release_id,
        session.capacity,
        session.ical_sequence,
        session.has_unreleased_changes,
    ) == (release.pk, 30, 0, False)
    assert list(
        SessionChange.objects.values_list("session", "kind", "concerns", "made_at")
    ) == [(session.pk, "added", False, MAY)]


def test_what_is_public_already_is_not_published_again():
    session = SessionFactory(published=True)
    releasing.publish(session.edition_id, by=None, now=MAY)
    Session.objects.update(has_unreleased_changes=True)

    with pytest.raises(releasing.NothingToPublish):
        releasing.publish(session.edition_id, by=None, now=MAY)
