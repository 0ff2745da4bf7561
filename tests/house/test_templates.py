"""Templates hold no inline script or style, no physical sides, no bare words."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if not path.is_relative_to(ROOT / "templates/mail")]
PAGES = [
    path for path in PAGES if path.name != "mail.html" and path.parent.name != "mail"
]
SHEETS = sorted((ROOT / "static/css").rglob("*.css"))
PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right)\b"
    r"|(?<![\w-])(?:left|right)\s*:(?!\s*(?:auto)?[^;]*center)"
    r"|text-align:\s*(?:left|right)"
)
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=\"|<style\b|<script(?![^>]*\bsrc=)", re.IGNORECASE
)
# Data is not code: the browser does not run it, and the policy does not ask.
DATA = re.compile(
    r"<script[^>]*type=\"application/(?:ld\+)?json\"[^>]*>", re.IGNORECASE
)


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_a_page_has_no_inline_script_or_style(path):
    text = DATA.sub("", path.read_text())

    assert INLINE.findall(text) == []


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_a_stylesheet_speaks_of_start_and_end(path):
    assert PHYSICAL.findall(path.read_text()) == []
