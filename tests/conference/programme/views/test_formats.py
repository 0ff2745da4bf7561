"""The programme as files: who may keep them, and for how long they hold."""

import json
from datetime import date

import pytest
from django.utils import translation

from conference.programme import standing
from conference.programme.models import Programme
from tests.factories.people import UserFactory
from tests.factories.programme import (
    ProgrammeFactory,
    RoomFactory,
    SessionFactory,
    SessionVersionFactory,
    VersionRoleFactory,
)
from tests.support.calendar_client import CalendarClient, read
from tests.support.frab_rules import json_faults, xml_faults

pytestmark = pytest.mark.django_db
FILES = {
    "/programme/programme.ics": "text/calendar; charset=utf-8; method=PUBLISH",
    "/programme/sessions/C-00010155/session.ics": (
        "text/calendar; charset=utf-8; method=PUBLISH"
    ),
    "/programme/schedule.json": "application/json",
    "/programme/schedule.xml": "application/xml; charset=utf-8",
}


@pytest.fixture
def version():
    session = SessionFactory(code="C-00010155", published=True)
    ProgrammeFactory(edition=session.edition)
    version = SessionVersionFactory(
        session=session, join_url="https://meet.example.org/secret"
    )
    VersionRoleFactory(version=version)
    return version


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_what_its_type_says_and_holds_until_the_number_grows(
    client, version, path
):
    first = client.get(path)
    again = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    Programme.objects.update(public_number=99)
    version.session.versions.update(title="Access for all")
    standing.forget()
    changed = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (first.status_code, first["Content-Type"]) == (200, FILES[path])
    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert "Access for all" in changed.text
    assert "no-cache" in first["Cache-Control"]
    assert "Set-Cookie" not in first.headers
    assert "meet.example" not in first.text


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_in_the_language_that_was_asked_for(client, version, path):
    version.session.versions.update(title={"en": "Access", "vi": "Tiếp cận"})

    answer = client.get(path, HTTP_ACCEPT_LANGUAGE="vi")

    assert "Tiếp cận" in answer.text
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.parametrize("path", FILES)
def test_who_is_signed_in_gets_the_same_file(client, version, path):
    anonymous = client.get(path).content
    client.force_login(UserFactory())

    assert client.get(path).content == anonymous


def test_the_files_keep_the_rules_of_their_forms(client, version):
    document = json.loads(client.get("/programme/schedule.json").content)

    assert json_faults(document) == []
    assert xml_faults(client.get("/programme/schedule.xml").text) == []
    assert read(client.get("/programme/programme.ics").text)["X-WR-CALNAME"] == (
        "Programme of ITU Digital World 2020"
    )


def test_days_that_are_not_in_force_are_told_in_every_file(client, version):
    revision = version.session.edition.in_force
    revision.starts_on, revision.ends_on = date(2021, 9, 1), date(2021, 9, 30)
    revision.date_precision = "month"
    revision.save()
    told = "These days are not in force any more. The event now: "

    calendars = [
        client.get(f"/programme/{name}.ics").text
        for name in ("programme", "sessions/C-00010155/session")
    ]
    document = client.get("/programme/schedule.json").json()

    for calendar in calendars:
        (entry,) = read(calendar).walk("VEVENT")
        assert str(entry["STATUS"]) == "TENTATIVE"
        assert str(entry["DESCRIPTION"]).startswith(told)
    (held,) = document["schedule"]["conference"]["days"][0]["rooms"].values()
    assert held[0]["description"].startswith(told)
    assert told in client.get("/programme/schedule.xml").text


def test_all_sessions_and_one_alone_are_the_same_entry(client, version):
    everything, one = CalendarClient(), CalendarClient()
    everything.follow(client.get("/programme/programme.ics").text)
    one.take(client.get("/programme/sessions/C-00010155/session.ics").text)

    assert everything.entries == one.entries
    assert list(one.entries) == [version.session.ical_uid]


@pytest.mark.parametrize("path", FILES)
def test_before_the_first_release_there_is_nothing(client, edition_only, path):
    assert client.get(path).status_code == 404


@pytest.fixture
def edition_only():
    return RoomFactory().edition


@pytest.mark.parametrize("code", ["C-99999999", "nonsense", "C-00010155%0d%0aX:1"])
def test_an_unknown_session_has_no_file(client, version, code):
    assert client.get(f"/programme/sessions/{code}/session.ics").status_code == 404


def test_a_plan_that_is_not_released_has_no_file(client, version):
    SessionFactory(edition=version.session.edition, code="C-00000002", published=True)

    path = "/programme/sessions/C-00000002/session.ics"

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("sessions", [1, 40])
def test_a_file_costs_the_same_for_any_number(
    client, version, sessions, django_assert_num_queries
):
    with translation.override("en"):
        for session in SessionFactory.create_batch(
            sessions, edition=version.session.edition, published=True
        ):
            SessionVersionFactory(session=session, release=version.release)
    client.get("/")

    with django_assert_num_queries(11):
        client.get("/programme/schedule.json")
