"""A whole demo, started as a person starts it, for the browser to be driven through."""

import os
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest

from conference.config.starter.broker import free_port

PROJECT = Path(__file__).parents[2]
ADDRESSES = ("DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL")
PASSWORD = "hanoi-2020-demo"
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 900}


class Demo:
    """The running demo and the windows opened on it."""

    def __init__(self, url, browser):
        self.url = url
        self.browser = browser
        self.contexts = []

    def window(self, account="", **options):
        """Return a page of a browser of its own, signed in as a demo account."""
        context = self.browser.new_context(
            base_url=self.url, **({"viewport": LAPTOP} | options)
        )
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        page = context.new_page()
        if account:
            page.goto("/account/login/")
            page.fill("input[name=login]", f"{account}@example.org")
            page.fill("input[name=password]", PASSWORD)
            with page.expect_navigation():
                page.press("input[name=password]", "Enter")
        return page

    def letter(self, address, subject=""):
        """Return a page with the newest letter to an address, when it has come."""
        page = self.window()
        search = "/demo/mailbox/?" + urllib.parse.urlencode({"q": address})
        link = page.locator("tbody a", has_text=subject).first
        for _ in range(60):
            page.goto(search)
            if link.count():
                break
            page.wait_for_timeout(500)
        link.click()
        return page

    def close_windows(self):
        for context in self.contexts:
            context.close()
        self.contexts.clear()


@pytest.fixture(scope="session")
def running_demo(tmp_path_factory):
    state = tmp_path_factory.mktemp("demo")
    for place in (state, *state.parents[:3]):
        place.chmod(0o755)  # pytest's own folders, which the server must reach
    environment = {k: v for k, v in os.environ.items() if k not in ADDRESSES}
    environment |= {"DEMO_DIR": str(state), "PORT": str(free_port())}
    starter = subprocess.Popen(
        [sys.executable, "-m", "conference.config.starter.demo"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    for line in starter.stdout:
        lines.append(line)
        if line.startswith("Ready: "):
            break
    assert lines[-1].startswith("Ready: "), "".join(lines)
    yield lines[-1].removeprefix("Ready: ").strip().rstrip("/")
    starter.terminate()
    starter.stdout.read()
    starter.stdout.close()
    starter.wait()


@pytest.fixture
def demo(running_demo, browser):
    demo = Demo(running_demo, browser)
    yield demo
    demo.close_windows()
