"""In a real browser: passkeys, and account pages that break no rule of the site."""

import pytest
from allauth.mfa.models import Authenticator

from tests.factories.editions import EditionFactory
from tests.registration.accounts.conftest import PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(browser):
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="en-GB"
    )
    context.set_default_timeout(15_000)
    opened = context.new_page()
    opened.complaints = []
    opened.on(
        "console",
        lambda said: said.type == "error" and opened.complaints.append(said.text),
    )
    opened.on(
        "response", lambda got: got.status >= 400 and opened.complaints.append(got.url)
    )
    yield opened
    context.close()


@pytest.fixture
def key(page):
    """Plug in a device that says yes to every question."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_in(page, site, user):
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/my/")


def test_a_passkey_is_added_and_opens_the_account_alone(page, key, live_server, linh):
    EditionFactory()  # one comes out on the home page
    sign_in(page, live_server.url, linh)
    page.goto(f"{live_server.url}/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Sign in with it alone").check()
    page.get_by_role("button", name="Add this device").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert Authenticator.objects.filter(user=linh, type="webauthn").count() == 1

    page.goto(f"{live_server.url}/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{live_server.url}/my/")

    assert page.complaints == []


def test_without_a_passkey_the_page_says_what_to_do(page, key, live_server):
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="Use a passkey").click()

    page.get_by_text("No passkey was used").wait_for()
    assert page.get_by_label("E-mail address").is_visible()


@pytest.mark.parametrize(
    "path", ["login/", "signup/", "login/code/", "password/reset/"]
)
def test_pages_fit_a_phone_and_break_no_rule(page, live_server, path):
    page.goto(f"{live_server.url}/account/{path}")

    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    assert page.complaints == []


def test_signing_in_works_with_the_keyboard_alone(page, live_server, linh):
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("E-mail address").focus()
    page.keyboard.type(linh.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    page.wait_for_url(f"{live_server.url}/my/")
