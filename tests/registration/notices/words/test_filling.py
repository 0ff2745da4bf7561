from datetime import UTC, datetime

import pytest

from registration.notices.words.catalogue import LANGUAGES
from registration.notices.words.filling import (
    BrokenPlaceholder,
    UnknownPlaceholder,
    check_placeholders,
    deadline_text,
    fill,
    plain,
    salutation,
)
from registration.notices.words.phrases import Kind

VALUES = {
    "name": "Linh",
    "number": "DW21-7K3M-92",
    "category": "Media",
    "deadline": "soon",
}


def test_each_placeholder_of_the_list_is_filled():
    text = "{name}, {number}, {category}, {deadline}"

    check_placeholders(text)

    assert fill(text, VALUES) == "Linh, DW21-7K3M-92, Media, soon"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hello {user.password}", "{user.password}"),
        ("{event.__init__.__globals__}", "{event.__init__.__globals__}"),
        ("{x!r:>9999999999}", "{x!r:>9999999999}"),
        ("{name!r}", "{name!r}"),
        ("{name:>99}", "{name:>99}"),
        ("{ name }", "{ name }"),
        ("{NAME}", "{NAME}"),
        ("{}", "{}"),
        ("{0}", "{0}"),
        ("{{name}}", None),
        ("{{ settings.SECRET_KEY }}", "{ settings.SECRET_KEY }"),
        ("{name", None),
        ("name}", None),
        ("{na{name}me}", None),
        ("{" * 5000, None),
    ],
)
def test_everything_else_in_braces_is_refused(text, told):
    with pytest.raises((UnknownPlaceholder, BrokenPlaceholder)) as refused:
        check_placeholders(text)

    assert told is None or told in str(refused.value)


@pytest.mark.parametrize(
    "name",
    ["{password_reset_url}", "{number}", "{{name}}", "%(number)s", "$name", "${x}"],
)
def test_what_a_value_contains_is_never_looked_at_again(name):
    assert fill("Dear {name}: {number}", VALUES | {"name": name}) == (
        f"Dear {name}: DW21-7K3M-92"
    )
    assert salutation("en", title="", name=name) == f"Dear {name},"


@pytest.mark.parametrize(
    "name", ["www.evil.test", "http://evil.test/x", "[Click](http://evil.test)"]
)
def test_no_name_becomes_a_link(name):
    written = plain(name)

    assert "evil.test" not in written
    assert "://e" not in written
    assert written.replace("\u2060", "") == name


def test_a_name_cannot_begin_a_new_line():
    assert plain("Linh\r\nBcc: everyone@example.org\x00") == (
        "Linh Bcc: everyone@example.\u2060org"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_greeted_without_words(language):
    greetings = {
        title: salutation(language, title=title, name="Suharto")
        for title in ("", "ms", "mr", "dr", "prof", "he")
    }

    assert all("Suharto" in greeting for greeting in greetings.values())
    assert salutation(language, title="ms", name=" ") == (
        LANGUAGES[language].greeting_without_name
    )


def test_a_deadline_names_both_zones_and_the_day_where_it_differs():
    evening = datetime(2020, 6, 30, 11, 0, tzinfo=UTC)
    night = datetime(2020, 6, 29, 18, 0, tzinfo=UTC)

    assert [deadline_text(evening, "en"), deadline_text(night, "en")] == [
        "30 June 2020, 18:00 Ha Noi (11:00 UTC)",
        "30 June 2020, 01:00 Ha Noi (29 June 2020, 18:00 UTC)",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_words_for_every_kind_and_every_answer(language):
    phrases = LANGUAGES[language]

    assert set(phrases.headlines) == set(phrases.leads) == set(Kind)
    assert (
        set(phrases.choices) == set(phrases.confirmed) == {"keep", "remote", "withdraw"}
    )
    assert set(phrases.closed) == {
        "deadline",
        "taken_back",
        "overtaken",
        "ended",
        "not_asked",
    }
