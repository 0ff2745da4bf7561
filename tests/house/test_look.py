"""The look keeps its promises: weight, licences, and one direction at a time."""

import gzip
import re
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static/css"
FONTS = ROOT / "static/fonts"
LATIN = ["be-vietnam-pro-light", "be-vietnam-pro-regular", "be-vietnam-pro-semibold"]
FIGURES = ["be-vietnam-pro-tabular-regular", "be-vietnam-pro-tabular-semibold"]
# What the first view of a page in a language can fetch, the home page's light included.
FETCHED = {
    "en": LATIN + FIGURES,
    "fr": LATIN + FIGURES,
    "es": LATIN + FIGURES,
    "vi": LATIN + FIGURES + [f"{name}-marks" for name in LATIN],
    "ru": [*LATIN, *FIGURES, "noto-sans-cyrillic"],
    "ar": [*LATIN, *FIGURES, "noto-sans-arabic"],
    "zh-hans": [*LATIN[1:], *FIGURES, "noto-sans-sc-1"],
}
# Leaves the page itself 12 kB: the home page weighs 11 before it is compressed.
LIMIT = 88_000


def test_every_language_is_weighed():
    assert set(FETCHED) == {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("language", FETCHED)
def test_the_first_view_of_a_page_is_light(language):
    sheets = ["look.css", *(["look_zh.css"] if language == "zh-hans" else [])]

    weight = sum(len(gzip.compress((CSS / sheet).read_bytes())) for sheet in sheets)
    weight += sum(
        (FONTS / f"{name}.woff2").stat().st_size for name in FETCHED[language]
    )

    assert weight < LIMIT


def test_every_file_a_stylesheet_names_is_there():
    named = {
        (sheet.parent / url).resolve()
        for sheet in CSS.glob("*.css")
        for url in re.findall(r'url\("(\.\./fonts/[^"]+)"\)', sheet.read_text())
    }

    assert {path.name for path in named} == {
        path.name for path in FONTS.glob("*.woff2")
    }


def test_every_chinese_sign_we_write_has_its_font():
    entries = polib.pofile(
        str(ROOT / "conference/locale/zh_Hans/LC_MESSAGES/django.po")
    )
    texts = [entry.msgstr for entry in entries]
    texts += [text for entry in entries for text in entry.msgstr_plural.values()]
    texts.append((ROOT / "registration/notices/words/zh_hans.py").read_text())
    written = {sign for text in texts for sign in text if sign >= "\u2e80"}
    sheet = (CSS / "look_zh.css").read_text()
    cut = {chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]+)", sheet)}

    # docs/fonts.md tells how to cut the font again.
    assert "".join(sorted(written - cut)) == ""


def test_every_font_carries_its_licence():
    families = {"be-vietnam-pro", "noto-sans", "noto-sans-arabic", "noto-sans-sc"}

    assert {path.stem.removeprefix("OFL-") for path in FONTS.glob("*.txt")} == families


@pytest.mark.parametrize(
    ("language", "direction", "side"), [("en", "ltr", "left"), ("ar", "rtl", "right")]
)
def test_a_mail_stands_on_the_side_of_its_language(language, direction, side):
    with translation.override(language):
        mail = render_to_string(
            "layouts/mail.html", {"edition_name": "ITU Digital World"}
        )

    assert f'<html lang="{language}" dir="{direction}">' in mail
    assert f"text-align:{side}" in mail


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_the_edge_of_a_change_in_a_mail_stands_where_reading_begins(language, side):
    with translation.override(language):
        block = render_to_string(
            "components/mail/change.html", {"was": "A", "now": "B"}
        )

    assert f"border-{side}:6px solid #FFCB3D" in block


def test_a_mail_fetches_nothing():
    mail = render_to_string("layouts/mail.html", {})

    assert re.findall(r"<img|<link|url\(|@import", mail) == []


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 429, 500, 503])
def test_a_fault_has_a_page_that_needs_nothing_but_itself(status):
    page = render_to_string(f"{status}.html")

    assert '<main id="main"' in page
    assert f"{status}</p>" in page
