"""Message files: compiled without gettext, and compared with their sources."""

import gettext
import shutil

import polib
import pytest

from conference.config.starter import catalogues, messages, packages

needs_gettext = pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="GNU gettext is not installed"
)


@pytest.fixture
def project(tmp_path):
    """Copy what the messages come from, with every catalogue collected."""
    for source in messages.SOURCES:
        shutil.copytree(packages.PROJECT / source, tmp_path / source)
    shutil.copy(packages.PROJECT / "manage.py", tmp_path)
    messages.collect(tmp_path)
    return tmp_path


def write(path, texts):
    path.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    catalogue.extend(polib.POEntry(msgid=key, msgstr=text) for key, text in texts)
    catalogue.save(str(path))


def test_a_message_file_is_compiled_once_and_read_by_gettext(tmp_path):
    source = tmp_path / "conference" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    write(source, [("Postponed", "Hoãn lại")])

    assert catalogues.compile_messages(tmp_path) == [source.with_suffix(".mo")]
    assert catalogues.compile_messages(tmp_path) == []

    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Postponed") == "Hoãn lại"


@needs_gettext
def test_a_new_sentence_makes_every_message_file_old(project):
    (project / "templates" / "new.html").write_text("{% translate 'Brand new words' %}")

    old = [line for line in messages.complaints(project) if "up to date" in line]

    assert old == [
        f"conference/locale/{language}/LC_MESSAGES/django.po is not up to date. "
        "Run: make messages"
        for language in messages.LANGUAGES
    ]


@needs_gettext
def test_a_sentence_without_vietnamese_is_named(project):
    path = project / "conference" / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        entry.msgstr = "x"
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "x")
        entry.flags = []
    gap = catalogue[0]
    gap.msgstr = ""
    gap.msgstr_plural = {}
    catalogue.save()

    assert list(messages.complaints(project)) == [
        f"django.po of vi has no text for: {gap.msgid}"
    ]
