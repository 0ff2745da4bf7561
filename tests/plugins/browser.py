"""Browser tests: run where there is a Chromium, named as not run where there is none.

With BROWSER_TESTS=required a run in which one of them was left out fails.
"""

import os
import shutil

import pytest

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WHY = "no Chromium was found"


def chromium():
    """Return the path of a Chromium, or None; CHROMIUM names another one."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(program) for program in (named, *PROGRAMS) if program)
    return next((path for path in found if path), None)


@pytest.fixture(scope="session")
def browser():
    """Give a headless Chromium for the whole run; open a context for each test."""
    from playwright.sync_api import sync_playwright  # slow, and seldom needed

    # The driver keeps a loop in this thread until the run ends; Django takes that for
    # asynchronous code, which none of the tests is.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not work for root, nor in most containers.
        opened = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield opened
        opened.close()


def pytest_collection_modifyitems(items):
    if chromium() is not None:
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=WHY))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if is_required() and _not_run(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    left_out = _not_run(terminalreporter)
    if left_out:
        terminalreporter.section("browser tests that did not run", yellow=True)
        for name in left_out:
            terminalreporter.line(name)


def is_required():
    return os.environ.get("BROWSER_TESTS") == "required"


def _not_run(reporter):
    """Return the names of the browser tests that were skipped, for any reason."""
    skipped = reporter.stats.get("skipped", [])
    return [report.nodeid for report in skipped if "browser" in report.keywords]
