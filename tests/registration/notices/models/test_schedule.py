"""What the database keeps of letters about moved sessions."""

import pytest
from django.db import IntegrityError

from tests.factories.moving import ScheduleDeliveryFactory, ScheduleNoticeFactory
from tests.factories.programme import SpeakerFactory

pytestmark = pytest.mark.django_db


def test_a_round_has_a_number_of_its_own():
    notice = ScheduleNoticeFactory()

    with pytest.raises(
        IntegrityError, match="schedule_notice_number_is_one_per_edition"
    ):
        ScheduleNoticeFactory(number=notice.number)


def test_a_person_has_one_letter_of_a_round():
    delivery = ScheduleDeliveryFactory()

    with pytest.raises(
        IntegrityError, match="schedule_delivery_is_one_per_notice_and_person"
    ):
        ScheduleDeliveryFactory(notice=delivery.notice, account=delivery.account)


def test_a_person_on_stage_has_one_letter_of_a_round():
    speaker = SpeakerFactory()
    alone = {"account": None, "speaker": speaker, "address": speaker.address}
    delivery = ScheduleDeliveryFactory(**alone)

    with pytest.raises(
        IntegrityError, match="schedule_delivery_is_one_per_notice_and_speaker"
    ):
        ScheduleDeliveryFactory(notice=delivery.notice, **alone)


def test_a_letter_has_its_reader():
    with pytest.raises(IntegrityError, match="schedule_delivery_has_its_reader"):
        ScheduleDeliveryFactory(account=None, address="an@example.org")
