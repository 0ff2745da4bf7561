"""A postponement from the decision to the answer, through real letters."""

import email
import email.policy
import re

import pytest
import time_machine
from icalendar import Calendar

from conference.core import repeat
from conference.mailroom.operations import sending
from registration.attendance.models import Registration
from registration.notices import queries
from registration.notices.operations import reminding
from tests.factories.attendance import RegistrationFactory
from tests.factories.notices import DAY, HOUR, JUNE_30, MAY_7, person
from tests.sinks.sink import open_sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(tmp_path, settings):
    with open_sink(tmp_path / "sink") as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


def sent_to(sink, registration):
    """Return what one person's mailbox holds, oldest first."""
    mine = [row for row in sink.accepted() if row["to"] == registration.account.email]
    return [
        email.message_from_string(row["message"], policy=email.policy.default)
        for row in mine
    ]


def words_of(letter):
    return letter.get_body(("plain",)).get_content()


def link_in(letter, choice):
    return re.search(rf"(/a/\S+)\?choice={choice}", words_of(letter)).group(1)


def test_everyone_hears_of_a_postponement_and_one_person_withdraws(  # noqa: PLR0915
    newsroom, sink, client
):
    linh = person(language="vi", given_name="Linh", family_name="Nguyễn")
    layla = person(language="ar", given_name="ليلى", family_name="الحسن", title="ms")
    chi = RegistrationFactory(given_name="Chi", family_name="Trần")

    notice = newsroom.announced()
    sending.send_due(is_urgent=False, now=MAY_7)

    (to_linh,), (to_layla,), (to_chi,) = (
        sent_to(sink, reader) for reader in (linh, layla, chi)
    )
    assert to_linh["Subject"] == "Hoãn: ITU Digital World chuyển sang tháng 9 năm 2021"
    assert "السيدة ليلى الحسن المحترمة،" in words_of(to_layla)
    assert "choice=" not in words_of(to_chi)
    assert "Your request stays as it is." in words_of(to_chi)
    calendar = next(
        part for part in to_linh.walk() if part.get_content_type() == "text/calendar"
    )
    event = Calendar.from_ical(calendar.get_content()).events[0]
    assert calendar.get_param("method") == "CANCEL"
    assert event["attendee"] == f"mailto:{linh.account.email}"

    with time_machine.travel(MAY_7 + HOUR, tick=False):
        answered = client.post(
            link_in(to_linh, "withdraw"), {"choice": "withdraw", repeat.FIELD: "once"}
        )
    sending.send_due(is_urgent=False, now=MAY_7 + HOUR)
    reminding.remind_due(now=JUNE_30 - 2 * DAY)
    sending.send_due(is_urgent=False, now=JUNE_30 - 2 * DAY)

    linh.refresh_from_db()
    tally = queries.tally_total(notice)
    assert answered.status_code == 302
    assert linh.state == Registration.State.WITHDRAWN
    assert [letter["Subject"] for letter in sent_to(sink, linh)][1:] == [
        "Chúng tôi đã nhận câu trả lời của quý vị: Rút đăng ký"
    ]
    assert "بقي يومان للرد." in words_of(sent_to(sink, layla)[1])
    assert len(sent_to(sink, chi)) == 1
    assert (tally.asked, tally.withdraw, tally.silent) == (2, 1, 1)
    assert queries.progress(notice).accepted == 3
