import csv
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from conference.core import clock
from conference.mailroom.models import Letter
from registration.attendance.operations import approving, leaving
from registration.notices.models import Decision, Delivery
from registration.notices.operations import answering, exporting
from tests.factories.attendance import RegistrationFactory
from tests.factories.editions import EditionFactory
from tests.factories.panel import announced, organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver(client):
    EditionFactory()
    person = organiser("Notice approver")
    client.force_login(person)
    return person


def notice_to(approver, people=3):
    return announced(organiser("Notice writer"), approver, people=people)


def url_of(name, notice):
    return reverse(f"notices_desk:{name}", args=[notice.revision_id])


def names(answer):
    return [row.name for row in answer.context["rows"]]


def test_the_ledger_finds_a_person_by_part_of_the_address(client, approver):
    notice = notice_to(approver)
    wanted = Delivery.objects.order_by("pk")[1]

    # Up to its "@", and no further: "person12" would also find "person120".
    part = wanted.address[: wanted.address.index("@") + 1]
    answer = client.get(url_of("ledger", notice), {"text": part})

    assert names(answer) == [wanted.name]


def test_the_ledger_shows_the_words_of_the_mail_server(client, approver):
    notice = notice_to(approver)
    failed = Delivery.objects.earliest("pk")
    Letter.objects.filter(pk=failed.letter_id).update(
        state=Letter.State.FAILED,
        finished_at=clock.now(),
        smtp_code="5.2.2",
        smtp_words="mailbox <full>",
    )

    answer = client.get(url_of("ledger", notice), {"state": "failed"})

    assert names(answer) == [failed.name]
    assert "mailbox &lt;full&gt;" in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"text": "%"},
        {"text": "x" * 5000},
        {"state": "lost"},
        {"after": "-1"},
        {"after": "9" * 40},
        {"after": "1 OR 1=1"},
    ],
)
def test_a_strange_search_is_answered(client, approver, query):
    notice = notice_to(approver)

    assert client.get(url_of("ledger", notice), query).status_code == 200


def test_the_pages_of_the_ledger_hold_everybody_once(client, approver, monkeypatch):
    monkeypatch.setattr("registration.notices.views.desk.ledger.PAGE", 2)
    notice = notice_to(approver, people=5)
    seen, query = [], ""

    while True:
        answer = client.get(f"{url_of('ledger', notice)}?{query}")
        seen += names(answer)
        query = answer.context["following"]
        if not query:
            break

    assert seen == list(Delivery.objects.order_by("pk").values_list("name", flat=True))


@pytest.mark.parametrize("people", [1, 30])
def test_the_ledger_costs_the_same_for_any_number(
    client, approver, people, django_assert_num_queries
):
    notice = notice_to(approver, people=people)
    client.get(url_of("ledger", notice))

    with django_assert_num_queries(13):
        client.get(url_of("ledger", notice))


def test_the_export_is_streamed_and_recorded(client, approver):
    notice = notice_to(approver)

    answer = client.post(url_of("export-ledger", notice), {"text": "", "state": ""})

    rows = list(
        csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()[1:]))
    )
    told = list(Delivery.objects.order_by("pk").values_list("name", "address"))
    assert [(row["name"], row["address"]) for row in rows] == told
    assert list(LogEntry.objects.values_list("user_id", "change_message")) == [
        (approver.pk, "ledger exported")
    ]
    assert approver.full_name in client.get(url_of("ledger", notice)).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("x")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\tcmd",
        "\rcmd",
        "  =1",
        "＝1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200e=1",
        "\u200f\u202e=1",
        "\u200b\u2060=1",
        "\u034f=1",
        "\u3164=1",
        " \r\n\t=1",
        ";=1",
        " ; =1",
        ",|@x",
    ],
)
def test_no_cell_of_the_export_is_a_formula(client, approver, name):
    notice = notice_to(approver, people=1)
    Delivery.objects.update(name=name)

    answer = client.post(url_of("export-ledger", notice))

    text = b"".join(answer.streaming_content).decode()
    assert f"\"'{name[:1]}" in text
    rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
    assert [row["name"] for row in rows] == [f"'{name}"]


def test_reading_does_not_export(client, approver):
    notice = notice_to(approver)

    assert client.get(url_of("export-ledger", notice)).status_code == 405


def test_a_harmless_cell_stays_as_it_is():
    for cell in ("Nguyễn - Thuỳ Linh = O", "", " ", "Ng;=1", "'=1", "الحسن -"):
        assert exporting.safe(cell) == cell


@pytest.mark.parametrize("way", ["category", "country", "language"])
def test_the_tally_adds_up_in_each_way(client, approver, way):
    RegistrationFactory(approved=True, country="FR", language="fr")
    notice = notice_to(approver, people=3)
    for delivery, choice in zip(
        Delivery.objects.order_by("pk"), ("keep", "remote", "withdraw"), strict=False
    ):
        Decision.objects.create(
            delivery=delivery, choice=choice, via="link", answered_at=clock.now()
        )

    page = client.get(url_of("tally", notice), {"by": way}).context

    total = page["total"]
    told = (total.asked, total.keep, total.remote, total.withdraw, total.silent)
    assert told == (4, 1, 1, 1, 1)
    assert sum(row.asked for row in page["rows"]) == 4


def test_who_ended_otherwise_is_counted_apart_from_the_answers(client, approver):
    notice = notice_to(approver, people=8)
    keeps, goes_online, *others = Delivery.objects.order_by("pk")
    wrote, silent, cancelled, kept, moved, _left_alone = others
    for delivery, choice in (
        (keeps, "keep"),
        (goes_online, "remote"),
        (wrote, "withdraw"),
        (kept, "keep"),
        (moved, "remote"),
    ):
        answering.answer(delivery.pk, choice, via="link", now=clock.now())
    for left in (silent, kept):
        leaving.withdraw(left.registration_id, by=None, now=clock.now())
    for ended in (cancelled, moved):
        approving.cancel(
            ended.registration_id, reason="x", by=approver, now=clock.now()
        )

    page = client.get(url_of("tally", notice)).context

    for row in (page["total"], *page["rows"]):
        numbers = (row.asked, row.keep, row.remote, row.withdraw, row.silent, row.ended)
        assert numbers == (8, 1, 1, 1, 1, 4)
        assert row.asked == sum(numbers[1:])


def test_a_tally_by_something_else_is_by_category(client, approver):
    notice = notice_to(approver)

    page = client.get(url_of("tally", notice), {"by": "password"}).context

    assert page["way"] == "category"
