"""The public API: what it says is what it promises, and nothing else."""

import json
from datetime import timedelta

import pytest
from i18nfield.strings import LazyI18nString

from conference.programme import standing
from conference.programme.exchange import shapes
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MAY,
    MONDAY_9,
    ProgrammeFactory,
    ReleaseFactory,
    RoomFactory,
    SessionChangeFactory,
    SessionFactory,
    SessionVersionFactory,
    SpeakerFactory,
    StrandFactory,
    VersionRoleFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SITE = "http://127.0.0.1:8000"


def publish(session, release, **facts):
    """Write the version that this release shows, in the place of the one before."""
    before = session.versions.current().first()
    session.versions.current().update(replaced_in=release)
    after = SessionVersionFactory(session=session, release=release, **facts)
    kind = "moved" if before else "added"
    SessionChangeFactory(
        after=after, before=before, kind=kind, concerns=bool(before), made_at=MAY
    )
    standing.forget()
    return after


@pytest.fixture
def releases():
    """Three releases of one edition."""
    first = ReleaseFactory(number=1, note="First programme")
    ProgrammeFactory(edition=first.edition)
    rest = [
        ReleaseFactory(edition=first.edition, number=n, published_at=MAY + n * DAY)
        for n in (2, 3)
    ]
    return [first, *rest]


@pytest.fixture
def session(releases):
    return SessionFactory(
        edition=releases[0].edition,
        code="C-00010155",
        published=True,
        title=LazyI18nString({"en": "Affordable access", "vi": "Giá cả hợp lý"}),
        room=RoomFactory(edition=releases[0].edition, code="hall-a", name="Hall A"),
        session_format="both",
    )


@pytest.fixture
def version(session, releases):
    version = publish(
        session,
        releases[0],
        join_url="https://meet.example.org/secret",
        abstract=LazyI18nString({"en": "Cutting the cost"}),
        interpretation=["fr"],
        seats=100,
        open_to=["member_state"],
    )
    speaker = SpeakerFactory(
        edition=session.edition, code="dang-an", name="Đặng An", biography="An."
    )
    VersionRoleFactory(version=version, speaker=speaker, role="moderator")
    return version


def ask(client, path, **headers):
    answer = client.get(f"/api/{path}", **headers)
    assert answer["Content-Type"] == "application/json", answer.text
    return answer


def items(client, path):
    answer = ask(client, path)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_a_session_is_told_in_all_its_languages(client, version, session):
    told = ask(client, "sessions/C-00010155").json()

    assert told == {
        "code": "C-00010155",
        "uid": "session-C-00010155@digital-world.example.org",
        "sequence": 0,
        "state": "published",
        "title": {"en": "Affordable access", "vi": "Giá cả hợp lý"},
        "abstract": {"en": "Cutting the cost"},
        "label": {},
        "type": "forum_panel",
        "strand": "forum",
        "room": "hall-a",
        "starts_at": "2020-09-07T09:00:00+07:00",
        "ends_at": "2020-09-07T10:00:00+07:00",
        "language": "en",
        "interpretation": ["fr"],
        "has_captions": False,
        "format": "both",
        "seats": 100,
        "availability": "open",
        "open_to": ["member_state"],
        "people": [
            {
                "role": "moderator",
                "person": "dang-an",
                "name": "Đặng An",
                "is_confirmed": False,
            }
        ],
        "before": None,
        "moved_at": None,
        "changed_at": "2020-05-01T02:00:00Z",
        "url": f"{SITE}/programme/sessions/C-00010155/",
        "calendar_url": f"{SITE}/programme/sessions/C-00010155/session.ics",
    }
    assert items(client, "sessions") == [told]


def test_rooms_strands_and_people_are_told(client, version, session):
    assert items(client, "rooms") == [
        {
            "code": "hall-a",
            "name": {"en": "Hall A"},
            "place": {},
            "seats": 120,
            "online_places": None,
            "url": f"{SITE}/programme/rooms/hall-a/",
        }
    ]
    assert [strand["code"] for strand in items(client, "strands")] == ["forum"]
    (person,) = items(client, "people")
    assert person == {
        "code": "dang-an",
        "name": "Đặng An",
        "position": {"en": "Director of Samples"},
        "organisation": {"en": "Ministry of Samples"},
        "country": "VN",
        "biography": {"en": "An."},
        "photo_url": None,
        "url": f"{SITE}/programme/people/dang-an/",
        "sessions": ["C-00010155"],
    }
    assert ask(client, "people/dang-an").json() == person


def test_releases_are_told_newest_first(client, version):
    told = items(client, "releases")

    assert [release["number"] for release in told] == [3, 2, 1]
    assert told[-1] == {
        "number": 1,
        "published_at": "2020-05-01T02:00:00Z",
        "note": "First programme",
        "is_urgent": False,
        "url": f"{SITE}/programme/releases/1/",
    }


TUESDAY = {"starts_at": MONDAY_9 + DAY, "ends_at": MONDAY_9 + DAY + HOUR}


def test_changes_since_a_release_are_told_once_each(client, version, session, releases):
    publish(session, releases[1], **TUESDAY)
    publish(session, releases[2], state="cancelled", **TUESDAY)

    told = {since: items(client, f"changes?since={since}") for since in range(4)}

    slots = {
        "monday": ("2020-09-07T09:00:00+07:00", "2020-09-07T10:00:00+07:00"),
        "tuesday": ("2020-09-08T09:00:00+07:00", "2020-09-08T10:00:00+07:00"),
    }
    monday, tuesday = (
        {"starts_at": start, "ends_at": end, "room": "hall-a"}
        for start, end in slots.values()
    )
    change = {
        "code": "C-00010155",
        "title": {"en": "Affordable access", "vi": "Giá cả hợp lý"},
        "kind": "cancelled",
        "release": 3,
        "was": monday,
        "was_state": "published",
        "now": tuesday,
        "now_state": "cancelled",
    }
    assert told == {
        0: [change | {"kind": "added", "was": None, "was_state": None}],
        1: [change],
        2: [change | {"was": tuesday}],
        3: [],
    }


def test_what_moved_back_or_only_got_another_link_did_not_change(
    client, session, releases
):
    publish(session, releases[0], join_url="https://meet.example.org/1")
    publish(session, releases[1], **TUESDAY)
    publish(session, releases[2], join_url="https://meet.example.org/2")

    assert items(client, "changes?since=1") == []
    assert [change["kind"] for change in items(client, "changes?since=2")] == ["moved"]


@pytest.fixture
def many(version, session, releases):
    """Besides the fixture's session: Tuesday, online in French, to be confirmed."""
    facts = {"edition": session.edition}
    other = StrandFactory(code="sme", **facts)
    tuesday = SessionFactory(
        code="C-00000002", published=True, starts_at=MONDAY_9 + DAY, **facts
    )
    publish(tuesday, releases[0], strand=other)
    online = SessionFactory(
        code="C-00000003", published=True, session_format="online", **facts
    )
    publish(online, releases[0], language="fr", session_type="masterclass")
    waits = SessionFactory(code="C-00000004", unplaced=True, **facts)
    publish(waits, releases[0], state="tbc")


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("", ["C-00000003", "C-00010155", "C-00000002", "C-00000004"]),
        ("day=2020-09-08", ["C-00000002"]),
        ("strand=sme", ["C-00000002"]),
        ("room=hall-a", ["C-00010155"]),
        ("type=masterclass", ["C-00000003"]),
        ("language=fr", ["C-00000003", "C-00010155"]),
        ("person=dang-an", ["C-00010155"]),
        ("format=both", ["C-00010155"]),
        ("state=tbc", ["C-00000004"]),
        ("day=2020-09-07&language=fr&format=online", ["C-00000003"]),
        ("day=2020-09-30", []),
    ],
)
def test_filters_narrow(client, many, question, codes):
    assert [told["code"] for told in items(client, f"sessions?{question}")] == codes


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("sessions?day=monday", 422, "We do not understand “day”: "),
        ("sessions?state=lost", 422, "We do not understand “state”: "),
        ("sessions?strand=lost", 422, "There is no strand with the code “lost”."),
        ("sessions?room=", 422, "There is no room with the code “”."),
        ("sessions?type=lost", 422, "There is no type with the code “lost”."),
        ("sessions?type=", 422, "There is no type with the code “”."),
        ("sessions?language=xx", 422, "There is no language with the code “xx”."),
        ("sessions?language=EN", 422, "There is no language with the code “EN”."),
        ("sessions?person=lost", 422, "There is no person with the code “lost”."),
        (
            "sessions?stand=forum",
            422,
            "There is no parameter “stand” here. Known: day, format, language,"
            " person, room, state, strand, type.",
        ),
        ("rooms?x=1", 422, "There is no parameter “x” here. Known: none."),
        ("changes?since=x", 422, "We do not understand “since”: "),
        ("changes?since=-1", 422, "“since” is the number of a release, from 0 to 3."),
        ("changes?since=4", 422, "“since” is the number of a release, from 0 to 3."),
        ("changes?since=99999999999999999999", 422, "“since” is the number of a "),
        ("sessions/C-99999999", 404, "There is no session with this code."),
        ("people/nobody", 404, "There is no person on stage with this code."),
    ],
)
def test_a_question_we_do_not_understand_gets_a_sentence(
    client, version, path, status, sentence
):
    answer = ask(client, path)

    assert answer.status_code == status
    assert list(answer.json()) == ["detail"]
    assert answer.json()["detail"].startswith(sentence)


PATHS = [
    "sessions",
    "sessions/C-00010155",
    "rooms",
    "strands",
    "people",
    "people/dang-an",
    "releases",
    "changes",
    "changes?since=1",
]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_personal_secret_or_kept_by_sessions_is_told(
    client, version, session, path
):
    anonymous = ask(client, path)
    client.force_login(UserFactory())
    signed_in = ask(client, path)

    assert anonymous.content == signed_in.content
    assert "meet.example" not in anonymous.text
    assert "@example.org" not in anonymous.text
    assert "Set-Cookie" not in anonymous.headers
    assert anonymous["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_holds_until_something_changes(client, version, session, path):
    first = ask(client, path)
    again = client.get(f"/api/{path}", HTTP_IF_NONE_MATCH=first["ETag"])
    head = client.head(f"/api/{path}")

    assert "no-cache" in first["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head["ETag"]) == (200, first["ETag"])


@pytest.mark.parametrize("path", PATHS)
def test_before_the_first_release_there_is_a_sentence(client, path):
    answer = ask(client, path)

    assert answer.status_code == 404
    assert answer.json() == {"detail": "No programme has been published yet."}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(client, version, method):
    assert getattr(client, method)("/api/sessions").status_code == 405


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("sessions", shapes.Sessions),
        ("sessions/C-00010155", shapes.SessionShape),
        ("rooms", shapes.Rooms),
        ("strands", shapes.Strands),
        ("people", shapes.People),
        ("people/dang-an", shapes.PersonShape),
        ("releases", shapes.Releases),
        ("changes", shapes.Changes),
    ],
)
def test_an_answer_is_of_the_shape_that_is_described(client, many, path, shape):
    told = ask(client, path).json()

    assert json.loads(shape.model_validate(told).model_dump_json()) == told


def test_the_description_names_every_address(client):
    document = ask(client, "openapi.json").json()

    assert document["info"]["title"] == "ITU Digital World: programme"
    assert sorted(document["paths"]) == [
        "/api/changes",
        "/api/people",
        "/api/people/{code}",
        "/api/releases",
        "/api/rooms",
        "/api/sessions",
        "/api/sessions/{code}",
        "/api/strands",
    ]
    assert document["openapi"].startswith("3.")


def test_the_page_about_it_needs_no_script(client):
    answer = client.get("/api/docs")

    assert client.get("/api/")["Location"] == "/api/docs"
    assert "<code>/api/sessions/{code}</code>" in answer.text
    assert "list of Role" in answer.text
    assert "<style" not in answer.text


@pytest.mark.parametrize("path", ["sessions", "people", "changes", "releases"])
def test_an_answer_costs_the_same_for_any_number(
    client, version, releases, path, django_assert_num_queries, settings
):
    settings.EDITION_KEPT_SECONDS = 60
    costs = []
    for _more in range(2):
        for session in SessionFactory.create_batch(
            5, edition=version.session.edition, published=True
        ):
            VersionRoleFactory(version=publish(session, releases[0]))
        ask(client, path)
        with django_assert_num_queries(STATEMENTS[path]) as seen:
            ask(client, path)
        costs.append(len(seen))

    assert costs == [STATEMENTS[path]] * 2


STATEMENTS = {"sessions": 0, "people": 0, "changes": 3, "releases": 1}
