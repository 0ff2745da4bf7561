"""The main job without script, and by keyboard alone."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_a_request_is_made_and_sent_without_script(demo):
    page = demo.window("kofi", java_script_enabled=False)

    page.goto("/attend/")
    page.get_by_label("Academia").check()
    page.get_by_role("button", name="Save and go on").click()
    page.fill("input[name=badge_name]", "Kofi")
    page.get_by_role("button", name="Save and go on").click()
    told = page.locator("[role=alert]").inner_text()
    page.fill("input[name=organisation]", "Independent")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Send").click()

    assert "Everything else is kept" in told
    assert page.locator(".chip-submitted").count() == 1


def test_signing_in_needs_no_mouse(demo):
    page = demo.window()
    page.goto("/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.goto("/account/login/")
    for typed in ("linh@example.org", "hanoi-2020-demo"):
        while page.evaluate(
            "document.activeElement.tagName"
        ) != "INPUT" or page.evaluate("document.activeElement.value"):
            page.keyboard.press("Tab")
        page.keyboard.type(typed)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert re.search(r"/my/$", page.url)


def test_a_focused_control_can_be_seen(demo):
    page = demo.window()
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")

    assert outline == "3px"
