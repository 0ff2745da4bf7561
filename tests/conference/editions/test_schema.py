import json

import pytest

from conference.editions.queries import public_record
from conference.editions.schema import event_data, event_json
from tests.conference.editions.conftest import TO_OCTOBER_12, TO_OPEN, TO_SEPTEMBER_2021

pytestmark = pytest.mark.django_db
ORG = "https://schema.org/"


def told():
    data = event_data(public_record())
    names = ("eventStatus", "startDate", "endDate", "previousStartDate")
    return {name: data[name] for name in names if name in data}


def test_the_first_dates_are_scheduled(edition):
    assert told() == {
        "eventStatus": f"{ORG}EventScheduled",
        "startDate": "2020-09-06",
        "endDate": "2020-09-09",
    }


def test_a_month_is_postponed_and_no_day_is_invented(edition, decide):
    decide(**TO_SEPTEMBER_2021)

    assert told() == {
        "eventStatus": f"{ORG}EventPostponed",
        "startDate": "2021-09",
        "previousStartDate": "2020-09-06",
    }


def test_an_open_date_is_postponed_and_keeps_the_old_days(edition, decide):
    decide(**TO_OPEN)

    assert told() == {
        "eventStatus": f"{ORG}EventPostponed",
        "startDate": "2020-09-06",
        "endDate": "2020-09-09",
        "previousStartDate": "2020-09-06",
    }


def test_new_days_are_rescheduled(edition, decide):
    decide(**TO_OCTOBER_12)

    assert told() == {
        "eventStatus": f"{ORG}EventRescheduled",
        "startDate": "2021-10-12",
        "endDate": "2021-10-14",
        "previousStartDate": "2020-09-06",
    }


def test_a_move_online_is_told_beside_new_days(edition, decide):
    decide(**TO_OCTOBER_12, delivery_format="virtual")

    data = event_data(public_record())

    assert data["eventStatus"] == [f"{ORG}EventRescheduled", f"{ORG}EventMovedOnline"]
    assert data["eventAttendanceMode"] == f"{ORG}OnlineEventAttendanceMode"
    assert data["location"]["@type"] == "VirtualLocation"


def test_a_name_cannot_end_the_script_element(edition, decide):
    name = "</script><script>alert(1)</script> & <!--"
    decide(**TO_OCTOBER_12 | {"name": name})

    text = event_json(public_record())

    assert not {"<", ">", "&"} & set(text)
    assert json.loads(text)["name"] == name
