"""Filling words: once, from a fixed list, and always as plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from string import Template
from typing import Final

from django.utils.translation import gettext_lazy as _

from conference.core.clock import in_event_zone
from conference.core.refusals import Refusal
from conference.editions.dates import date_text
from conference.mailroom import mime
from registration.notices.words.catalogue import phrases_of

PLACEHOLDERS: Final = {
    "name": _("name of the person"),
    "number": _("registration number"),
    "category": _("category"),
    "deadline": _("until when they can answer"),
}
# The fields of a text that are written by hand, in the order of the form.
FIELDS: Final = (
    "subject",
    "headline",
    "lead",
    "was",
    "now",
    "now_note",
    "for_you",
    "you_can",
    "stays",
    "for_you_open",
    "you_can_open",
    "stays_open",
    "out_of_date",
    "why",
    "contact",
)
BRACES: Final = re.compile(r"\{([^{}]*)\}")
KNOWN: Final = re.compile(r"\{(name|number|category|deadline)\}")
UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class UnknownPlaceholder(Refusal):
    """A placeholder that is not on the list."""

    sentence = _(
        "“%(placeholder)s” is not one of the placeholders. Use {name}, {number}, "
        "{category} or {deadline}, written exactly like this."
    )


class BrokenPlaceholder(Refusal):
    """A brace without its partner."""

    sentence = _(
        "There is a brace without its partner near “%(near)s”. Write placeholders like "
        "{name}, and use no other braces."
    )


@dataclass(slots=True)
class Day:
    """One day, as the dates of a decision are told."""

    starts_on: date | None
    ends_on: date | None
    date_precision: str = "day"


def check_placeholders(text: str) -> None:
    """Refuse what is not on the list: UnknownPlaceholder, BrokenPlaceholder."""
    for found in BRACES.finditer(text):
        if not KNOWN.fullmatch(found.group(0)):
            raise UnknownPlaceholder(placeholder=found.group(0)[:60])
    rest = KNOWN.sub("", text)
    at = re.search(r"[{}]", rest)
    if at:
        raise BrokenPlaceholder(
            near=rest[max(at.start() - 15, 0) : at.start() + 25].strip()
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in, once: what they contain is never looked at again."""
    return KNOWN.sub(lambda found: values.get(found.group(1), ""), text)


def say(phrase: str, **facts: str) -> str:
    """Put facts into one of our own phrases; unknown words are a bug and raise."""
    return Template(phrase).substitute(facts)


def plain(name: str) -> str:
    """Return what a person wrote as words in one line that no program turns into a link."""
    return mime.unlinked(UNSEEN.sub(" ", name).strip())


def without_braces(fact: str) -> str:
    """Return a fact that cannot be taken for a placeholder."""
    return fact.replace("{", "(").replace("}", ")")


def salutation(language: str, *, title: str, name: str) -> str:
    """Return the line a letter begins with; never empty, whoever has which name."""
    phrases = phrases_of(language)
    if not plain(name):
        return phrases.greeting_without_name
    pattern = phrases.greetings.get(title, phrases.greetings[""])
    return say(pattern, name=plain(name))


def day_text(day: date, language: str) -> str:
    """Return one day in words: "7 May 2020"."""
    return date_text(Day(day, day), language)


def deadline_text(at: datetime, language: str) -> str:
    """Return an instant in the event's zone and in UTC, in words."""
    event, utc = in_event_zone(at), at.astimezone(UTC)
    utc_time = f"{utc:%H:%M}"
    if utc.date() != event.date():
        utc_time = f"{day_text(utc.date(), language)}, {utc_time}"
    return say(
        phrases_of(language).deadline,
        date=day_text(event.date(), language),
        time=f"{event:%H:%M}",
        utc=utc_time,
    )
