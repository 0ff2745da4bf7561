"""The five-minute tour of the README, in a real browser, on a whole demo."""

import re

import pytest

pytestmark = pytest.mark.browser
NEWCOMER = "newcomer@example.org"
ANSWER = re.compile(r"http://\S+/a/\S+\?choice=remote")
SESSION = "Energy: networks that use less"
ATTENDEE = "leilani@example.org"


def test_the_five_minute_tour(demo):
    person = sign_up(demo)
    ask_for_a_place(person)
    approve(demo)
    assert "not yet a confirmation" in text_of(
        demo.letter(NEWCOMER, "We have your request")
    )
    number = re.search(
        r"DW21-\w{4}-\w{2}", text_of(demo.letter(NEWCOMER, "registered"))
    )

    writer, approver = demo.window("writer"), demo.window("approver")
    write_the_notice(writer)
    approve_and_announce(approver, writer.url)
    letter = text_of(demo.letter(NEWCOMER, "Postponed"))
    assert "WAS      6 to 9 September 2020" in letter
    assert "NOW      September 2021" in letter
    assert number.group() in letter

    answer = demo.window()
    answer.goto(ANSWER.search(letter).group())
    answer.get_by_role("button", name="Attend online instead").click()
    answer.get_by_text("You answered: Attend online instead").wait_for()
    person.goto("/my/")
    assert "Online" in text_of(person)
    assert see_the_tally(approver) == ["0", "1", "0"]


def sign_up(demo):
    page = demo.window()
    page.goto("/")
    page.get_by_role("link", name="Register").first.click()
    page.get_by_role("link", name="Make an account").click()
    page.fill("input[name=email]", NEWCOMER)
    page.fill("input[name=password1]", "calm paper, one marker pen")
    page.get_by_role("button", name="Open my account").click()
    page.wait_for_selector("input[name=code]")
    code = re.search(r"\d{4}-\d{4}", text_of(demo.letter(NEWCOMER, "Your code")))
    page.fill("input[name=code]", code.group())
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/attend/category/")
    return page


def ask_for_a_place(page):
    page.goto("/attend/")
    page.get_by_label("Academia").check()
    page.get_by_role("button", name="Save and go on").click()
    page.fill("input[name=family_name]", "Đặng")
    page.fill("input[name=badge_name]", "Đặng")
    page.fill("input[name=organisation]", "Sample University")
    page.select_option("select[name=country]", "VN")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("Online").wait_for()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Sent, not yet decided").first.wait_for()


def approve(demo):
    desk = demo.window("desk")
    desk.goto(f"/desk/registrations/?q={NEWCOMER}")
    desk.locator("tbody a").first.click()
    desk.locator("form[action$='/approve/'] button").click()
    desk.locator(".chip-approved").first.wait_for()


def write_the_notice(page):
    page.goto("/desk/dates/propose/")
    page.fill("input[name=name]", "ITU Digital World 2021")
    page.check("input[name=date_precision][value=month]")
    page.fill("input[name=starts_on]", "2021-09-01")
    page.fill("input[name=ends_on]", "2021-09-30")
    page.fill(
        "[name=reason_0]", "The pandemic makes it unsafe to meet in September 2020."
    )
    page.locator("main form button").first.click()
    page.locator(".bigno").wait_for()
    page.goto(page.url.rstrip("/") + "/notice/")
    page.fill("[name=answer_by]", "2020-06-30T18:00")
    page.fill("[name=next_update_on]", "2020-09-30")
    page.locator("main form button").first.click()
    page.wait_for_url("**/text/**")
    page.goto(re.sub(r"text/.*", "notice/", page.url))
    page.locator("form[action$='/submit/'] button").first.click()
    page.wait_for_url("**/approval/")


def approve_and_announce(page, approval_url):
    page.goto(approval_url)
    page.locator("form[action$='/approve/'] button").click()
    page.wait_for_url("**/sending/")
    page.locator("form[action$='/announce/'] button").click()
    page.get_by_text("Addressed").first.wait_for()


def see_the_tally(page):
    page.goto(page.url.replace("/sending/", "/tally/"))
    return page.locator("tfoot td").all_inner_texts()[1:4]


def text_of(page):
    return page.inner_text("main")


def test_the_tour_goes_on_with_the_programme(demo):
    person, publisher = demo.window("leilani"), demo.window("publisher")
    find_a_session(person)
    take_a_seat(person)
    letter = demo.letter(ATTENDEE, SESSION)
    assert "Mon 7 Sep 2020, 13:30 to 14:45" in text_of(letter)
    person.goto("/my/agenda/?day=2020-09-07")
    assert SESSION in text_of(person)

    move_it(publisher)
    publish_it(publisher)
    letter = text_of(demo.letter(ATTENDEE, "Moved"))
    assert re.search(r"Was\s+Mon 7 Sep 2020, 13:30 to 14:45", letter)
    assert re.search(r"Now\s+Mon 7 Sep 2020, 20:00 to 21:15", letter)
    person.goto("/my/agenda/?day=2020-09-07")
    assert "20:00" in person.locator(".agenda .seat", has_text=SESSION).inner_text()


def find_a_session(page):
    page.goto("/programme/")
    page.fill("input[name=q]", "energy networks")
    page.press("input[name=q]", "Enter")
    page.get_by_role("link", name=SESSION).first.click()
    page.get_by_role("heading", name=SESSION).wait_for()


def take_a_seat(page):
    page.locator("a[href*='/my/seats/']").first.click()
    page.locator("form[action$='/take/'] button").click()
    page.locator("[role=status] .note-ok").wait_for()


def move_it(page):
    page.goto("/desk/programme/sessions/?q=energy")
    page.get_by_role("link", name=SESSION).first.click()
    page.goto(page.url.split("?")[0].rstrip("/") + "/move/")
    page.fill("input[name=begins]", "20:00")
    page.get_by_role("button", name="Move it").click()
    page.wait_for_url("**/desk/programme/2020-09-07/**")


def publish_it(page):
    page.goto("/desk/programme/sessions/?q=energy")
    page.get_by_role("link", name=SESSION).first.click()
    page.locator("a[href*='/desk/releases/prepare/?session=']").first.click()
    page.get_by_role("button", name="Publish these only").click()
    page.wait_for_url("**/desk/releases/release/**")
    page.goto("/desk/releases/")
    page.get_by_role("button", name="Announce now").click()
