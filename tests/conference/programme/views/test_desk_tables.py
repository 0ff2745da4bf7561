import csv
import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from conference.core import repeat
from conference.programme.exchange import applying
from conference.programme.models import Session, Upload
from tests.factories.people import UserFactory
from tests.factories.programme import SessionFactory, SpeakerFactory

pytestmark = pytest.mark.django_db
TABLES = "/desk/programme/tables/"


def planner(client):
    person = UserFactory(staff=True)
    person.groups.add(Group.objects.get(name="Programme team"))
    client.force_login(person)
    return person


@pytest.fixture
def team(client):
    return planner(client)


@pytest.fixture
def session():
    return SessionFactory(code="C-00000001", title={"en": "Spectrum"})


def csv_of(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return SimpleUploadedFile("plan.csv", text.getvalue().encode())


def bring(client, file, kind="sessions", **more):
    facts = {repeat.FIELD: repeat.fresh_token(), "kind": kind, "file": file, **more}
    return client.post(f"{TABLES}bring/", facts)


def apply(client, url, seen):
    facts = {repeat.FIELD: repeat.fresh_token(), "seen": seen}
    return client.post(f"{url}apply/", facts)


RENAME = (["code", "title_en"], ["C-00000001", "Waves"])


def test_a_table_is_brought_looked_at_and_applied(client, team, session):
    url = bring(client, csv_of(*RENAME))["Location"]
    page = client.get(url)
    seen = page.context["found"].digest

    assert Session.objects.get().title.data == {"en": "Spectrum"}
    answer = apply(client, url, seen)

    assert answer.status_code == 302
    assert Session.objects.get().title.data == {"en": "Waves"}
    assert Session.objects.get().changed_by == team
    assert "Nothing to change" in client.get(url).content.decode()


def test_pressed_twice_it_is_applied_once(client, team, session):
    url = bring(client, csv_of(*RENAME))["Location"]
    seen = client.get(url).context["found"].digest
    facts = {repeat.FIELD: repeat.fresh_token(), "seen": seen}

    answers = [client.post(f"{url}apply/", facts) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Session.objects.get().version == 2


def test_what_somebody_changed_meanwhile_is_shown_before_anything_is_applied(
    client, team, session
):
    url = bring(client, csv_of(*RENAME))["Location"]
    seen = client.get(url).context["found"].digest
    Session.objects.update(title={"en": "Particles"})

    answer = apply(client, url, seen)

    assert answer.status_code == 409
    assert "Particles" in answer.content.decode()
    assert "Somebody changed the programme" in answer.content.decode()
    assert Session.objects.get().title.data == {"en": "Particles"}


def test_a_bad_line_is_named_and_nothing_can_be_applied(client, team, session):
    table = csv_of(["code", "seats"], ["C-00000001", "many"])

    url = bring(client, table)["Location"]
    page = client.get(url)

    assert "Write a whole number" in page.content.decode()
    assert "Apply all of it" not in page.content.decode()
    assert apply(client, url, page.context["found"].digest).status_code == 409


def test_only_who_brought_a_table_sees_it(client, session):
    planner(client)
    url = bring(client, csv_of(*RENAME))["Location"]
    planner(client)

    assert client.get(url).status_code == 404
    assert apply(client, url, "").status_code == 404


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.csv", b"titel\nx"), "no column “code”"),
        (SimpleUploadedFile("a.csv", b"code,titel\nx,y"), "titel"),
        (SimpleUploadedFile("a.csv", b""), "There are no lines"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04broken"), "cannot read this file"),
        (SimpleUploadedFile("a.csv", b"x" * 5_242_881), "larger than 5 MB"),
    ],
    ids=["no code", "unknown column", "empty", "broken", "too heavy"],
)
def test_a_file_that_is_no_table_is_refused_kindly(
    client, team, session, file, sentence
):
    file.seek(0)

    answer = bring(client, file)

    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_deadlock_ended_is_read_whole_the_second_time(
    client, team, session, monkeypatch
):
    bring_it, tried = applying.bring, []

    class Deadlock(Exception):
        sqlstate = "40P01"

    def unlucky(*args, **facts):
        tried.append(facts["content"])
        if len(tried) == 1:
            raise OperationalError from Deadlock()
        return bring_it(*args, **facts)

    monkeypatch.setattr(applying, "bring", unlucky)

    answer = bring(client, csv_of(*RENAME))

    assert answer.status_code == 302
    assert tried[0] == tried[1] != b""
    assert Upload.objects.get().rows == [[2, ["C-00000001", "Waves"]]]


def test_no_file_is_asked_for(client, team, session):
    answer = client.post(
        f"{TABLES}bring/", {repeat.FIELD: repeat.fresh_token(), "kind": "rooms"}
    )

    assert answer.status_code == 422
    assert "Choose a file." in answer.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_out_can_be_brought_back(client, team, session, form):
    taken = client.post(f"{TABLES}export/sessions.{form}")
    file = SimpleUploadedFile(f"plan.{form}", taken.content)

    url = bring(client, file)["Location"]

    assert (
        f'filename="{session.edition.slug}-sessions.{form}"'
        in taken.headers["Content-Disposition"]
    )
    found = client.get(url).context["found"]
    assert (found.same, found.new, found.changed, found.bad) == (1, [], [], [])


@pytest.mark.parametrize("rows", [1, 300])
def test_the_differences_cost_the_same_for_any_number_of_lines(
    client, team, session, rows, django_assert_max_num_queries
):
    people = SpeakerFactory.create_batch(rows, edition=session.edition)
    table = csv_of(["code", "name"], *[[each.code, "Somebody"] for each in people])
    url = bring(client, table, kind="people")["Location"]

    with django_assert_max_num_queries(16):
        page = client.get(url)

    assert len(page.context["found"].changed) == rows


def test_who_reads_only_has_no_tables(client, session):
    auditor = UserFactory(staff=True)
    auditor.groups.add(Group.objects.get(name="Auditor"))
    client.force_login(auditor)

    assert client.get(TABLES).status_code == 403
    assert client.post(f"{TABLES}export/people.csv").status_code == 403
