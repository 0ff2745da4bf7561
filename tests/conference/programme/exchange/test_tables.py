import csv
import io
import time
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import Workbook, load_workbook

from conference.programme.exchange import applying, comparing, writing
from conference.programme.exchange.differences import Difference
from conference.programme.models import Room, Session, SessionRole, Speaker, Upload
from tests.factories.people import UserFactory
from tests.factories.programme import (
    MAY,
    MONDAY_9,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 5, 7, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def session():
    role = SessionRoleFactory(
        session__code="C-00000001",
        session__title={"en": "Open networks", "vi": "Mạng mở"},
        session__room__code="hall-a",
        speaker__code="an",
        role="moderator",
    )
    return role.session


def lines(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def bring(edition, content, kind="sessions", by=None):
    return applying.bring(
        edition.pk,
        kind,
        name="programme.csv",
        content=content,
        by=by or UserFactory(staff=True),
        now=NOW,
    )


def compared(edition, content, kind="sessions"):
    return comparing.compare(bring(edition, content, kind))


def applied(edition, content, kind="sessions"):
    upload = bring(edition, content, kind)
    seen = comparing.compare(upload).digest
    by = UserFactory(staff=True)
    return applying.apply(upload, seen=seen, by=by, now=NOW)


def as_xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("kind", Upload.Kind.values)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_can_be_brought_back_and_changes_nothing(session, kind, form):
    content = writing.write(kind, session.edition_id, form)

    found = compared(session.edition, content, kind)

    assert (found.new, found.changed, found.bad) == ([], [], [])
    assert found.same == 1


def test_a_change_is_shown_column_by_column_and_written_only_when_applied(session):
    table = lines(
        ["code", "title_en", "starts", "ends"],
        ["C-00000001", "Open networks again", "2020-09-08 10:00", "2020-09-08 11:30"],
    )

    found = compared(session.edition, table)

    assert found.changed[0].differences == (
        Difference("title_en", "Open networks", "Open networks again"),
        Difference("starts", "2020-09-07 09:00", "2020-09-08 10:00"),
        Difference("ends", "2020-09-07 10:00", "2020-09-08 11:30"),
    )
    session.refresh_from_db()
    assert session.starts_at == MONDAY_9

    applied(session.edition, table)

    session.refresh_from_db()
    assert session.title.data == {"en": "Open networks again", "vi": "Mạng mở"}
    assert session.starts_at == datetime(2020, 9, 8, 3, 0, tzinfo=UTC)
    assert compared(session.edition, table).same == 1


def test_five_thousand_rows_of_which_one_is_bad_are_reported_exactly(
    session, django_assert_max_num_queries
):
    edition, hall = session.edition, session.room.code
    header = ["code", "title_en", "type", "room", "starts", "ends"]
    rows = [header]
    for number in range(5000):
        start = MONDAY_9 + (number + 24) * HOUR
        rows.append(
            [
                f"C-{number + 100:08d}",
                f"Session {number}",
                "masterclass",
                hall,
                start.isoformat(),
                (start + HOUR).isoformat(),
            ]
        )
    rows[3001][5] = rows[3001][4]
    upload = bring(edition, lines(*rows))

    begun = time.process_time()
    with django_assert_max_num_queries(6):
        found = comparing.compare(upload)
    took = time.process_time() - begun

    assert [(bad.line, bad.column) for bad in found.bad] == [(3002, "ends")]
    assert found.bad[0].sentence == "A session ends after it starts. Write a later end."
    assert len(found.new) == 4999
    assert took < 5
    print("compared in", took)
    rows.pop(3001)
    begun = time.monotonic()
    applied(edition, lines(*rows))
    print("applied in", time.monotonic() - begun)
