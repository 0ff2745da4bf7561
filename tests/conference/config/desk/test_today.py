import pytest
from django.urls import reverse

from conference.core import clock
from conference.mailroom.models import Letter
from registration.attendance.models import Registration
from registration.notices.models import Notice
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.factories.editions import EditionFactory
from tests.factories.panel import announced, organiser, press, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    EditionFactory()
    person = organiser("Administrator")
    client.force_login(person)
    return person


def today(client):
    return client.get(reverse("admin:index")).context


def test_what_waits_is_counted(client, admin):
    RegistrationFactory.create_batch(2)
    notice = ready(organiser("Notice writer"))

    page = today(client)

    assert (page["undecided"].count, page["to_approve"]) == (2, [notice])


def test_nothing_waits_on_a_quiet_day(client, admin):
    page = client.get(reverse("admin:index"))

    assert "Nothing waits." in page.content.decode()
    assert page.context["running"] is None


def test_the_counts_agree_with_the_lists_they_lead_to(client, admin):
    media = ParticipantCategoryFactory(code="media")
    RegistrationFactory.create_batch(2, approved=True)
    RegistrationFactory(category=media, country="FR", attendance_mode="remote")
    RegistrationFactory(draft=True)

    figures = today(client)["figures"]

    bars = [
        *figures.by_state,
        *figures.by_category,
        *figures.by_country,
        *figures.by_mode,
    ]
    counted = {
        bar.url: client.get(bar.url).context["page"].paginator.count for bar in bars
    }
    assert counted == {bar.url: bar.count for bar in bars}
    for kind in (
        figures.by_state,
        figures.by_category,
        figures.by_country,
        figures.by_mode,
    ):
        assert sum(bar.count for bar in kind) == figures.total


def test_a_draft_is_no_request_yet(client, admin):
    RegistrationFactory(draft=True)
    RegistrationFactory()

    figures = today(client)["figures"]

    assert (figures.total, figures.growth.total) == (1, 1)


def test_without_a_change_nothing_is_marked(client, admin):
    page = client.get(reverse("admin:index")).content.decode()

    assert "<ins>" not in page


def test_a_change_stands_there_as_was_and_now(client, admin):
    announced(organiser("Notice writer"), organiser("Notice approver"))

    edition = today(client)["edition_now"]

    assert (edition.was, edition.now) == ("6 to 9 September 2020", "September 2021")
    assert (edition.tally.asked, edition.tally.silent) == (3, 3)


def test_after_the_deadline_the_answers_are_told_in_the_past(client, admin):
    notice = announced(organiser("Notice writer"), organiser("Notice approver"))
    tally = reverse("notices_desk:tally", args=[notice.revision_id])
    words = "Answers closed. 3 said nothing and keep their place."
    before = [words in client.get(url).text for url in (reverse("admin:index"), tally)]

    Notice.objects.update(answer_by=clock.now())

    after = [words in client.get(url).text for url in (reverse("admin:index"), tally)]
    assert (before, after) == ([False, False], [True, True])


def test_what_runs_is_shown_until_nothing_waits(client, admin):
    notice = announced(organiser("Notice writer"), organiser("Notice approver"))
    running = today(client)["running"]

    Letter.objects.filter(batch=notice.batch).update(
        state=Letter.State.ACCEPTED, finished_at=clock.now()
    )

    assert (running.notice, running.progress.waiting) == (notice, 3)
    assert today(client)["running"] is None


def test_the_live_part_is_silent_while_nothing_moves(client, admin):
    notice = announced(organiser("Notice writer"), organiser("Notice approver"))
    url = reverse("desk:running")
    tag = client.get(url)["ETag"]

    unchanged = client.get(url, headers={"If-None-Match": tag})
    press(client, reverse("notices_desk:steer", args=[notice.revision_id, "stop"]))
    moved = client.get(url, headers={"If-None-Match": tag})

    assert (unchanged.status_code, moved.status_code) == (304, 200)


def test_each_role_sees_its_own_matters_only(client, admin):
    RegistrationFactory()
    ready(organiser("Notice writer"))
    seen = {}

    for role in ("Registration desk", "Notice writer", "Notice approver"):
        client.force_login(organiser(role))
        page = today(client)
        seen[role] = {
            key for key in ("undecided", "failed", "to_approve") if key in page
        }

    assert seen == {
        "Registration desk": {"undecided"},
        "Notice writer": {"to_approve"},
        "Notice approver": {"failed", "to_approve"},
    }


@pytest.mark.parametrize("people", [1, 30])
def test_today_costs_the_same_for_any_number(
    client, admin, people, django_assert_num_queries
):
    for number in range(people):
        category = ParticipantCategoryFactory(code=f"kind-{number}")
        RegistrationFactory(category=category, state=Registration.State.SUBMITTED)
    today(client)

    with django_assert_num_queries(25):
        today(client)
