import csv
import io
import threading
import time
from datetime import UTC, datetime, timedelta
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.db import connection
from openpyxl import Workbook, load_workbook

from conference.core.refusals import Refusal
from conference.programme.exchange import applying, comparing, writing
from conference.programme.exchange.differences import Difference
from conference.programme.models import Room, Session, SessionRole, Speaker, Upload
from tests.factories.people import UserFactory
from tests.factories.programme import (
    MONDAY_9,
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


def test_the_same_file_twice_changes_nothing_the_second_time(session):
    SpeakerFactory(edition=session.edition, code="binh")
    table = lines(
        ["code", "title_en", "type", "room", "starts", "ends", "state", "people"],
        [
            "C-00000002",
            "Radio",
            "masterclass",
            "hall-a",
            "2020-09-07 10:00",
            "2020-09-07 11:00",
            "published",
            "presenter: binh; presenter: an",
        ],
    )

    first = applied(session.edition, table)
    before = Session.objects.get(code="C-00000002")
    second = compared(session.edition, table)

    assert (len(first.new), second.same) == (1, 1)
    assert not second.does_something
    assert before.state == "published"
    assert list(
        before.roles.order_by("order").values_list("speaker__code", "role")
    ) == [
        ("binh", "presenter"),
        ("an", "presenter"),
    ]


def test_nothing_to_apply_is_refused(session):
    with pytest.raises(applying.NothingToApply):
        applied(session.edition, writing.write("sessions", session.edition_id, "csv"))


def test_two_sessions_change_places_in_one_table(session):
    other = SessionFactory(
        edition=session.edition,
        code="C-00000002",
        room=session.room,
        starts_at=MONDAY_9 + HOUR,
    )
    table = lines(
        ["code", "starts", "ends"],
        ["C-00000001", "2020-09-07 10:00", "2020-09-07 11:00"],
        ["C-00000002", "2020-09-07 09:00", "2020-09-07 10:00"],
    )

    applied(session.edition, table)

    session.refresh_from_db()
    other.refresh_from_db()
    assert (session.starts_at, other.starts_at) == (MONDAY_9 + HOUR, MONDAY_9)


def test_a_person_changes_stages_at_one_time_in_one_table(session):
    SessionFactory(edition=session.edition, code="C-00000002")
    table = lines(
        ["code", "people"], ["C-00000001", ""], ["C-00000002", "panellist: an"]
    )

    applied(session.edition, table)

    assert SessionRole.objects.get().session.code == "C-00000002"


def test_a_session_moves_beside_another_of_a_person_who_leaves_it(session):
    later = SessionFactory(
        edition=session.edition, code="C-00000002", starts_at=MONDAY_9 + HOUR
    )
    SessionRoleFactory(session=later, speaker=session.roles.get().speaker)
    table = lines(
        ["code", "starts", "ends", "people"],
        ["C-00000002", "2020-09-07 09:00", "2020-09-07 10:00", ""],
    )

    applied(session.edition, table)

    later.refresh_from_db()
    assert later.starts_at == MONDAY_9
    assert not later.roles.exists()


def test_who_stays_on_stage_keeps_the_answer_and_who_is_new_is_asked(session):
    SpeakerFactory(edition=session.edition, code="binh")
    table = lines(["code", "people"], ["C-00000001", "panellist: binh; moderator: an"])

    applied(session.edition, table)

    roles = session.roles.order_by("order")
    assert list(roles.values_list("speaker__code", "confirmation")) == [
        ("binh", "invited"),
        ("an", "confirmed"),
    ]
    session.refresh_from_db()
    assert session.changed_at == NOW


def test_a_room_that_is_taken_is_told_on_the_line_that_takes_it(session):
    SessionFactory(edition=session.edition, code="C-00000002")
    table = lines(
        ["code", "room", "starts", "ends"],
        ["C-00000002", "hall-a", "2020-09-07 09:30", "2020-09-07 10:30"],
    )

    found = compared(session.edition, table)

    assert [(bad.line, bad.column, bad.sentence) for bad in found.bad] == [
        (
            2,
            "room",
            "C-00000001 is in this room from 2020-09-07 09:00 to 2020-09-07 10:00.",
        )
    ]


def test_a_person_on_two_stages_is_told_on_the_line(session):
    SessionFactory(edition=session.edition, code="C-00000002")

    found = compared(
        session.edition, lines(["code", "people"], ["C-00000002", "keynote: an"])
    )

    assert [(bad.line, bad.column) for bad in found.bad] == [(2, "people")]


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("type", "party", "Write one of these: ceremony, ministerial_roundtable"),
        ("room", "hall-z", "There is no room “hall-z”. Import the rooms first."),
        ("starts", "tomorrow", "Write a day and a time as 2020-09-07 09:00"),
        ("starts", "2020-09-07", "Write a day and a time as 2020-09-07 09:00"),
        ("starts", "", "Write both, a start and an end, or leave both empty."),
        ("starts", "0001-01-01 00:00+14:00", "Write a day and a time as 2020-09-07"),
        ("ends", "9999-12-31 23:59:59.9", "Write a day and a time as 2020-09-07"),
        ("ends", "2020-09-09 10:00", "A session lasts 24 hours at most."),
        ("seats", "-2", "Write a whole number"),
        ("seats", "99999999999999", "Write a whole number"),
        ("seats", "0000000000009999999999", "Write a whole number"),
        ("seats", "9" * 5000, "Write a whole number"),
        ("interpretation", "vi, xx", "We do not know “xx” here."),
        ("link", "javascript:alert(1)", "Write a whole address"),
        ("state", "tbc", "A session that waits for its time has none yet."),
        ("people", "an", "Write a role, a colon and the code of a person"),
        ("people", "moderator: nobody", "There is no person “nobody”."),
        ("title_en", "x" * 301, "This is too long: at most 300 signs."),
        ("title_en", "=1+1", "This is a formula."),
        ("title_en", "#REF!", "This formula has no result."),
        ("code", "10155", "Write C- and eight digits, such as C-00010155."),
    ],
)
def test_a_cell_that_cannot_stand_is_named_with_its_line(
    session, column, cell, sentence
):
    header = ["code", column] if column != "code" else ["code"]
    row = ["C-00000001", cell] if column != "code" else [cell]

    found = compared(session.edition, lines(header, row))

    (bad,) = found.bad
    assert (bad.line, bad.column) == (2, column)
    assert bad.sentence.startswith(sentence)


def test_two_lines_about_one_session_are_told(session):
    table = lines(["code", "title_en"], ["C-00000001", "A"], ["C-00000001", "B"])

    found = compared(session.edition, table)

    assert [(bad.line, bad.sentence) for bad in found.bad] == [
        (3, "Line 2 is about the same code.")
    ]


def test_a_new_session_needs_its_title_and_its_type(session):
    found = compared(session.edition, lines(["code", "seats"], ["C-00000002", "5"]))

    assert [(bad.column, bad.sentence) for bad in found.bad] == [
        ("title_en", "This one is new and needs it."),
        ("type", "This one is new and needs it."),
    ]


DANGEROUS = [
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    ";=1",
    "'=1",
    "＝1+1",
]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_looks_like_a_formula_leaves_harmless_and_comes_back_whole(
    session, form, text
):
    Session.objects.update(title={"en": text})

    content = writing.write("sessions", session.edition_id, form)

    if form == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        cell = rows[1][1]
    else:
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet["B2"].data_type == "s"
        cell = sheet["B2"].value
    assert cell == f"'{text}"
    assert compared(session.edition, content).same == 1


def test_a_line_of_tabs_and_returns_hides_no_formula(session):
    Session.objects.update(abstract={"en": "\t=1+1", "vi": "\r=1+1"})

    rows = list(
        csv.reader(
            io.StringIO(
                writing.write("sessions", session.edition_id, "csv").decode("utf-8-sig")
            )
        )
    )

    facts = dict(zip(*rows, strict=True))
    assert facts["abstract_en"].startswith("'")
    assert facts["abstract_vi"].startswith("'")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_table_is_read_whatever_unicode_it_is_written_in(session, encoding):
    text = "code;title_vi\r\nC-00000001;Mạng lưới Đặng\r\n"

    found = compared(session.edition, text.encode(encoding))

    assert found.changed[0].differences[0].now == "Mạng lưới Đặng"


def test_a_table_of_old_windows_is_read(session):
    found = compared(
        session.edition, "code\ttitle_fr\nC-00000001\tL’été à Genève".encode("cp1252")
    )

    assert found.changed[0].differences[0].now == "L’été à Genève"


@pytest.mark.parametrize(
    "written",
    [
        datetime(2020, 9, 7, 11, 0),  # noqa: DTZ001  as table programs know time
        datetime(2020, 9, 7, 10, 59, 59, 999_997),  # noqa: DTZ001  as they miss it
        "2020-09-07 11:00",
        "2020-09-07T11:00:00",
        "2020-09-07T04:00Z",
        "2020-09-07 06:00+02:00",
        "7.9.2020 11:00",
    ],
    ids=str,
)
def test_a_time_is_read_as_it_is_meant(session, written):
    content = as_xlsx(
        ["code", "starts", "ends"], ["C-00000001", written, "2020-09-07 12:00"]
    )

    applied(session.edition, content)

    session.refresh_from_db()
    assert session.starts_at == datetime(2020, 9, 7, 4, 0, tzinfo=UTC)


def test_numbers_and_formulas_of_a_sheet(session):
    content = as_xlsx(["code", "seats", "label_en"], ["C-00000001", 12.0, "=1+1"])

    found = compared(session.edition, content)

    assert [(bad.line, bad.column, bad.cell) for bad in found.bad] == [
        (2, "label_en", "=1+1")
    ]


def test_more_lines_than_anybody_has_are_refused(session):
    rows = [["code"], *([f"C-{number:08d}"] for number in range(20_001))]

    with pytest.raises(applying.reading.TooManyRows):
        bring(session.edition, lines(*rows))


def test_a_sheet_that_unpacks_to_a_hundred_times_its_size_is_refused(session):
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as folder:
        folder.writestr("xl/worksheets/sheet1.xml", b"0" * 101_000_000)

    with pytest.raises(applying.reading.FileTooHeavy):
        bring(session.edition, file.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"\xff\xfe\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b'code,title_en\n"' + b"x" * 200_000,
    ],
)
def test_what_is_no_table_is_refused(session, content):
    with pytest.raises(Refusal):
        bring(session.edition, content)


def test_what_changed_meanwhile_keeps_everything_as_it_is(session):
    table = lines(["code", "name"], ["an", "An"], ["binh", "Bình"])
    upload = bring(session.edition, table, "people")
    seen = comparing.compare(upload).digest
    Speaker.objects.filter(code="an").update(name="Chi")

    with pytest.raises(applying.PlanChangedMeanwhile):
        applying.apply(upload, seen=seen, by=UserFactory(), now=NOW)

    assert set(Speaker.objects.values_list("name", flat=True)) == {"Chi"}


def test_people_and_rooms_are_written_in_all_their_languages(session):
    edition = session.edition
    people = lines(
        ["code", "name", "position_en", "position_ar", "country", "email", "language"],
        ["dang", "Đặng Văn An", "Adviser", "مستشار", "vn", "an@example.org", "vi"],
    )
    rooms = lines(
        ["code", "name_en", "name_vi", "seats", "booths"],
        ["lotus", "Lotus", "Sen", "80", "1"],
    )

    applied(edition, people, "people")
    applied(edition, rooms, "rooms")

    person, room = Speaker.objects.get(code="dang"), Room.objects.get(code="lotus")
    assert person.position.data == {"en": "Adviser", "ar": "مستشار"}
    assert (person.country.code, person.language) == ("VN", "vi")
    assert person.sort_key.startswith("dang")
    assert (room.name.data, room.seats) == ({"en": "Lotus", "vi": "Sen"}, 80)


def test_an_empty_cell_takes_one_language_away_and_leaves_the_others(session):
    applied(session.edition, lines(["code", "title_vi"], ["C-00000001", ""]))

    session.refresh_from_db()
    assert session.title.data == {"en": "Open networks"}


def test_a_table_is_forgotten_after_a_day(session):
    upload = bring(session.edition, lines(["code"], ["C-00000001"]))

    gone = applying.forget_old(now=NOW + timedelta(days=1, seconds=1))

    assert gone == 1
    assert not Upload.objects.filter(pk=upload.pk).exists()


def test_a_schedule_xml_is_compared_like_a_table(session):
    content = b"""<?xml version="1.0"?><schedule><day index="1" date="2020-09-07">
    <room name="hall-a"><event id="1"><title>Waves</title>
    <date>2020-09-07T10:00:00+07:00</date><duration>01:30</duration>
    <room>hall-a</room><type>Forum session</type><language>en</language>
    </event></room></day></schedule>"""

    found = compared(session.edition, content)

    assert [
        (one.column, one.now)
        for one in found.changed[0].differences
        if one.column in {"title_en", "starts", "ends"}
    ] == [
        ("title_en", "Waves"),
        ("starts", "2020-09-07 10:00"),
        ("ends", "2020-09-07 11:30"),
    ]


@pytest.mark.django_db(transaction=True)
def test_one_table_applied_from_two_windows_at_once_is_applied_once(session):
    upload = bring(
        session.edition, lines(["code", "title_en"], ["C-00000001", "Waves"])
    )
    seen, by = comparing.compare(upload).digest, UserFactory(staff=True)
    barrier, outcomes = threading.Barrier(2), []

    def press():
        barrier.wait()
        try:
            applying.apply(upload, seen=seen, by=by, now=NOW)
            outcomes.append("applied")
        except Refusal as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    windows = [threading.Thread(target=press) for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert sorted(outcomes) == ["PlanChangedMeanwhile", "applied"]
    session.refresh_from_db()
    assert session.version == 2
