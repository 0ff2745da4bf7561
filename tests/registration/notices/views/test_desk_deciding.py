import pytest
from django.urls import reverse

from conference.core import repeat
from conference.editions.models import ScheduleRevision
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.factories.editions import EditionFactory
from tests.factories.panel import announced, drafted, organiser, press, proposed

pytestmark = pytest.mark.django_db
State = ScheduleRevision.State
ANSWERS = {
    "name": "ITU Digital World 2021",
    "date_precision": "month",
    "starts_on": "2021-09-01",
    "ends_on": "",
    "delivery_format": "in_person",
    "venue_0": "National Convention Center",
    "city_0": "Ha Noi, Viet Nam",
    "reason_0": "COVID-19.",
    "decided_by_0": "ITU and MIC",
    "decided_on": "2020-05-07",
}


@pytest.fixture
def writer(client):
    EditionFactory()
    person = organiser("Notice writer")
    client.force_login(person)
    return person


def test_proposing_leads_to_the_effect(client, writer):
    answer = press(client, reverse("notices_desk:propose"), **ANSWERS)

    revision = ScheduleRevision.objects.get(number=1)
    assert answer.url == reverse("notices_desk:effect", args=[revision.pk])
    told = (
        revision.state,
        str(revision.starts_on),
        str(revision.ends_on),
        str(revision.reason),
    )
    assert told == (State.PROPOSED, "2021-09-01", "2021-09-30", "COVID-19.")


def test_pressing_twice_proposes_once(client, writer):
    answers = {**ANSWERS, repeat.FIELD: repeat.fresh_token()}
    url = reverse("notices_desk:propose")

    first, second = client.post(url, answers), client.post(url, answers)

    assert first.url == second.url
    assert ScheduleRevision.objects.filter(number__gt=0).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"date_precision": "sometime"}, "date_precision"),
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2021-02-30"}, "starts_on"),
        ({"starts_on": "99999-01-01"}, "starts_on"),
        ({"date_precision": "day", "ends_on": "2021-08-31"}, "ends_on"),
        ({"date_precision": "day", "ends_on": ""}, "ends_on"),
        ({"delivery_format": "by letter"}, "delivery_format"),
        ({"venue_0": "", "venue_1": "Trung tâm"}, "venue"),
        ({"reason_0": ""}, "reason"),
        ({"reason_0": "x" * 1001}, "reason"),
        ({"decided_by_0": "   "}, "decided_by"),
        ({"decided_on": "yesterday"}, "decided_on"),
    ],
)
def test_what_is_not_understood_is_told_and_kept(client, writer, wrong, field):
    answer = press(client, reverse("notices_desk:propose"), **{**ANSWERS, **wrong})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert answer.context["form"]["city"].value()[0] == "Ha Noi, Viet Nam"
    assert not ScheduleRevision.objects.filter(number=1).exists()


def test_a_second_open_decision_is_refused_and_what_was_typed_is_kept(client, writer):
    proposed(writer)

    answer = press(
        client, reverse("notices_desk:propose"), **{**ANSWERS, "name": "Another"}
    )

    assert answer.status_code == 409
    assert (
        "Another decision about the dates is not announced yet"
        in answer.content.decode()
    )
    assert 'value="Another"' in answer.content.decode()


def test_the_effect_counts_people_by_state_and_changes_nothing(client, writer):
    RegistrationFactory.create_batch(2, approved=True)
    RegistrationFactory()
    RegistrationFactory(draft=True)
    RegistrationFactory(withdrawn=True)
    revision = proposed(writer)

    effect = client.get(reverse("notices_desk:effect", args=[revision.pk])).context[
        "effect"
    ]

    counts = {row.code: row.people for row in effect.by_state}
    assert counts == {"approved": 2, "submitted": 1, "waiting": 0, "draft": 1}
    assert effect.people == 4
    revision.refresh_from_db()
    assert revision.state == State.PROPOSED


@pytest.mark.parametrize("people", [1, 30])
def test_the_effect_costs_the_same_for_any_number(
    client, writer, people, django_assert_num_queries
):
    categories = [ParticipantCategoryFactory(code=f"kind-{n}") for n in range(people)]
    for category in categories:
        RegistrationFactory(approved=True, category=category)
    revision = proposed(writer)
    url = reverse("notices_desk:effect", args=[revision.pk])
    client.get(url)

    with django_assert_num_queries(14):
        client.get(url)


def test_correcting_a_proposal_keeps_its_number(client, writer):
    revision = proposed(writer)
    url = reverse("notices_desk:amend", args=[revision.pk])

    press(client, url, **{**ANSWERS, "name": "Digital World Ha Noi"})

    revision.refresh_from_db()
    assert (revision.number, revision.name) == (1, "Digital World Ha Noi")


def test_taking_a_proposal_back_takes_its_notice_along(client, writer):
    notice = drafted(writer)

    press(client, reverse("notices_desk:discard", args=[notice.revision_id]))

    notice.refresh_from_db()
    assert (notice.state, notice.revision.state) == ("taken_back", State.TAKEN_BACK)


def test_an_announced_decision_is_not_discarded(client, writer):
    notice = announced(writer, organiser("Notice approver"))

    answer = press(client, reverse("notices_desk:discard", args=[notice.revision_id]))

    notice.refresh_from_db()
    assert (answer.status_code, notice.state) == (409, "announced")


def test_a_decision_of_another_edition_is_not_found(client, writer):
    other = EditionFactory(slug="2022", ical_uid="2022@example.org", is_current=False)

    answer = client.get(reverse("notices_desk:effect", args=[other.in_force_id]))

    assert answer.status_code == 404
