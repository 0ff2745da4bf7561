"""The programme as everyone reads it, page by page."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from conference.core import clock
from conference.programme.mine import Mine, MyProgramme
from conference.programme.models import SpeakerPhoto
from conference.programme.views import public
from tests.factories.editions import EditionFactory, ScheduleRevisionFactory
from tests.factories.people import UserFactory
from tests.factories.programme import HOUR, MONDAY_9, ProgrammeFactory, RoomFactory
from tests.factories.shown import show, show_moved

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONDAY = "/programme/2020-09-07/"


@pytest.fixture
def edition():
    edition = EditionFactory(is_current=True)
    ProgrammeFactory(edition=edition)
    return edition


@pytest.fixture
def at(monkeypatch):
    """Set the clock: the event lies in the past for whoever runs this."""

    def set_to(instant):
        monkeypatch.setattr(clock, "now", lambda: instant)

    set_to(MONDAY_9 - 30 * DAY)
    return set_to


@pytest.fixture(autouse=True)
def before_the_event(at):
    pass


def words(page):
    text = page.content.decode().replace("<bdi>", "").replace("</bdi>", "")
    text = re.sub(r"<script.*?</script>|<svg.*?</svg>", "", text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def titles(page):
    link = r'<h[34]><a href="/programme/sessions/[^>]*>(.*?)</a>'
    found = re.findall(link, page.content.decode())
    return [re.sub(r"<[^>]+>", "", title) for title in found]


def asked_by(path, view, mine=None, category="", **arguments):
    """Return a page as somebody sees it whose sessions are known."""
    request = RequestFactory().get(path)
    request.COOKIES["session"] = "somebody"
    request.user = AnonymousUser()
    request.mine = MyProgramme(mine or {})
    request.mine.category = category
    return view(request, **arguments)


def test_a_day_lists_its_sessions_by_time(client, edition):
    show(edition, title="Second", starts_at=MONDAY_9 + HOUR)
    show(edition, title="First", people=["Đặng Hồng"], label="Sample session")
    show(edition, title="Tomorrow", starts_at=MONDAY_9 + DAY)

    page = client.get(MONDAY)

    assert titles(page) == ["First", "Second"]
    said = words(page)
    for fact in (
        "Monday 7 September 2020",
        "09:00–10:00 04:00 Geneva",
        "Forum session, Room",
        "With Đặng Hồng",
        "Sample session",
        "Ha Noi time (UTC+7). Geneva is 5 hours behind.",
    ):
        assert fact in said


@pytest.mark.parametrize(
    ("day", "hours", "geneva"),
    [
        (datetime(2021, 10, 29, 2, tzinfo=UTC), 5, "04:00"),
        (datetime(2021, 11, 1, 2, tzinfo=UTC), 6, "03:00"),
    ],
)
def test_geneva_is_five_hours_behind_in_october_and_six_in_november(
    client, edition, day, hours, geneva
):
    show(edition, starts_at=day)

    said = words(client.get(f"/programme/{day:%Y-%m-%d}/"))

    assert f"Geneva is {hours} hours behind." in said
    assert f"09:00–10:00 {geneva} Geneva" in said


@pytest.mark.parametrize(
    ("zone", "other"),
    [("", "04:00 Geneva"), ("?zone=utc", "02:00 UTC"), ("?zone=event", "")],
)
def test_times_are_told_in_ha_noi_first_and_in_a_chosen_zone(
    client, edition, zone, other
):
    show(edition)

    assert f"09:00–10:00 {other}".strip() in words(client.get(MONDAY + zone))


def test_who_is_signed_in_reads_their_own_time(client, edition):
    show(edition)
    client.force_login(UserFactory(time_zone="America/New_York"))

    assert "09:00–10:00 Sun 22:00 New York" in words(client.get(MONDAY))


def test_the_way_in_shows_the_days_and_what_waits_for_a_time(client, edition):
    show(edition)
    show(edition, starts_at=MONDAY_9 + DAY)
    show(edition, title="Meet the jury", state="tbc", starts_at=None, room=None)

    page = client.get("/programme/")

    assert "Monday 7 September 2020" in words(page)
    assert "1 session, 09:00 to 10:00" in words(page)
    assert titles(page) == ["Meet the jury"]
    assert "Time to be confirmed" in words(page)


def test_during_the_event_the_way_in_tells_what_is_on_and_what_comes(
    client, edition, at
):
    show(edition, title="On stage")
    show(edition, title="Coming", starts_at=MONDAY_9 + 2 * HOUR)
    show(edition, title="Much later", starts_at=MONDAY_9 + 5 * HOUR)

    at(MONDAY_9 + HOUR / 2)

    page = client.get("/programme/")
    assert titles(page) == ["On stage", "Coming"]
    assert "Next Mon 7 Sep, 11:00" in words(page)


def test_a_page_follows_the_clock(client, edition, at):
    show(edition, title="On stage")
    at(MONDAY_9 - HOUR)
    before = titles(client.get("/programme/"))

    at(MONDAY_9 + 2 * HOUR)

    assert (before, titles(client.get("/programme/"))) == (["On stage"], [])


def test_nothing_published_is_told_kindly(client, edition):
    for path in ("/programme/", "/programme/print/", "/programme/people/"):
        page = client.get(path)
        assert page.status_code == 200
    assert "The programme is not published yet." in words(client.get("/programme/"))


def test_before_any_edition_nothing_breaks(client):
    assert client.get("/programme/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/programme/2020-09-08/",
        "/programme/2020-13-01/",
        "/programme/sessions/C-99999999/",
        "/programme/people/nobody/",
        "/programme/rooms/nowhere/",
        "/programme/releases/0/",
        "/programme/releases/9999/",
    ],
)
def test_what_is_not_there_answers_404(client, edition, path):
    show(edition)

    assert client.get(path).status_code == 404


def test_filters_combine_and_each_says_how_many_it_has(client, edition):
    show(edition, title="Panel in French", language="fr")
    show(edition, title="Panel in English", starts_at=MONDAY_9 + HOUR)
    show(edition, title="Masterclass", session_type="masterclass", language="fr")

    page = client.get(f"{MONDAY}?language=fr&type=forum_panel")

    assert titles(page) == ["Panel in French"]
    # English besides French would add the English panel; masterclasses one more.
    assert re.search(r"English</bdi> <span class=\"n\">1<", page.content.decode())
    assert re.search(r"Masterclass</bdi> <span class=\"n\">1<", page.content.decode())
    assert 'href="?type=forum_panel"' in page.content.decode()


def test_a_filter_works_over_all_days(client, edition):
    show(edition, title="Monday", session_format="online")
    show(edition, title="Tuesday", session_format="both", starts_at=MONDAY_9 + DAY)
    show(edition, title="On site")

    page = client.get("/programme/?where=online")

    assert titles(page) == ["Monday", "Tuesday"]
    assert "2 sessions" in words(page)


def test_the_search_forgives_accents_and_offers_people(client, edition):
    show(edition, title="Open networks", people=["Đặng Hồng"])
    show(edition, title="Something else")

    page = client.get("/programme/?q=dang")

    assert titles(page) == ["Open networks"]
    assert "People: Đặng Hồng" in words(page)


def test_a_search_without_result_says_what_to_do(client, edition):
    show(edition)

    said = words(client.get("/programme/?q=zzz"))

    assert "Nothing fits all of this." in said
    assert "Show everything" in said


def test_who_types_gets_the_part_below_and_who_goes_back_the_page(client, edition):
    show(edition, title="Open networks")
    typing = {"HX-Request": "true"}

    part = client.get("/programme/?q=open", headers=typing)
    back = client.get(
        "/programme/?q=open", headers=typing | {"HX-History-Restore-Request": "true"}
    )
    bare = client.get("/programme/", headers=typing)

    assert titles(part) == titles(back) == ["Open networks"]
    assert "<html" not in part.content.decode()
    assert "<html" in back.content.decode()
    assert "<html" in bare.content.decode()
    assert "HX-Request" in part["Vary"]


def test_a_moved_session_is_marked_with_where_it_was(client, edition):
    room = RoomFactory(edition=edition, name="Hall B")
    session = show(edition, title="Open networks")
    show_moved(
        session, starts_at=MONDAY_9 + DAY, ends_at=MONDAY_9 + DAY + HOUR, room=room
    )

    page = client.get("/programme/2020-09-08/")

    assert titles(page) == ["Open networks"]
    said = words(page)
    assert "Moved" in said
    assert re.search(
        r"Was Mon 7 Sep 2020, 09:00 to 10:00, Room \d+ ,"
        r" now Tue 8 Sep 2020, 09:00 to 10:00, Hall B",
        said,
    )


def test_the_day_a_session_left_says_where_it_went_until_it_is_over(
    client, edition, at
):
    session = show(edition, title="Open networks")
    show_moved(session, starts_at=MONDAY_9 + DAY, ends_at=MONDAY_9 + DAY + HOUR)

    before = words(client.get(MONDAY))
    grid = words(client.get(MONDAY + "grid/"))
    at(MONDAY_9 + DAY)
    after = words(client.get(MONDAY))

    assert "Moved away from this day Open networks" in before
    assert "Now Tue 8 Sep 2020" in grid
    assert "Moved away" not in after


def test_a_cancelled_session_stays_where_it_was_and_is_struck(client, edition):
    session = show(edition, title="Towers")
    show_moved(session, state="cancelled")
    show(edition, title="Paying for fibre", starts_at=MONDAY_9 + HOUR)

    day = client.get(MONDAY)
    own = client.get(f"/programme/sessions/{session.code}/")

    assert titles(day) == ["Towers", "Paying for fibre"]
    assert '<del class="was">Towers</del>' in day.content.decode()
    assert "What changed Was Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi" in words(own)
    assert "Now Cancelled" in words(own)
    assert titles(own) == ["Paying for fibre"]
    assert data_of(own)["eventStatus"] == "https://schema.org/EventCancelled"


def test_the_grid_is_a_table_of_rooms_by_time(client, edition):
    one = RoomFactory(edition=edition, name="Main stage", order=1)
    two = RoomFactory(edition=edition, name="Room 2", order=2)
    show(edition, title="Opening", room=one)
    show(edition, title="Later", room=one, starts_at=MONDAY_9 + 2 * HOUR)
    show(edition, title="Long", room=two, ends_at=MONDAY_9 + 3 * HOUR)

    page = client.get(MONDAY + "grid/").content.decode()

    assert re.findall(r'<th scope="col"><a[^>]*><bdi>(.*?)</bdi>', page) == [
        "Main stage",
        "Room 2",
    ]
    assert re.findall(r'<th scope="row" class="fig">(.*?)</th>', page) == [
        "09:00",
        "10:00",
        "11:00",
    ]
    cells = re.findall(r"<td(.*?)>(?:<a[^>]*>.*?<b><bdi>(.*?)</bdi>)?", page)
    assert [cell for cell in cells if cell != ("", "")] == [
        (' class="full"', "Opening"),
        (' rowspan="3" class="full"', "Long"),
        (' class="full"', "Later"),
    ]


def data_of(page):
    (found,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>',
        page.content.decode(),
        re.S,
    )
    return json.loads(found)


def test_a_session_tells_everything_about_itself(client, edition):
    session = show(
        edition,
        title="Open networks",
        abstract="Who pays?",
        label="Sample session",
        interpretation=["fr", "ar"],
        people=["Đặng Hồng"],
        seats=40,
    )

    page = client.get(f"/programme/sessions/{session.code}/")

    said = words(page)
    for fact in (
        "Open networks",
        "Who pays?",
        "Sample session",
        "Monday 7 September 2020",
        "09:00–10:00 Ha Noi",
        "04:00–05:00 Geneva",
        "02:00–03:00 UTC",
        "Interpreted into French, Arabic",
        "40 seats.",
        "Panellist",
        "Đặng Hồng",
        "Director of Samples, Ministry of Samples",
        "Viet Nam",
        session.code,
        "Take a seat",
        "Add to calendar",
    ):
        assert fact in said
    assert data_of(page) | {"location": None} == {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": data_of(page)["url"],
        "identifier": session.code,
        "name": "Open networks",
        "description": "Who pays?",
        "url": data_of(page)["url"],
        "inLanguage": "en",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": None,
        "performer": data_of(page)["performer"],
        "maximumAttendeeCapacity": 40,
        "superEvent": data_of(page)["superEvent"],
        "startDate": "2020-09-07T09:00:00+07:00",
        "endDate": "2020-09-07T10:00:00+07:00",
    }


def test_search_engines_read_that_a_session_moved(client, edition):
    session = show(edition)
    show_moved(session, starts_at=MONDAY_9 + HOUR, ends_at=MONDAY_9 + 2 * HOUR)

    page = client.get(f"/programme/sessions/{session.code}/")

    data = data_of(page)
    assert data["eventStatus"] == "https://schema.org/EventRescheduled"
    assert data["previousStartDate"] == "2020-09-07T09:00:00+07:00"
    assert data["startDate"] == "2020-09-07T10:00:00+07:00"
    said = words(page)
    assert "Was Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi, Room" in said
    assert "Now Mon 7 Sep 2020, 10:00 to 11:00 Ha Noi, Room" in said


def test_who_has_not_said_yes_is_to_be_confirmed(client, edition):
    session = show(edition, people=["Đặng Hồng"])
    url = f"/programme/sessions/{session.code}/"
    before = words(client.get(url))

    role = session.roles.get()
    role.confirmation = "to_reconfirm"
    role.save()

    assert "To be confirmed" not in before
    assert "Đặng Hồng To be confirmed" in words(client.get(url))


JOIN = "https://meet.example.org/secret"
NOT_INVITED = "The link to join is for approved participants."


@pytest.mark.parametrize(
    ("facts", "mine", "category", "sees"),
    [
        ({}, None, "", False),
        ({}, None, "member-state", True),
        ({"seats": 40}, None, "member-state", False),
        ({"seats": 40}, Mine(state="waiting"), "member-state", False),
        ({"seats": 40}, Mine(state="taken"), "member-state", True),
        ({"open_to": ["media"]}, None, "member-state", False),
        ({"open_to": ["media"]}, None, "media", True),
        ({}, Mine(on_stage=True), "", True),
        ({}, Mine(starred=True), "", False),
    ],
)
def test_the_link_to_join_is_seen_by_approved_participants_alone(
    edition, facts, mine, category, sees
):
    session = show(edition, join_url=JOIN, **facts)
    known = {session.pk: mine} if mine else {}

    path = f"/programme/sessions/{session.code}/"
    page = asked_by(path, public.session, known, category, code=session.code)

    assert (JOIN in page.content.decode()) is sees


def test_who_is_signed_in_is_not_asked_to_sign_in_for_the_link(client, edition):
    url = f"/programme/sessions/{show(edition, join_url=JOIN, seats=40).code}/"
    stranger = client.get(url).content.decode()
    client.force_login(UserFactory())

    waiting = client.get(url).content.decode()

    assert "Sign in to see it." in stranger
    assert "Sign in to see it." not in waiting
    assert "Take a seat and the link to join stands here." in waiting


@pytest.mark.parametrize("own", [Mine(state="taken"), Mine(on_stage=True)])
@pytest.mark.parametrize(
    "now",
    [{"state": "cancelled"}, {"state": "tbc", "starts_at": None, "ends_at": None}],
)
def test_nobody_is_promised_a_seat_at_a_time_that_is_not_there(edition, own, now):
    session = show(edition)
    show_moved(session, **now)

    path = f"/programme/sessions/{session.code}/"
    known = {session.pk: own}
    page = asked_by(path, public.session, known, code=session.code).content.decode()

    assert "What changed" in page
    assert "moved with it" not in page
    assert "whether the new time is good" not in page


def test_the_link_to_join_is_on_no_page_for_everyone(client, edition):
    room = RoomFactory(edition=edition, code="hall")
    session = show(edition, join_url=JOIN, people=["An"], room=room)

    for path in (
        "/programme/",
        MONDAY,
        MONDAY + "grid/",
        f"/programme/sessions/{session.code}/",
        "/programme/people/an/",
        "/programme/rooms/hall/",
        "/programme/print/",
        f"/programme/releases/{session.released.release.number}/",
        "/programme/?q=meet.example.org",
    ):
        assert JOIN not in client.get(path).content.decode(), path


def test_own_seats_stars_and_clashes_stand_in_the_list(edition):
    taken = show(edition, title="Mine")
    waits = show(edition, title="Waiting", starts_at=MONDAY_9 + HOUR)
    starred = show(edition, title="Starred", starts_at=MONDAY_9 + 2 * HOUR)
    mine = {
        taken.pk: Mine(state="taken", clashes_with=("Another",)),
        waits.pk: Mine(state="waiting", place=4),
        starred.pk: Mine(starred=True),
    }

    page = asked_by(MONDAY, public.day, mine, "media", day=MONDAY_9.date())

    said = words(page)
    assert "Your seat" in said
    assert "Overlaps with Another." in said
    assert "Waiting, place 4" in said
    assert "Starred" in said


def test_my_agenda_is_a_filter(edition):
    mine = show(edition, title="Mine")
    show(edition, title="Not mine")

    page = asked_by(
        f"{MONDAY}?mine=agenda",
        public.day,
        {mine.pk: Mine(starred=True)},
        day=MONDAY_9.date(),
    )

    assert titles(page) == ["Mine"]


def test_a_full_session_says_so_and_offers_the_line(client, edition):
    session = show(edition, seats=0)

    said = words(client.get(MONDAY))

    assert session.seats_taken == 0
    assert "Full" in said
    assert "Join the line" in said


def test_people_are_listed_by_name_and_have_a_page(client, edition):
    show(edition, title="Open networks", people=["Binh", "An"])

    page = client.get("/programme/people/")
    own = client.get("/programme/people/an/")

    listed = re.findall(r"<bdi>(An|Binh)</bdi>", page.content.decode())
    assert listed == ["An", "Binh"]
    assert titles(own) == ["Open networks"]
    assert "Director of Samples, Ministry of Samples" in words(own)


def test_a_photo_is_kept_for_ever_under_its_content(client, edition):
    session = show(edition, people=["An"])
    speaker = session.roles.get().speaker
    SpeakerPhoto.objects.create(
        speaker=speaker,
        content=b"RIFF",
        content_type="image/webp",
        digest="a" * 64,
        changed_at=MONDAY_9,
    )

    url = re.search(
        r'src="([^"]+)"', client.get("/programme/people/an/").content.decode()
    )
    photo = client.get(url[1])
    other = client.get(url[1].replace("aaa", "bbb"))

    assert (photo.content, photo["Content-Type"]) == (b"RIFF", "image/webp")
    assert "immutable" in photo["Cache-Control"]
    assert other.status_code == 404


def test_a_room_has_its_sessions(client, edition):
    room = RoomFactory(edition=edition, code="hall", name="Hall", seats=120)
    show(edition, title="Here", room=room)
    show(edition, title="Elsewhere")

    page = client.get("/programme/rooms/hall/")

    assert titles(page) == ["Here"]
    assert "120 seats on site" in words(page)


def test_earlier_releases_stay_readable(client, edition):
    session = show(edition, title="Open networks")
    first = session.released.release
    show_moved(session, starts_at=MONDAY_9 + DAY, ends_at=MONDAY_9 + DAY + HOUR)
    second = session.released.release

    listed = words(client.get("/programme/releases/"))
    newest = words(client.get(f"/programme/releases/{second.number}/"))
    old = words(client.get(f"/programme/releases/{first.number}/"))

    assert f"Release {second.number} In force" in listed
    assert "Was Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi" in newest
    assert "now Tue 8 Sep 2020, 09:00 to 10:00 Ha Noi" in newest
    assert "Replaced" in old
    assert (
        "The programme as it was then Monday 7 September 2020 "
        "People and rooms have the names of today. 09:00–10:00"
    ) in old
    assert "the names of today" not in newest


def test_the_sheet_says_which_release_it_is(client, edition):
    session = show(edition, title="Open networks")
    number = session.released.release.number

    said = words(client.get("/programme/print/"))

    assert f"Programme, release {number}, 1 May 2020, 09:00 Ha Noi." in said
    assert "09:00–10:00 Open networks" in said


def test_days_that_are_no_longer_the_events_say_so(client, edition):
    show(edition)
    before = words(client.get(MONDAY))

    edition.in_force = ScheduleRevisionFactory(
        edition=edition, number=1, announced=True, to_september_2021=True
    )
    edition.save()
    after = words(client.get(MONDAY))

    assert "These days are not in force" not in before
    assert "These days are not in force Was 6 to 9 September 2020" in after
    assert "Now September 2021, day open" in after


@pytest.mark.parametrize("language", ["en", "vi", "fr", "es", "ru", "zh-hans", "ar"])
def test_each_page_opens_in_each_language(client, edition, language):
    room = RoomFactory(edition=edition, code="hall")
    session = show(edition, people=["An"], room=room)
    show_moved(session, starts_at=MONDAY_9 + HOUR, ends_at=MONDAY_9 + 2 * HOUR)

    for path in paths(session):
        page = client.get(path, headers={"accept-language": language})
        assert (page.status_code, page["Content-Language"]) == (200, language), path


def paths(session):
    return (
        "/programme/",
        "/programme/?q=an&where=on_site",
        MONDAY,
        MONDAY + "grid/",
        f"/programme/sessions/{session.code}/",
        "/programme/people/",
        "/programme/people/an/",
        "/programme/rooms/hall/",
        "/programme/releases/",
        f"/programme/releases/{session.released.release.number}/",
        "/programme/print/",
    )


def test_a_page_that_was_drawn_costs_the_two_looks_and_nothing_else(
    client, edition, django_assert_num_queries
):
    room = RoomFactory(edition=edition, code="hall")
    session = show(edition, people=["An"], room=room)

    for path in paths(session):
        client.get(path)
        # A search is never kept: its frame asks for the edition once more.
        with django_assert_num_queries(3 if "?" in path else 2):
            client.get(path)


def test_within_a_second_a_drawn_page_costs_no_statement(
    client, edition, settings, django_assert_num_queries
):
    room = RoomFactory(edition=edition, code="hall")
    session = show(edition, people=["An"], room=room)
    settings.EDITION_KEPT_SECONDS = 3600

    for path in paths(session):
        client.get(path)
        with django_assert_num_queries(0):
            client.get(path)


def test_an_unchanged_page_answers_304_and_a_change_is_seen_at_once(client, edition):
    session = show(edition)
    first = client.get(MONDAY)
    again = client.get(MONDAY, headers={"if-none-match": first["ETag"]})

    show_moved(session, starts_at=MONDAY_9 + HOUR, ends_at=MONDAY_9 + 2 * HOUR)
    changed = client.get(MONDAY, headers={"if-none-match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert changed.status_code == 200
    assert "10:00–11:00" in words(changed)


@pytest.mark.parametrize("sessions", [1, 12])
def test_a_page_costs_the_same_for_any_number(
    client, edition, sessions, django_assert_max_num_queries
):
    for number in range(sessions):
        show(edition, people=[f"An {number}"])
    client.force_login(UserFactory())
    client.get(MONDAY)

    with django_assert_max_num_queries(8):
        assert len(titles(client.get(MONDAY))) == sessions


def test_a_page_for_everyone_sets_no_cookie_and_shows_no_form_token(client, edition):
    session = show(edition)

    for path in (MONDAY, f"/programme/sessions/{session.code}/"):
        page = client.get(path)
        assert page.cookies == {}
        assert "csrfmiddlewaretoken" not in page.content.decode()


def test_nothing_of_a_signed_in_person_is_kept_for_others(client, edition):
    show(edition)
    stranger = client.get(MONDAY).content
    client.force_login(UserFactory())

    own = client.get(MONDAY)
    client.logout()

    assert "My page" in own.content.decode()
    assert client.get(MONDAY).content == stranger
