"""The attendee's way: find a session, take a seat, see it in the agenda."""

import re

import pytest

pytestmark = pytest.mark.browser
SESSION = "Elections and networks"


def find(page, title=SESSION):
    """Open a session by its title, as a person searches for it."""
    page.goto("/programme/")
    page.fill("input[name=q]", title)
    page.press("input[name=q]", "Enter")
    page.get_by_role("link", name=title).first.click()
    page.wait_for_url(re.compile(r"/programme/sessions/"))


def agenda_of(page):
    page.goto("/my/agenda/?day=2020-09-09")
    return page.locator(".agenda .seat", has_text=SESSION)


@pytest.mark.parametrize(
    ("account", "script"), [("olga", True), ("wulan", False)], ids=["script", "plain"]
)
def test_a_seat_is_taken_seen_and_given_back(demo, account, script):
    page = demo.window(account, java_script_enabled=script)

    find(page)
    page.goto(page.url)
    session_url = page.url
    page.locator("a[href*='/my/seats/']").first.click()
    taken = page.locator("form[action$='/take/'] button")
    taken.click()
    state = page.locator("[role=status] .note-ok").inner_text()
    in_agenda = agenda_of(page)
    shown = in_agenda.count()
    in_agenda.locator("a[href*='/my/seats/']").first.click()
    page.locator("form[action$='/give-back/'] button").click()
    offered = page.locator("form[action$='/take/']").count()

    assert "/programme/sessions/C-" in session_url
    assert state
    assert (shown, offered, agenda_of(page).count()) == (1, 1, 0)


def press_tab_until(page, selector):
    """Go on by keyboard until the focus is on what matches."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    pytest.fail(f"The keyboard never reached {selector}")


def test_a_seat_is_taken_by_keyboard_alone(demo):
    page = demo.window("wulan")
    find(page)
    code = page.url.rstrip("/").rpartition("/")[2]
    page.goto(f"/my/seats/{code}/")

    press_tab_until(page, "form[action$='/take/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press_tab_until(page, "form[action$='/give-back/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.locator("form[action$='/take/']").count() == 1


def test_a_session_is_starred_and_stands_in_the_agenda(demo):
    page = demo.window("camille")
    find(page)
    code = page.url.rstrip("/").rpartition("/")[2]

    page.locator("form[action$='/star/'] button").first.click()
    page.wait_for_selector("form[action$='/unstar/']")
    page.goto("/my/agenda/?day=2020-09-09")

    assert page.locator(f"#{code} .chip-star").count() == 1


def test_the_link_of_the_feed_opens_the_agenda_in_a_calendar(demo):
    page = demo.window("olga")
    page.goto("/my/agenda/settings/")

    page.locator("form[action$='/new-feed/'] button").first.click()
    address = page.input_value("#feed-url")
    stranger = demo.window()
    answer = stranger.request.get(re.sub(r"^https?://[^/]+", "", address))

    assert answer.status == 200
    assert answer.text().startswith("BEGIN:VCALENDAR\r\n")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_ones_own_fit_a_phone(demo, scheme):
    page = demo.window(
        "layla", viewport={"width": 360, "height": 740}, color_scheme=scheme
    )

    wide = []
    for path in ("/my/", "/my/agenda/", "/my/agenda/settings/?show=link"):
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(path)

    assert wide == []
