"""The schedule board in a real browser: by mouse, by keyboard, and by two at once."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from conference.programme.models import Session
from tests.browser.conftest import PHONE
from tests.browser.test_accessible import serious
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MONDAY_9,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    SpeakerFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = "/desk/programme/2020-09-07/"
LIST = "/desk/programme/sessions/"
LANE = ".lane[data-room='{}']"
LAPTOP = {"width": 1280, "height": 900}


class Desk:
    """Organisers' windows on the board, and what is planned by then."""

    def __init__(self, browser, url):
        self.browser = browser
        self.url = url
        self.contexts = []
        self.complaints = []

    def window(self, name="An", path=DAY, language="en", **options):
        person = UserFactory(
            staff=True, family_name=name, given_name="", language=language
        )
        person.groups.add(Group.objects.get(name="Programme team"))
        inside = Client()
        inside.force_login(person)
        context = self.browser.new_context(
            base_url=self.url, **({"viewport": LAPTOP} | options)
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies(
            [{"name": name, "value": inside.cookies[name].value, "url": self.url}]
        )
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        return page

    def _listen(self, said):
        # A refused drop answers 409, which browsers write down as an error.
        if said.type == "error" and "409" not in said.text:
            self.complaints.append(said.text)

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture
def desk(browser, live_server):
    desk = Desk(browser, live_server.url)
    yield desk
    desk.close()
    assert desk.complaints == []


@pytest.fixture
def hall():
    return RoomFactory(name={"en": "Hall A"}, code="a", order=1)


@pytest.fixture
def small(hall):
    return RoomFactory(name={"en": "Room 2"}, code="b", order=2)


@pytest.fixture
def session(hall, small):
    return SessionFactory(room=hall, title={"en": "Spectrum"})


def block(page, session):
    return page.locator(f"[data-session='{session.pk}']")


def lane(page, room):
    return page.locator(LANE.format(room.pk))


def says(page, text):
    page.locator("#board-says", has_text=text).wait_for()


def middle(locator):
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def across_of(page, room):
    box = lane(page, room).bounding_box()
    return box["x"] + box["width"] / 2


def cell(page, room):
    return lane(page, room).bounding_box()["height"] / 132


def drag(page, begin, end):
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(begin[0] + 8, begin[1] + 8)
    page.mouse.move(*end, steps=6)


def place_of(session):
    fresh = Session.objects.get(pk=session.pk)
    return (fresh.room_id, fresh.starts_at, fresh.ends_at)


def test_a_session_is_dragged_to_another_room_and_time(desk, session, hall, small):
    page = desk.window()
    begin = middle(block(page, session))
    across = across_of(page, small)

    drag(page, begin, (across, begin[1] + 12 * cell(page, small)))
    says(page, "Nothing stands in the way.")
    page.mouse.up()
    says(page, "“Spectrum” is moved")

    assert place_of(session) == (small.pk, MONDAY_9 + HOUR, MONDAY_9 + 2 * HOUR)
    assert page.url.endswith(DAY)


def test_a_session_is_stretched_by_its_lower_edge(desk, session, hall):
    page = desk.window()
    edge = middle(block(page, session).locator(".edge"))

    drag(page, edge, (edge[0], edge[1] + 6 * cell(page, hall)))
    page.mouse.up()
    says(page, "“Spectrum” is moved")

    assert place_of(session) == (hall.pk, MONDAY_9, MONDAY_9 + 1.5 * HOUR)


def test_what_stands_in_the_way_is_read_before_letting_go(desk, session, hall, small):
    person = SpeakerFactory(name="Đặng Thu")
    other = SessionFactory(
        room=small,
        title={"en": "5G"},
        starts_at=MONDAY_9 + HOUR,
        ends_at=MONDAY_9 + 2 * HOUR,
    )
    for each in (session, other):
        SessionRoleFactory(session=each, speaker=person)
    page = desk.window()
    begin = middle(block(page, session))
    across = across_of(page, small)

    drag(page, begin, (across, begin[1] + 9 * cell(page, small)))
    page.locator(".shadow.is-stopped .why").first.wait_for()
    read = page.locator(".shadow .why").all_inner_texts()
    page.mouse.up()
    says(page, "is in this room")

    assert read == [
        "Room 2 is taken by “5G”, 10:00 to 11:00.",
        "Đặng Thu is on stage in “5G”, 10:00 to 11:00.",
    ]
    assert place_of(session) == (hall.pk, MONDAY_9, MONDAY_9 + HOUR)


def test_a_session_goes_to_the_tray_and_comes_back_by_undo(desk, session, hall):
    page = desk.window()

    drag(page, middle(block(page, session)), middle(page.locator(".traylist")))
    page.mouse.up()
    says(page, "is in the tray")
    in_the_tray = place_of(session)
    page.get_by_role("button", name="Take back: Spectrum").click()
    says(page, "is back where it was")

    assert in_the_tray == (None, None, None)
    assert place_of(session) == (hall.pk, MONDAY_9, MONDAY_9 + HOUR)


def test_the_keyboard_lifts_moves_stretches_and_drops(desk, session, small):
    page = desk.window()
    block(page, session).locator(".name").focus()

    page.keyboard.press("Space")
    says(page, "Spectrum lifted.")
    for key in ("ArrowDown", "ArrowRight", "Shift+ArrowDown", "+"):
        page.keyboard.press(key)
    says(page, "Room 2, 09:20 to 10:35. Nothing stands in the way.")
    page.keyboard.press("Enter")
    says(page, "“Spectrum” is moved")

    begins = MONDAY_9 + HOUR / 3
    assert place_of(session) == (small.pk, begins, begins + 1.25 * HOUR)
    focused = "document.activeElement.closest('[data-session]')?.dataset.session"
    assert page.evaluate(focused) == str(session.pk)


def test_from_right_to_left_the_next_room_lies_to_the_left(desk, session, small):
    page = desk.window(language="ar")
    block(page, session).locator(".name").focus()

    for key in ("Space", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    page.locator(f"{LANE.format(small.pk)} [data-session='{session.pk}']").wait_for()

    assert place_of(session) == (small.pk, MONDAY_9, MONDAY_9 + HOUR)


def test_escape_puts_a_lifted_session_back(desk, session, hall):
    page = desk.window()
    block(page, session).locator(".name").focus()

    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    says(page, "Spectrum is back where it was.")

    assert place_of(session) == (hall.pk, MONDAY_9, MONDAY_9 + HOUR)
    assert page.locator(".shadow").count() == 0


def test_a_session_of_the_tray_is_placed_by_keyboard_alone(desk, hall):
    waits = SessionFactory(unplaced=True, title={"en": "Waiting"})
    page = desk.window()
    block(page, waits).locator(".name").focus()

    for key in ("Space", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    says(page, "“Waiting” is moved")

    begins = MONDAY_9 - 0.75 * HOUR
    assert place_of(waits) == (hall.pk, begins, begins + HOUR)


def test_the_second_of_two_organisers_sees_what_the_first_one_changed(
    desk, session, hall, small
):
    first, second = desk.window("An"), desk.window("Binh")
    begin = middle(block(first, session))
    drag(first, begin, (begin[0], begin[1] + 24 * cell(first, hall)))
    first.mouse.up()
    says(first, "is moved")

    begin = middle(block(second, session))
    drag(second, begin, (begin[0], begin[1] + 48 * cell(second, hall)))
    second.mouse.up()
    says(second, "An changed it. Time: 7 Sep 2020, 09:00 to 10:00, now 7 Sep 2020,")

    assert place_of(session)[1] == MONDAY_9 + 2 * HOUR
    assert block(second, session).get_attribute("data-begins") == "11:00"


def test_who_stands_on_a_button_or_a_day_stays_there_when_others_move(
    desk, session, hall
):
    page = desk.window()
    drag(page, middle(block(page, session)), middle(page.locator(".traylist")))
    page.mouse.up()
    says(page, "is in the tray")
    stands = "document.activeElement.textContent.trim().slice(0, 8)"

    for hours, place in ((1, "#board-undo button"), (2, ".tabs a")):
        page.locator(place).first.focus()
        before = page.evaluate(stands)
        other = SessionFactory(room=hall, starts_at=MONDAY_9 + hours * HOUR)
        block(page, other).wait_for()
        assert page.evaluate(stands) == before


def test_a_board_that_lies_open_marks_what_others_changed(desk, session, hall):
    watching, moving = desk.window("Binh"), desk.window("An")
    begin = middle(block(moving, session))

    drag(moving, begin, (begin[0], begin[1] + 12 * cell(moving, hall)))
    moving.mouse.up()
    says(watching, "Others changed: Spectrum (An).")

    assert "is-others" in block(watching, session).get_attribute("class")


@pytest.mark.parametrize(
    ("language", "options"),
    [
        ("en", {"color_scheme": "light"}),
        ("ar", {"color_scheme": "dark"}),
        ("en", {"viewport": PHONE}),
    ],
)
def test_axe_finds_nothing_serious(desk, session, small, language, options):
    SessionRoleFactory(session=session, confirmation="invited")
    SessionFactory(unplaced=True)
    page = desk.window(language=language, **options)
    one = f"/desk/programme/session/{session.pk}/"

    faults = {}
    for path in (DAY, LIST, one, f"{one}?person=sample", f"{one}move/", f"{one}swap/"):
        page.goto(path)
        found = serious(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if found or wide > 0:
            faults[path] = (found, wide)

    assert faults == {}


def test_without_script_a_session_is_moved_by_its_form(desk, session, small):
    page = desk.window(
        java_script_enabled=False, viewport={"width": 360, "height": 740}
    )

    block(page, session).locator(".name").click()
    page.get_by_label("Room").select_option(label="Room 2")
    page.get_by_label("Begins").fill("14:00")
    page.get_by_role("button", name="Move it").click()

    told = page.locator("[role=status]", has_text="Spectrum").inner_text()
    assert "“Spectrum” is moved. Nobody is told before a release." in told
    begins = MONDAY_9 + 5 * HOUR
    assert place_of(session) == (small.pk, begins, begins + HOUR)
