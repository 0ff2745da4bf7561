"""The words of a notice: a default in every language, made from the facts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from i18nfield.strings import LazyI18nString

from conference.editions.dates import date_text, date_text_in_words
from conference.editions.models import ScheduleRevision
from registration.notices.models import Notice, NoticeText
from registration.notices.queries import before
from registration.notices.words.catalogue import LANGUAGES
from registration.notices.words.filling import (
    FIELDS,
    PLACEHOLDERS,
    check_placeholders,
    day_text,
    say,
    without_braces,
)
from registration.notices.words.phrases import Kind, Phrases

__all__ = ["FIELDS", "PLACEHOLDERS", "check_placeholders", "default_texts", "kind_of"]

YEAR_AT_THE_END: Final = re.compile(r"\s+\d{4}$")
STOPS: Final = (".", "!", "?", "。", "”", "“", "»")

_Telling = Callable[[ScheduleRevision, str], str]
Format = ScheduleRevision.Format
Precision = ScheduleRevision.Precision


def default_texts(notice: Notice) -> dict[str, dict[str, str]]:
    """Return for each language the words of every field, from the facts.

    What an organiser wrote in English only is quoted as English. The notice needs its
    revision with the edition.
    """
    earlier = before(notice.revision)
    return {
        language: _Draft(notice, earlier, notice.revision, language, phrases).words()
        for language, phrases in LANGUAGES.items()
    }


def kind_of(was: ScheduleRevision, now: ScheduleRevision) -> Kind:
    """Say what a decision changes most."""
    format_changes = was.delivery_format != now.delivery_format
    if format_changes and now.delivery_format == Format.VIRTUAL:
        return Kind.ONLINE
    if _dates(was) != _dates(now):
        return _kind_of_dates(was, now)
    if format_changes:
        return Kind.FORMAT
    return _kind_of_name_and_place(was, now)


@dataclass(frozen=True, slots=True)
class _Draft:
    """One language's words in the making."""

    notice: Notice
    was: ScheduleRevision
    now: ScheduleRevision
    language: str
    phrases: Phrases

    def words(self) -> dict[str, str]:
        kind = kind_of(self.was, self.now)
        prefix = self.phrases.headlines[kind].prefix
        headline = self._say(self.phrases.headlines[kind].words)
        made = {
            "subject": self.phrases.colon.join((prefix, headline)),
            "headline": headline,
            "lead": self._sentences(
                self._say(self.phrases.leads[kind]), self.phrases.no_new_form
            ),
            "was": self._told(self.was, self.now, date_text_in_words),
            "now": self._told(self.now, self.was, date_text),
            "now_note": self._sentences(*self._notes(kind)),
            "for_you": self.phrases.for_you,
            "for_you_open": self.phrases.for_you_open,
            "you_can": self.phrases.you_can,
            "you_can_open": self.phrases.you_can_open,
            "stays": "\n".join([*self.phrases.stays, *self._calendar()]),
            "stays_open": "\n".join(self.phrases.stays_open),
            "out_of_date": self._out_of_date(),
            "why": self._why(),
            "contact": self._say(self.phrases.contact),
        }
        return {name: _cut(name, text) for name, text in made.items()}

    def _say(self, phrase: str) -> str:
        facts = {
            "event": YEAR_AT_THE_END.sub("", self.now.name),
            "date": date_text(self.now, self.language),
            "was": date_text_in_words(self.was, self.language),
            "place": _localized(self.now.city, self.language)
            or _localized(self.now.venue, self.language),
            "old": self.was.name,
            "new": self.now.name,
            "name": self.now.name,
            "format": self.phrases.formats[self.now.delivery_format],
            "address": self.now.edition.contact_address,
        }
        return say(
            phrase, **{name: without_braces(fact) for name, fact in facts.items()}
        )

    def _sentences(self, *sentences: str) -> str:
        return self.phrases.gap.join(sentence for sentence in sentences if sentence)

    def _told(
        self, one: ScheduleRevision, other: ScheduleRevision, told: _Telling
    ) -> str:
        """Return one side of the change: name or format if they differ, date, place."""
        parts = []
        if kind_of(self.was, self.now) == Kind.NAME:
            parts.append(one.name)
        if one.delivery_format != other.delivery_format:
            parts.append(self.phrases.formats[one.delivery_format])
        parts.append(told(one, self.language))
        if one.delivery_format != Format.VIRTUAL:
            parts += self._place_told(one, other)
        return self.phrases.comma.join(without_braces(part) for part in parts if part)

    def _place_told(self, one: ScheduleRevision, other: ScheduleRevision) -> list[str]:
        city = _localized(one.city, self.language)
        if _plain(one.venue) == _plain(other.venue):
            return [city]
        return [_localized(one.venue, self.language), city]

    def _notes(self, kind: Kind) -> Iterator[str]:
        if self.now.date_precision == Precision.MONTH:
            yield self.phrases.day_open
        if self.now.date_precision == Precision.OPEN:
            yield self.phrases.date_open
        if self.was.name != self.now.name and kind != Kind.NAME:
            yield self._say(self.phrases.name_becomes)

    def _calendar(self) -> Iterator[str]:
        if self.now.has_days:
            yield self.phrases.calendar_moved
        elif self.was.has_days:
            yield self.phrases.calendar_taken_out

    def _out_of_date(self) -> str:
        """Return what nobody should travel by any more; nothing if nobody would."""
        goes_online = self.now.delivery_format == Format.VIRTUAL
        moves = (_dates(self.was), _place(self.was)) != (
            _dates(self.now),
            _place(self.now),
        )
        if self.was.delivery_format == Format.VIRTUAL or not (moves or goes_online):
            return ""
        waits = not self.now.has_days and not goes_online
        later = self.phrases.new_letter_when_fixed if waits else ""
        return self._sentences(self._say(self.phrases.out_of_date), later)

    def _why(self) -> str:
        date = day_text(self.now.decided_on, self.language)
        who = without_braces(_localized(self.now.decided_by, self.language)).rstrip(".")
        decided = (
            say(self.phrases.decided_by, date=date, who=who)
            if who
            else say(self.phrases.decided, date=date)
        )
        return self._sentences(self._reason(), decided, self._next_update())

    def _reason(self) -> str:
        words = _in_languages(self.now.reason)
        reason = words.get(self.language, "")
        if not reason and words:
            quoted = words.get("en") or next(iter(words.values()))
            reason = say(self.phrases.in_english, words=quoted)
        if reason and not reason.endswith(STOPS):
            reason += "。" if self.language == "zh-hans" else "."
        return without_braces(reason)

    def _next_update(self) -> str:
        if self.notice.next_update_on is None:
            return ""
        date = day_text(self.notice.next_update_on, self.language)
        return say(self.phrases.next_update, date=date)


def _kind_of_dates(was: ScheduleRevision, now: ScheduleRevision) -> Kind:
    if now.starts_on is None:
        return Kind.UNDATED
    if was.starts_on is None or was.ends_on is None:
        return Kind.DATED
    within = was.starts_on <= now.starts_on <= was.ends_on
    if within and not was.has_days and now.has_days:
        return Kind.DATED
    return Kind.POSTPONED if now.starts_on > was.starts_on else Kind.MOVED


def _kind_of_name_and_place(was: ScheduleRevision, now: ScheduleRevision) -> Kind:
    if _place(was) != _place(now):
        return Kind.PLACE
    return Kind.NAME if was.name != now.name else Kind.OTHER


def _dates(revision: ScheduleRevision) -> tuple[object, ...]:
    return revision.date_precision, revision.starts_on, revision.ends_on


def _place(revision: ScheduleRevision) -> tuple[object, ...]:
    return _plain(revision.venue), _plain(revision.city)


def _plain(words: object) -> object:
    return getattr(words, "data", words) or None


def _in_languages(words: object) -> dict[str, str]:
    """Return what was written, by language; words without one are English."""
    data = getattr(words, "data", words)
    if isinstance(data, dict):
        return {language: str(text).strip() for language, text in data.items() if text}
    return {"en": str(data).strip()} if data else {}


def _localized(words: object, language: str) -> str:
    if isinstance(words, LazyI18nString):
        return str(words.localize(language) or "").strip()
    return str(words or "").strip()


def _cut(name: str, text: str) -> str:
    limit: int | None = NoticeText._meta.get_field(name).max_length  # type: ignore[union-attr]  # noqa: SLF001
    return text[:limit]
