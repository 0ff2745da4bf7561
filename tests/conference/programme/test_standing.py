"""One picture for each process: drawn once at a time, and never of two releases."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from conference.programme import standing
from conference.programme.models import Programme, SessionVersion, VersionRole
from tests.factories.editions import EditionFactory
from tests.factories.programme import MONDAY_9, ProgrammeFactory, ReleaseFactory
from tests.factories.shown import show

pytestmark = pytest.mark.django_db(transaction=True)
HOURS = [timedelta(hours=n) for n in range(1, 13)]


@pytest.fixture
def edition():
    edition = EditionFactory(is_current=True)
    ProgrammeFactory(edition=edition)
    return edition


def at_once(*works):
    """Run each in a thread with a connection of its own, and return what they made."""
    made = []

    def run(work):
        try:
            made.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return made


def test_threads_that_ask_together_get_one_picture(edition, settings):
    settings.EDITION_KEPT_SECONDS = 60
    show(edition, people=["An"])

    pictures = at_once(*[standing.snapshot] * 8)

    assert len(pictures) == 8
    assert len(set(map(id, pictures))) == 1


def test_nobody_sees_a_mix_of_two_releases(edition):
    sessions = [show(edition, people=[f"An {n}"]) for n in range(6)]
    done = threading.Event()

    def publish():
        for hours in HOURS:
            with transaction.atomic():
                republish(edition, sessions, MONDAY_9 + hours)
        done.set()

    def read():
        seen = []
        while not done.is_set():
            standing.forget()
            picture = standing.snapshot()
            starts = {session.starts_at for session in picture.sessions}
            people = [len(session.people) for session in picture.sessions]
            seen.append((len(starts), people))
        return seen

    pictures = next(seen for seen in at_once(publish, read) if seen)

    assert {one for one, _people in pictures} == {1}
    assert [people for _one, people in pictures if people != [1] * 6] == []


def republish(edition, sessions, starts_at):
    """Show all sessions at another hour, as one release does."""
    release = ReleaseFactory(edition=edition)
    for session in sessions:
        before = session.versions.get(replaced_in=None)
        roles = list(before.roles.all())
        SessionVersion.objects.filter(pk=before.pk).update(replaced_in=release)
        before.pk = None
        before.release = release
        before.starts_at, before.ends_at = starts_at, starts_at + HOURS[0]
        before.save(force_insert=True)
        for role in roles:
            VersionRole.objects.create(
                version=before, speaker_id=role.speaker_id, role=role.role
            )
    programme = Programme.objects.select_for_update().get(edition=edition)
    programme.public_number += 1
    programme.save(update_fields=["public_number"])
