"""axe finds nothing serious, in both directions, light and dark, wide and narrow."""

from pathlib import Path

import pytest

from tests.browser.conftest import LAPTOP, PHONE

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text()
PUBLIC = (
    "/",
    "/changes/",
    "/attend/",
    "/help/",
    "/privacy/",
    "/accessibility/",
    "/account/login/",
    "/account/login/code/",
    "/account/signup/",
    "/account/password/reset/",
    "/no-such-page/",
    "/demo/mailbox/",
)
# Whose page it is, and where.
PERSONAL = (
    ("linh", "/my/"),
    ("linh", "/my/answers/"),
    ("linh", "/my/withdraw/"),
    ("linh", "/my/notices/"),
    ("linh", "/my/agenda/"),
    ("linh", "/my/agenda/settings/"),
    ("linh", "/my/seats/C-00010121/"),
    ("linh", "/my/seats/C-00020054/"),
    ("wulan", "/my/seats/C-00020041/"),
    ("linh", "/account/"),
    ("linh", "/account/email/"),
    ("linh", "/account/password/change/"),
    ("linh", "/account/sessions/"),
    ("linh", "/account/2fa/"),
    ("o", "/attend/category/"),
    ("o", "/attend/about/"),
    ("o", "/attend/part/"),
    ("o", "/attend/check/"),
    ("desk", "/desk/"),
    ("desk", "/desk/registrations/"),
    ("writer", "/desk/dates/"),
    ("writer", "/desk/dates/propose/"),
    ("auditor", "/desk/records/"),
    ("programme", "/desk/programme/tables/"),
    ("admin", "/desk/machine-room/"),
    ("admin", "/desk/attendance/participantcategory/"),
    ("admin", "/desk/attendance/participantcategory/add/"),
    ("admin", "/desk/attendance/participantcategory/1/change/"),
    ("admin", "/desk/attendance/participantcategory/1/history/"),
    ("admin", "/desk/accounts/user/"),
    ("admin", "/desk/mailroom/letter/"),
    ("admin", "/demo/clock/"),
)
VARIANTS = {
    "light": {"color_scheme": "light", "viewport": LAPTOP},
    "dark": {"color_scheme": "dark", "viewport": LAPTOP},
    "phone": {"color_scheme": "light", "viewport": PHONE},
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_axe_finds_nothing_serious(demo, variant, language):
    faults = {}

    for name, page in every_page(demo, language, **VARIANTS[variant]):
        if found := serious(page):
            faults[name] = found

    assert faults == {}


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_no_page_scrolls_sideways_on_a_phone(demo, language):
    wide = {}

    for name, page in every_page(demo, language, viewport=PHONE):
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            wide[name] = width

    assert wide == {}


def every_page(demo, language, **options):
    """Open each page as its person, in a language chosen at the foot of the page."""
    windows = {}
    for account, path in [("", path) for path in PUBLIC] + list(PERSONAL):
        if account not in windows:
            windows[account] = demo.window(account, **options)
            windows[account].goto("/")
            windows[account].click(f"button[name=language][value={language}]")
        page = windows[account]
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language, path
        yield f"{account} {path}", page


def serious(page):
    page.evaluate(AXE)
    return page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations"
        ".filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3)))"
    )
