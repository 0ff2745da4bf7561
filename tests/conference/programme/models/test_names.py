"""What is there once in an edition."""

import pytest
from django.db import IntegrityError

from tests.factories.people import UserFactory
from tests.factories.programme import (
    ReleaseFactory,
    RoomFactory,
    SpeakerFactory,
    StrandFactory,
)

pytestmark = pytest.mark.django_db


def two_rooms_of_one_code():
    RoomFactory.create_batch(2, code="hall-a")


def two_strands_of_one_code():
    forum = StrandFactory(code="forum")
    other = StrandFactory(code="other")
    type(forum).objects.filter(pk=other.pk).update(code="forum")


def two_people_of_one_code():
    SpeakerFactory.create_batch(2, code="minister")


def one_account_on_stage_as_two():
    SpeakerFactory.create_batch(2, account=UserFactory())


def two_releases_of_one_number():
    ReleaseFactory.create_batch(2, number=7)


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (two_rooms_of_one_code, "room_code_is_one_per_edition"),
        (two_strands_of_one_code, "strand_code_is_one_per_edition"),
        (two_people_of_one_code, "speaker_code_is_one_per_edition"),
        (one_account_on_stage_as_two, "speaker_account_is_one_per_edition"),
        (two_releases_of_one_number, "release_number_is_one_per_edition"),
    ],
)
def test_a_name_is_one_things_in_an_edition(broken, rule):
    with pytest.raises(IntegrityError, match=rule):
        broken()
