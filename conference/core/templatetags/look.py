"""Tags for what HTML alone cannot say: icons, states, times, choices of a form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from conference.core import clock, repeat
from conference.core.icons import ICONS, MIRRORED, STATE_ICONS

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon; with a label it speaks, without one it is silent."""
    flip = " i-flip" if name in MIRRORED else ""
    if label:
        return format_html(
            '<svg class="i{}" viewBox="0 0 24 24" role="img" aria-label="{}">'
            '<path d="{}"/></svg>',
            flip,
            label,
            ICONS[name],
        )
    return format_html(
        '<svg class="i{}" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        flip,
        ICONS[name],
    )


@register.simple_tag
def repeat_token() -> SafeString:
    """Print the hidden field by which one press of a form acts once."""
    return format_html(
        '<input type="hidden" name="{}" value="{}">', repeat.FIELD, repeat.fresh_token()
    )


@register.simple_tag
def state_icon(state: str) -> SafeString:
    """Draw the icon of a state; an unknown state gets the question."""
    return icon(STATE_ICONS.get(state, "question"))


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant as we say it: the event's zone first, then UTC, then the reader's."""

    iso: str
    weekday: str
    date: str
    short: str
    time: str
    utc: str
    yours: str


@register.simple_tag
def moment(at: datetime) -> Moment:
    """Say an instant in the zones a reader needs; "yours" is empty when it is none."""
    event = clock.in_event_zone(at)
    utc = at.astimezone(UTC)
    here = timezone.localtime(at)
    yours = ""
    if here.utcoffset() not in (event.utcoffset(), utc.utcoffset()):
        yours = _time(here, beside=event)
    return Moment(
        iso=event.isoformat(timespec="minutes"),
        weekday=date_format(event, "l"),
        date=date_format(event, "DATE_FORMAT"),
        short=date_format(event, "SHORT_DATE_FORMAT"),
        time=date_format(event, "TIME_FORMAT"),
        utc=_time(utc, beside=event),
        yours=yours,
    )


def _time(at: datetime, *, beside: datetime) -> str:
    """Give the time, and the date only where it is not the one beside it."""
    same_day = at.date() == beside.date()
    return date_format(at, "TIME_FORMAT" if same_day else "DATETIME_FORMAT")


@dataclass(frozen=True, slots=True)
class Choice:
    """One card of a radio or checkbox list."""

    tag: str
    label: str
    hint: str
    id: str


@register.simple_tag
def choices(field: BoundField) -> list[Choice]:
    """List the cards of a field with choices; hints come from its widget."""
    return list(_choices(field))


def _choices(field: BoundField) -> Iterator[Choice]:
    hints = getattr(field.field.widget, "hints", {})
    for option in field:
        yield Choice(
            tag=option.tag(),
            label=option.choice_label,
            hint=hints.get(str(option.data["value"]), ""),
            id=option.id_for_label,
        )
