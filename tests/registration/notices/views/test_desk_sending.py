import pytest
from django.urls import reverse

from conference.core import clock
from conference.mailroom.models import Batch, Letter
from registration.notices.models import Notice
from registration.notices.operations import reminding
from tests.factories.attendance import RegistrationFactory
from tests.factories.editions import EditionFactory
from tests.factories.panel import announced, approved, organiser, press, ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    EditionFactory()
    return organiser("Notice writer")


@pytest.fixture
def approver(client):
    person = organiser("Notice approver")
    client.force_login(person)
    return person


def url_of(name, notice, *more):
    return reverse(f"notices_desk:{name}", args=[notice.revision_id, *more])


def accept(letters):
    letters.update(state=Letter.State.ACCEPTED, finished_at=clock.now())


def test_a_second_person_approves(client, writer, approver):
    notice = ready(writer)

    answer = press(client, url_of("approve", notice))

    notice.refresh_from_db()
    assert answer.url == url_of("sending", notice)
    assert (notice.state, notice.approved_by) == (Notice.State.APPROVED, approver)


def test_who_wrote_it_does_not_approve_it_and_is_not_offered_to(client):
    EditionFactory()
    author = organiser("Administrator")
    client.force_login(author)
    notice = ready(author)

    page = client.get(url_of("approval", notice)).content.decode()
    answer = press(client, url_of("approve", notice))

    notice.refresh_from_db()
    assert url_of("approve", notice) not in page
    assert (answer.status_code, notice.state) == (409, Notice.State.READY)


def test_an_approver_hands_a_notice_back(client, writer, approver):
    notice = ready(writer)

    press(client, url_of("return-to-draft", notice))

    notice.refresh_from_db()
    assert notice.state == Notice.State.DRAFT


@pytest.mark.parametrize(
    ("how", "state", "wave"),
    [
        ("all", Batch.State.RUNNING, 2),
        ("first", Batch.State.RUNNING, 1),
        ("held", Batch.State.HELD, 2),
    ],
)
def test_announcing_lets_the_letters_leave_as_chosen(
    client, writer, approver, how, state, wave
):
    RegistrationFactory.create_batch(3, approved=True)
    notice = approved(writer, approver)

    answer = press(client, url_of("announce", notice), how=how)

    notice.refresh_from_db()
    assert answer.url == url_of("sending", notice)
    assert (notice.state, notice.addressed) == (Notice.State.ANNOUNCED, 3)
    assert (notice.batch.state, notice.batch.open_wave) == (state, wave)


def test_announcing_asks_how(client, writer, approver):
    notice = approved(writer, approver)

    answer = press(client, url_of("announce", notice), how="by pigeon")

    notice.refresh_from_db()
    assert (answer.status_code, notice.state) == (422, Notice.State.APPROVED)


def test_what_nobody_approved_is_not_announced(client, writer, approver):
    notice = ready(writer)

    answer = press(client, url_of("announce", notice), how="all")

    notice.refresh_from_db()
    assert (answer.status_code, notice.state) == (409, Notice.State.READY)


def test_the_levers_move_the_batch(client, writer, approver):
    notice = announced(writer, approver)
    states = []

    for lever in ("start", "pause", "resume", "stop"):
        press(client, url_of("steer", notice, lever))
        notice.batch.refresh_from_db()
        states.append(notice.batch.state)

    assert states == ["running", "paused", "running", "stopped"]


def test_the_letters_of_a_reminder_are_steered_by_themselves(client, writer, approver):
    RegistrationFactory(approved=True)
    notice = announced(writer, approver)
    press(client, url_of("steer", notice, "start"))
    accept(notice.batch.letters)
    due = notice.reminders.order_by("due_at").first().due_at
    reminding.remind_due(now=due)
    batch = Batch.objects.get(reminder__notice=notice)
    pages, states = [], []

    for lever in ("reminder-pause", "reminder-resume", "reminder-stop"):
        pages.append(client.get(url_of("sending", notice)).content.decode())
        press(client, url_of("steer", notice, lever))
        batch.refresh_from_db()
        states.append(batch.state)

    assert states == ["paused", "running", "stopped"]
    assert [
        (url_of("steer", notice, lever) in page)
        for lever, page in zip(
            ("reminder-pause", "reminder-resume", "reminder-stop"), pages, strict=True
        )
    ] == [True, True, True]
    notice.batch.refresh_from_db()
    assert notice.batch.state == "running"


def test_there_is_no_reminder_to_steer_before_one_has_gone_out(
    client, writer, approver
):
    notice = announced(writer, approver)

    answer = press(client, url_of("steer", notice, "reminder-pause"))

    assert answer.status_code == 404


def test_a_lever_that_does_not_fit_is_refused_on_the_same_page(
    client, writer, approver
):
    notice = announced(writer, approver)

    answer = press(client, url_of("steer", notice, "resume"))

    assert answer.status_code == 409
    assert "This is not possible now" in answer.content.decode()


def test_a_lever_that_is_none_is_not_found(client, writer, approver):
    notice = announced(writer, approver)

    assert press(client, url_of("steer", notice, "launch")).status_code == 404


def test_taking_back_works_until_the_first_letter_has_left(client, writer, approver):
    notice = announced(writer, approver)
    accept(Letter.objects.filter(pk=Letter.objects.latest("pk").pk))

    too_late = press(client, url_of("steer", notice, "take-back"))

    notice.refresh_from_db()
    assert (too_late.status_code, notice.state) == (409, Notice.State.ANNOUNCED)


def test_taking_back_puts_the_old_dates_in_force(client, writer, approver):
    notice = announced(writer, approver)

    press(client, url_of("steer", notice, "take-back"))

    notice.refresh_from_db()
    edition = notice.revision.edition
    edition.refresh_from_db()
    assert (notice.state, edition.in_force.number) == (Notice.State.TAKEN_BACK, 0)


def test_the_parts_add_up_to_those_addressed(client, writer, approver):
    notice = announced(writer, approver, people=5)
    first, second, *_rest = Letter.objects.filter(batch=notice.batch).order_by("pk")
    accept(Letter.objects.filter(pk=first.pk))
    Letter.objects.filter(pk=second.pk).update(
        state=Letter.State.FAILED, finished_at=clock.now()
    )

    page = client.get(url_of("sending", notice)).context

    counts = {piece.key: piece.count for piece in page["pieces"]}
    assert counts == {"accepted": 1, "waiting": 3, "failed": 1, "cancelled": 0}
    assert sum(counts.values()) == page["progress"].addressed == 5


def test_the_live_part_is_silent_while_nothing_moves(client, writer, approver):
    notice = announced(writer, approver)
    url = url_of("progress", notice)
    tag = client.get(url)["ETag"]

    unchanged = client.get(url, headers={"If-None-Match": tag})
    accept(Letter.objects.filter(batch=notice.batch))
    moved = client.get(url, headers={"If-None-Match": tag})

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert moved.status_code == 200
    assert b"hx-trigger" not in moved.content


def test_the_part_carries_its_own_tag(client, writer, approver):
    notice = announced(writer, approver)

    answer = client.get(url_of("progress", notice))

    assert answer["ETag"].strip('"') in answer.content.decode()


def test_the_page_is_loaded_anew_when_its_buttons_would_be_others(
    client, writer, approver
):
    notice = announced(writer, approver)
    phase = client.get(url_of("sending", notice)).context["phase"]
    press(client, url_of("steer", notice, "start"))

    answer = client.get(url_of("progress", notice), {"phase": phase})

    assert answer["HX-Refresh"] == "true"


@pytest.mark.parametrize("people", [1, 30])
def test_the_live_part_costs_the_same_for_any_number(
    client, writer, approver, people, django_assert_num_queries
):
    notice = announced(writer, approver, people=people)
    client.get(url_of("progress", notice))

    with django_assert_num_queries(9):
        client.get(url_of("progress", notice))
