"""Whom a decision touches, and in which languages they must be told."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_countries import countries

from conference.core import clock
from conference.editions.dates import date_text, date_text_in_words
from conference.editions.models import Edition, ScheduleRevision
from registration.attendance.models import ParticipantCategory, Registration
from registration.attendance.models.registration import RegistrationQuerySet
from registration.notices.models import Delivery, Notice, NoticeText, Reminder

State = Registration.State
# In the order in which pages list them; all of them are told.
AUDIENCE_STATES: Final = (State.APPROVED, State.SUBMITTED, State.WAITING, State.DRAFT)
HAPPENS: Final = {
    State.APPROVED: gettext_lazy("Told. Asked: keep, online, withdraw"),
    State.SUBMITTED: gettext_lazy("Told. Nothing asked"),
    State.WAITING: gettext_lazy("Told. Nothing asked"),
    State.DRAFT: gettext_lazy("Told. Nothing asked"),
}
IF_SILENT: Final = {
    State.APPROVED: gettext_lazy("Place is kept"),
    State.SUBMITTED: gettext_lazy("Request stays open"),
    State.WAITING: gettext_lazy("Place in line stays"),
    State.DRAFT: gettext_lazy("Draft stays"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the event, before and after; equal when it stays."""

    code: str
    label: str
    was: str
    now: str

    @property
    def changed(self) -> bool:
        """Whether the decision changes it."""
        return self.was != self.now


@dataclass(frozen=True, slots=True)
class Share:
    """How many people of the audience have something in common."""

    code: str
    label: str
    people: int


@dataclass(frozen=True, slots=True)
class StateShare:
    """People by the state of their request, and what the decision means for them."""

    code: str
    label: str
    people: int
    asked: bool
    happens: str
    if_silent: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a category stops taking requests, and whether the event began before."""

    category: ParticipantCategory
    closes_at: datetime
    passes_event: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """Who and what a decision touches, before anything happens."""

    was: ScheduleRevision
    changes: list[Fact]
    people: int
    by_state: list[StateShare]
    by_category: list[Share]
    by_country: list[Share]
    by_language: list[Share]
    by_mode: list[Share]
    undecided: int
    deadlines: list[Deadline]
    lapsing: list[Reminder]


@dataclass(frozen=True, slots=True)
class GateRow:
    """One language of the audience: its text, or what its readers get instead."""

    language: str
    label: str
    people: int
    text: NoticeText | None
    fallback: str
    fallback_label: str
    is_open: bool


def audience(edition: Edition) -> RegistrationQuerySet:
    """Everybody with a live request whose account may sign in."""
    return Registration.objects.live().filter(edition=edition, account__is_active=True)


def before(revision: ScheduleRevision) -> ScheduleRevision:
    """Return what was in force before a decision; itself when it is the first."""
    if revision.announced_at is None and revision.edition.in_force is not None:
        return revision.edition.in_force
    earlier = ScheduleRevision.objects.announced().filter(
        edition_id=revision.edition_id, number__lt=revision.number
    )
    return earlier.order_by("-number").first() or revision


def effect(revision: ScheduleRevision, *, now: datetime) -> Effect:
    """Return whom and what a decision touches; nine statements, counted by SQL."""
    people = audience(revision.edition)
    states = _counts(people, "state")
    categories = {
        category.pk: category
        for category in ParticipantCategory.objects.filter(edition=revision.edition)
    }
    was = before(revision)
    return Effect(
        was=was,
        changes=_facts(was, revision),
        people=sum(states.values()),
        by_state=[_state_share(state, states[state]) for state in AUDIENCE_STATES],
        by_category=_shares(people, "category", partial(_category_label, categories)),
        by_country=_shares(people, "country", country_label),
        by_language=_shares(people, "language", language_label),
        by_mode=_shares(people, "attendance_mode", _mode_label),
        undecided=states[State.SUBMITTED],
        deadlines=_deadlines(revision, list(categories.values()), now),
        lapsing=_lapsing(revision, now),
    )


def language_gate(notice: Notice) -> list[GateRow]:
    """Return each language that has people or a text, the most people first.

    Before announcing the people are those of today; afterwards those who were frozen.
    """
    people = _people_by_language(notice)
    texts = {text.language: text for text in notice.texts.select_related("checked_by")}
    rows = [
        _gate_row(notice, language, people[language], texts)
        for language in people.keys() | texts.keys()
    ]
    return sorted(rows, key=lambda row: (-row.people, row.language))


def effective_languages(notice: Notice) -> dict[str, str]:
    """Return for each language the one its readers get: its own text or the fallback.

    A language with neither is left out; the gate does not open then.
    """
    written = set(notice.texts.values_list("language", flat=True))
    instead = {
        language: fallback
        for language, fallback in notice.fallbacks.items()
        if fallback in written
    }
    return instead | {language: language for language in written}


def language_label(code: str) -> str:
    """Return a language's own name for itself."""
    return dict(settings.LANGUAGES).get(code, code)


def country_label(code: str) -> str:
    """Return a country's name, or words for none."""
    return str(countries.name(code)) if code else _("No country given")


def _people_by_language(notice: Notice) -> Counter[str]:
    if notice.announced_at is None:
        return _counts(audience(notice.revision.edition), "language")
    return _counts(Delivery.objects.filter(notice=notice), "language")


def _gate_row(
    notice: Notice, language: str, people: int, texts: dict[str, NoticeText]
) -> GateRow:
    text = texts.get(language)
    fallback = notice.fallbacks.get(language, "") if text is None else ""
    fallback = fallback if fallback in texts else ""
    return GateRow(
        language=language,
        label=language_label(language),
        people=people,
        text=text,
        fallback=fallback,
        fallback_label=language_label(fallback) if fallback else "",
        is_open=people > 0 and text is None and not fallback,
    )


def _counts(rows: QuerySet[Any], field: str) -> Counter[str]:
    counted = rows.order_by().values_list(field).annotate(people=Count("pk"))
    return Counter({str(code or ""): people for code, people in counted})


def _shares(
    people: QuerySet[Registration], field: str, label: Callable[[str], str]
) -> list[Share]:
    counted = _counts(people, field)
    shares = [Share(code, label(code), number) for code, number in counted.items()]
    return sorted(shares, key=lambda share: (-share.people, share.label))


def _category_label(categories: dict[int, ParticipantCategory], pk: str) -> str:
    return str(categories[int(pk)].name) if pk else _("Not chosen yet")


def _mode_label(code: str) -> str:
    return str(Registration.Mode(code).label)


def _state_share(state: str, people: int) -> StateShare:
    return StateShare(
        code=state,
        label=str(State(state).label),
        people=people,
        asked=state == State.APPROVED,
        happens=str(HAPPENS[State(state)]),
        if_silent=str(IF_SILENT[State(state)]),
    )


def _facts(was: ScheduleRevision, now: ScheduleRevision) -> list[Fact]:
    language = get_language() or settings.LANGUAGE_CODE
    dates = Fact(
        "dates", _("Dates"), date_text(was, language), date_text(now, language)
    )
    if dates.changed:
        struck = date_text_in_words(was, language)
        dates = Fact("dates", _("Dates"), struck, date_text(now, language))
    return [
        dates,
        Fact("name", _("Name"), was.name, now.name),
        Fact("place", _("Place"), _place(was), _place(now)),
        Fact(
            "format",
            _("Format"),
            was.get_delivery_format_display(),
            now.get_delivery_format_display(),
        ),
    ]


def _place(revision: ScheduleRevision) -> str:
    parts = (str(revision.venue), str(revision.city))
    return ", ".join(part for part in parts if part)


def _deadlines(
    revision: ScheduleRevision, categories: list[ParticipantCategory], now: datetime
) -> list[Deadline]:
    closing = [
        Deadline(
            category=category,
            closes_at=category.closes_at,
            passes_event=revision.starts_on is not None
            and clock.in_event_zone(category.closes_at).date() > revision.starts_on,
        )
        for category in categories
        if category.closes_at is not None and category.closes_at > now
    ]
    return sorted(
        closing, key=lambda deadline: (deadline.closes_at, deadline.category.order)
    )


def _lapsing(revision: ScheduleRevision, now: datetime) -> list[Reminder]:
    planned = Reminder.objects.filter(
        notice__revision__edition_id=revision.edition_id,
        notice__state=Notice.State.ANNOUNCED,
        notice__revision__number__lt=revision.number,
        notice__answer_by__gt=now,
        done_at=None,
    )
    return list(planned.select_related("notice__revision").order_by("due_at", "pk"))
