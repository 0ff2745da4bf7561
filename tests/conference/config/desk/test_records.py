from datetime import timedelta

import pytest
from django.urls import reverse

from conference.config.desk import records
from conference.core import clock
from conference.editions.models import ScheduleRevision
from registration.attendance.models import ParticipantCategory, Registration
from registration.notices.models import Notice
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.factories.editions import EditionFactory
from tests.factories.panel import ROLES, organiser, press, proposed, ready
from tests.factories.programme import SessionFactory

pytestmark = pytest.mark.django_db


DESK, WRITER, APPROVER, AUDITOR, ADMINISTRATOR = ROLES
EVERYTHING = {
    "batch",
    "decision",
    "edition",
    "notice",
    "noticetext",
    "participantcategory",
    "registration",
    "release",
    "role",
    "room",
    "schedulerevision",
    "seat",
    "session",
    "sessionrole",
    "speaker",
    "strand",
    "user",
}
READABLE = {
    DESK: {"participantcategory", "registration", "schedulerevision"},
    WRITER: {"notice", "participantcategory", "schedulerevision"},
    APPROVER: {"batch", "decision", "notice", "schedulerevision"},
    AUDITOR: EVERYTHING,
    ADMINISTRATOR: EVERYTHING,
}


@pytest.fixture
def auditor(client):
    EditionFactory()
    person = organiser("Auditor")
    client.force_login(person)
    return person


def page(client, **query):
    return client.get(reverse("desk:records"), query).context


def test_a_change_tells_who_when_and_from_what_to_what(client, auditor):
    notice = ready(organiser("Notice writer"))
    approver = organiser("Notice approver")
    client.force_login(approver)
    press(client, reverse("notices_desk:approve", args=[notice.revision_id]))
    client.force_login(auditor)

    shown = page(client, kind="schedulerevision")["records"]

    changes = {
        change.label: (change.before, change.after) for change in shown[0].changes
    }
    assert (shown[0].who, shown[0].verb) == (str(approver), "Changed")
    assert changes["state"] == ("Proposed", "Approved")
    assert changes["approved by"] == ("none", str(approver))
    assert abs(shown[0].at - clock.now()) < timedelta(minutes=1)


def test_the_first_change_of_a_registration_tells_what_it_was_before(client, auditor):
    registration = RegistrationFactory()
    Registration.objects.filter(pk=registration.pk).update(organisation="Another")

    newest = page(client, kind="registration", object=registration.pk)["records"][0]

    assert [(c.label, c.before, c.after) for c in newest.changes] == [
        ("organisation", "Ministry of Samples", "Another")
    ]


def test_a_stand_in_for_a_language_is_told_in_words(client, auditor):
    notice = ready(organiser("Notice writer"))
    Notice.objects.filter(pk=notice.pk).update(fallbacks={"ru": "en"})

    newest = page(client, kind="notice", object=notice.pk)["records"][0]

    assert [change.after for change in newest.changes] == ["ru: en"]


def test_a_list_is_told_word_by_word(client, auditor):
    session = SessionFactory(interpretation=["fr", "vi"])
    session.interpretation = []
    session.save()

    [changed, *_made] = page(client, kind="session")["records"]

    told = [(each.before, each.after) for each in changed.changes]
    assert told == [("Français, Tiếng Việt", "none")]


def test_a_role_that_is_given_is_recorded(client, auditor):
    shown = page(client, kind="role")["records"]

    assert [(record.verb, record.object_id) for record in shown] == [("Given", "")]
    assert {change.after for change in shown[0].changes} == {str(auditor), "Auditor"}


def test_a_change_without_a_person_says_so(client, auditor):
    ParticipantCategoryFactory()

    answer = client.get(reverse("desk:records"), {"kind": "participantcategory"})

    assert "The person concerned, or the software" in answer.content.decode()


def test_the_records_of_one_object_stand_alone(client, auditor):
    mine, _other = (
        ParticipantCategoryFactory(code="a"),
        ParticipantCategoryFactory(code="b"),
    )
    ParticipantCategory.objects.filter(pk=mine.pk).update(quota=7)

    shown = page(client, kind="participantcategory", object=mine.pk)["records"]

    assert {record.object_id for record in shown} == {str(mine.pk)}
    assert [record.verb for record in shown] == ["Changed", "Made"]


def test_the_records_of_one_person_are_found_by_name(client, auditor):
    writer = organiser("Notice writer")
    client.force_login(writer)
    revision = proposed(writer)
    press(client, reverse("notices_desk:discard", args=[revision.pk]))
    client.force_login(auditor)

    shown = page(client, who=writer.email)["records"]

    assert {(record.who_id, record.kind) for record in shown} == {
        (writer.pk, "schedulerevision")
    }


def test_the_pages_hold_every_record_once(client, auditor, monkeypatch):
    monkeypatch.setattr(records, "PAGE", 3)
    for number in range(8):
        ParticipantCategoryFactory(code=f"kind-{number}")
    seen, query = [], "kind=participantcategory"

    while query:
        shown = client.get(f"{reverse('desk:records')}?{query}").context
        seen += [record.object_id for record in shown["records"]]
        query = shown["following"]

    newest_first = ParticipantCategory.objects.order_by("-pk").values_list(
        "pk", flat=True
    )
    assert seen == [str(pk) for pk in newest_first]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_the_records_of_what_it_may_see(client, auditor, role):
    ready(organiser("Notice writer"))
    RegistrationFactory(approved=True)
    person = organiser(role)
    client.force_login(person)

    shown = page(client)

    assert {record.kind for record in shown["records"]} <= {
        k.key for k in shown["kinds"]
    }
    assert {kind.key for kind in shown["kinds"]} == READABLE[role]


def test_an_organiser_without_a_role_reads_nothing(client, auditor):
    person = organiser("Auditor")
    person.groups.clear()
    client.force_login(person)

    shown = page(client)
    assert (shown["kinds"], shown["records"]) == ([], [])


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_the_records(client, auditor, method):
    assert getattr(client, method)(reverse("desk:records")).status_code == 405


def test_a_password_is_in_no_record(client, auditor):
    client.force_login(organiser("Administrator"))
    person = organiser("Auditor")
    person.set_password("a secret of mine")
    person.save()

    answer = client.get(reverse("desk:records"), {"kind": "user"})

    assert person.password not in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": "2020-05-07T00:00:00+00:00,user,1"},
        {"after": "2020-05-07T00:00:00,user,1"},
        {"after": "2020-99-07T00:00:00+00:00,user,1"},
        {"after": "2020-05-07T00:00:00+00:00,user," + "9" * 30},
        {"object": "9" * 40},
        {"object": "one"},
        {"kind": "password"},
        {"who": "9" * 90},
        {"who": "²"},
        {"object": "²"},
    ],
)
def test_a_strange_question_is_answered(client, auditor, query):
    assert client.get(reverse("desk:records"), query).status_code == 200


@pytest.mark.parametrize("changes", [1, 30])
def test_the_records_cost_the_same_for_any_number(
    client, auditor, changes, django_assert_num_queries
):
    revision = proposed(organiser("Notice writer"))
    for day in range(changes):
        ScheduleRevision.objects.filter(pk=revision.pk).update(name=f"Name {day}")
    page(client, kind="schedulerevision")

    with django_assert_num_queries(12):
        page(client, kind="schedulerevision")
