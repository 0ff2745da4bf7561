"""A browser test that did not run is named, and fails the build server's run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TWO_TESTS = """
import pytest

def test_plain(): pass

@pytest.mark.browser
def test_someone_signs_up(): pass
"""


@pytest.mark.parametrize(("required", "status"), [("", 0), ("required", 1)])
def test_without_a_chromium_the_browser_tests_are_named(tmp_path, required, status):
    (tmp_path / "test_two.py").write_text(TWO_TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = browser\n")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.plugins.browser", "-q"],
        cwd=tmp_path,
        env={"PATH": "/nowhere", "BROWSER_TESTS": required, "PYTHONPATH": str(PROJECT)}
        | {"DJANGO_SETTINGS_MODULE": "", "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == status
    assert "browser tests that did not run" in done.stdout
    assert "\ntest_two.py::test_someone_signs_up\n" in done.stdout
    assert "1 passed, 1 skipped" in done.stdout
