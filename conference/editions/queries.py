"""What the public sees of an edition: the decision in force, and all that were."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import clock
from conference.editions.dates import date_text, date_text_in_words, day_text
from conference.editions.models import Edition, ScheduleRevision

# A date that is fixed stops being news after this time.
NEWS_FOR: Final = timedelta(days=60)
Format = ScheduleRevision.Format
Precision = ScheduleRevision.Precision


@dataclass(frozen=True)
class PublicRecord:
    """An edition with every decision that was ever announced, oldest first."""

    edition: Edition
    decisions: tuple[ScheduleRevision, ...]
    in_force: ScheduleRevision = field(init=False)

    def __post_init__(self) -> None:
        """Find the decision in force among those that were read."""
        mine = (d for d in self.decisions if d.pk == self.edition.in_force_id)
        object.__setattr__(self, "in_force", next(mine))

    def before(self, decision: ScheduleRevision) -> ScheduleRevision | None:
        """Return what was in force when a decision was announced."""
        earlier = [
            other
            for other in self.decisions
            if other.number < decision.number and not _was_gone(other, decision)
        ]
        return earlier[-1] if earlier else None

    def chain(self) -> list[ScheduleRevision]:
        """Return what led to the decision in force, the latest first."""
        found = [self.in_force]
        while (earlier := self.before(found[-1])) is not None:
            found.append(earlier)
        return found

    # Asked at each request: the record itself is read anew each second.
    @cached_property
    def version(self) -> tuple[object, ...]:
        """What tells one public state of the edition from every other."""
        edition = self.edition
        return (
            edition.pk,
            edition.ical_sequence,
            edition.in_force_id,
            edition.contact_address,
            self.changed_at,
        )

    @property
    def changed_at(self) -> datetime:
        """When the public last read something new."""
        return max(
            at for d in self.decisions for at in (d.announced_at, d.taken_back_at) if at
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a decision changed, in words; `what` names it for the reader."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line of the public history."""

    number: int
    announced_on: str
    changes: tuple[Change, ...]
    says: str
    reason: str
    decided_by: str
    decided_on: str
    state: str
    state_text: str
    taken_back_on: str


@dataclass(frozen=True, slots=True)
class EditionPage:
    """The home page: what, when, where, who decided, and what changed."""

    name: str
    theme: str
    city: str
    venue: str
    format: str
    kind: str
    when: str
    was: str
    was_first: str
    when_note: str
    reason: str
    decided_by: str
    decided_on: str
    is_open: bool
    is_month: bool
    contact_address: str
    history: tuple[DecisionRow, ...]


def current_edition() -> Edition:
    """Return the current edition with the decision in force; Edition.DoesNotExist."""
    return Edition.objects.select_related("in_force").get(is_current=True)


def public_record() -> PublicRecord | None:
    """Return what is public of the current edition, in one statement."""
    public = ScheduleRevision.objects.filter(
        edition__is_current=True, announced_at__isnull=False
    )
    return _record(tuple(public.select_related("edition").order_by("number")))


def record_of(edition: Edition) -> PublicRecord | None:
    """Return what is public of an edition."""
    public = edition.revisions.filter(announced_at__isnull=False)
    return _record(tuple(public.select_related("edition").order_by("number")))


def edition_page(edition: Edition) -> EditionPage | None:
    """Return the home page of an edition in the language of the reader."""
    record = record_of(edition)
    return None if record is None else page_of(record)


def change_history(edition: Edition) -> tuple[DecisionRow, ...]:
    """Return every announced decision, the newest first."""
    record = record_of(edition)
    return () if record is None else history_of(record)


def page_of(record: PublicRecord) -> EditionPage:
    """Shape what the home page says from what is public."""
    now = record.in_force
    before = record.before(now)
    language = _language()
    changed = before is not None and _dates(before) != _dates(now)
    return EditionPage(
        name=now.name,
        theme=str(now.theme),
        city=str(now.city),
        venue=str(now.venue),
        format=now.get_delivery_format_display(),
        kind=kind_of(before, now) if before else "",
        when=date_text(now, language),
        was=date_text_in_words(before, language) if before and changed else "",
        was_first=before.name if before and before.name != now.name else "",
        when_note=_when_note(now),
        reason=str(now.reason) if before else "",
        decided_by=str(now.decided_by),
        decided_on=day_text(now.decided_on, language),
        is_open=now.date_precision == Precision.OPEN,
        is_month=now.date_precision == Precision.MONTH,
        contact_address=record.edition.contact_address,
        history=history_of(record),
    )


def history_of(record: PublicRecord) -> tuple[DecisionRow, ...]:
    """Shape the public history, the newest first."""
    return tuple(_row(record, decision) for decision in reversed(record.decisions))


def kind_of(before: ScheduleRevision, after: ScheduleRevision) -> str:
    """Name what a decision did, as the first word of a message about it."""
    if _dates(before) != _dates(after):
        return _kind_of_dates(before, after)
    if before.delivery_format != after.delivery_format:
        online = after.delivery_format == Format.VIRTUAL
        return _("Now online") if online else _("New format")
    if (str(before.venue), str(before.city)) != (str(after.venue), str(after.city)):
        return _("New place")
    return _("New name")


def is_news(decision: ScheduleRevision, *, now: datetime) -> bool:
    """Say whether every page still tells of a decision: until the day is known."""
    if not decision.has_days:
        return True
    return decision.announced_at is not None and now < decision.announced_at + NEWS_FOR


def now_text(decision: ScheduleRevision, language: str) -> str:
    """Return the date as the new value of a change; a month says its day is open."""
    text = date_text(decision, language)
    if decision.date_precision == Precision.MONTH:
        return _("%(month)s, day open") % {"month": text}
    return text


def changes_between(
    before: ScheduleRevision, after: ScheduleRevision
) -> Iterator[Change]:
    """Yield what differs for the public, dates first."""
    language = _language()
    if _dates(before) != _dates(after):
        was = date_text_in_words(before, language)
        yield Change(_("Dates"), was, now_text(after, language))
    if before.name != after.name:
        yield Change(_("Name"), before.name, after.name)
    if before.delivery_format != after.delivery_format:
        was, now = (
            before.get_delivery_format_display(),
            after.get_delivery_format_display(),
        )
        yield Change(_("Format"), was, now)
    if _place(before) != _place(after):
        yield Change(_("Place"), _place(before), _place(after))


def change_lines(
    title: str, *, was: str, now: str, for_you: str, you_can: str
) -> list[str]:
    """Return a change as lines of plain text, where nothing can be struck."""
    told = [
        (_("WAS"), was),
        (_("NOW"), now),
        (_("FOR YOU"), for_you),
        (_("YOU CAN"), you_can),
    ]
    width = max(len(label) for label, _text in told) + 2
    return [title, *(f"{label:<{width}}{text}" for label, text in told)]


def _record(decisions: tuple[ScheduleRevision, ...]) -> PublicRecord | None:
    if not decisions or decisions[0].edition.in_force_id is None:
        return None
    return PublicRecord(decisions[0].edition, decisions)


def _was_gone(decision: ScheduleRevision, later: ScheduleRevision) -> bool:
    """Whether a decision had been taken back when a later one was announced."""
    gone_at, then = decision.taken_back_at, later.announced_at
    return gone_at is not None and then is not None and gone_at <= then


def _row(record: PublicRecord, decision: ScheduleRevision) -> DecisionRow:
    before = record.before(decision)
    state, state_text = _state(record, decision)
    return DecisionRow(
        number=decision.number,
        announced_on=_on(decision.announced_at),
        changes=tuple(changes_between(before, decision)) if before else (),
        says="" if before else _first_words(decision),
        reason=str(decision.reason),
        decided_by=str(decision.decided_by),
        decided_on=day_text(decision.decided_on, _language()),
        state=state,
        state_text=state_text,
        taken_back_on=_on(decision.taken_back_at),
    )


def _state(record: PublicRecord, decision: ScheduleRevision) -> tuple[str, str]:
    """Return the chip of a line of the history, and its word."""
    if decision.pk == record.in_force.pk:
        return "published", _("In force")
    if decision.state == ScheduleRevision.State.TAKEN_BACK:
        return "withdrawn", _("Taken back")
    return "withdrawn", _("Replaced")


def _first_words(decision: ScheduleRevision) -> str:
    parts = [decision.name, date_text(decision, _language()), _place(decision)]
    return _(", ").join(part for part in parts if part)


def _on(at: datetime | None) -> str:
    """Return the day of an instant in Ha Noi."""
    return day_text(clock.in_event_zone(at).date(), _language()) if at else ""


def _dates(decision: ScheduleRevision) -> tuple[object, ...]:
    return (decision.date_precision, decision.starts_on, decision.ends_on)


def _place(decision: ScheduleRevision) -> str:
    parts = [str(decision.venue), str(decision.city)]
    return _(", ").join(part for part in parts if part)


def _kind_of_dates(before: ScheduleRevision, after: ScheduleRevision) -> str:
    if after.starts_on is None:
        return _("Postponed")
    if before.starts_on is None or _is_within(after, before):
        return _("Date fixed") if after.has_days else _("New date")
    return _("Postponed") if after.starts_on > before.starts_on else _("New date")


def _is_within(after: ScheduleRevision, before: ScheduleRevision) -> bool:
    """Whether days were named inside the month that was promised."""
    inside = (
        before.starts_on is not None
        and before.ends_on is not None
        and after.starts_on is not None
        and before.starts_on <= after.starts_on <= before.ends_on
    )
    return inside and not before.has_days


def _when_note(decision: ScheduleRevision) -> str:
    if decision.date_precision == Precision.MONTH:
        return _("Day to be announced")
    if decision.starts_on is None or decision.ends_on is None:
        return _("We write to everyone registered as soon as it is known")
    first = WEEKDAYS[decision.starts_on.weekday()]
    if decision.starts_on == decision.ends_on:
        return str(first)
    last = WEEKDAYS[decision.ends_on.weekday()]
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _language() -> str:
    return get_language() or "en"
