"""Letters about seats: one for each thing that became of one, with its calendar."""

from collections.abc import Iterable
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import pgettext

from conference.core.clock import EVENT_ZONE
from conference.mailroom import mime
from conference.mailroom.operations import posting
from conference.programme import calendars
from conference.programme.models import SessionVersion
from conference.programme.queries import words
from registration.attendance.models import Registration, Seat
from registration.attendance.operations.promoting import Floor, Told

Actor = AbstractBaseUser | AnonymousUser | None
State = Seat.State
SWAPPED: Final = "seat_taken"


def post(floor: Floor, *, by: Actor) -> None:
    """Write to everyone to whose seat something happened, once each.

    A seat given back for another one is told in the letter about the new one.
    """
    drafts = [
        _letter(floor, told, by)
        for told in _by_person(floor.told.values())
        if told[-1].left or told[-1].seat.is_live
    ]
    if drafts:
        posting.post(drafts, now=floor.now)


def _by_person(everything: Iterable[Told]) -> list[list[Told]]:
    """Return what belongs into one letter: a swap together, all else by itself."""
    letters: list[list[Told]] = []
    given_back: dict[int, Told] = {}
    for told in everything:
        person = told.seat.registration_id
        if told.template == "seat_given_back":
            given_back[person] = told
        elif told.template == SWAPPED and person in given_back:
            letters.append([given_back.pop(person), told])
        else:
            letters.append([told])
    return [[told] for told in given_back.values()] + letters


def _letter(floor: Floor, letter: list[Told], by: Actor) -> posting.Draft:
    told = letter[-1]
    seat = told.seat
    registration = floor.people[seat.registration_id]
    language = registration.language
    with translation.override(language):
        context = _context(floor, registration, told, by)
        if len(letter) > 1:
            context["gave_back"] = _line(floor, letter[0])
        calendar = [text for each in letter if (text := _calendar(floor, each))]
    if calendar:
        context["_calendar"] = calendar
    return posting.Draft(
        key=f"seat:{seat.pk}:{seat.calendar_step}",
        to=registration.account.email,
        language=language,
        template=told.template,
        context=context,
    )


def _context(
    floor: Floor, registration: Registration, told: Told, by: Actor
) -> dict[str, Any]:
    seat = told.seat
    version = floor.versions[seat.session_id]
    edition = registration.edition
    zone = ZoneInfo(registration.account.time_zone)
    return {
        "name": mime.unlinked(registration.full_name),
        "edition_name": edition.in_force.name if edition.in_force else "",
        "contact": edition.contact_address,
        "title": mime.unlinked(str(version.title)),
        "code": floor.sessions[seat.session_id].code,
        "slot": words.slot_text(version),
        "own_slot": "" if zone == EVENT_ZONE else words.slot_text(version, zone=zone),
        "where": words.where_text(version),
        "seat_url": _page(floor, seat),
        "by_us": by is not None and by.pk != registration.account_id,
        "place": _place(seat) if seat.state == State.WAITING else 0,
        "until": _until(seat),
        "clashes": [mime.unlinked(str(clash.title)) for clash in told.clashes],
    }


def _page(floor: Floor, seat: Seat) -> str:
    """Return the address of the page on which the person decides about the seat."""
    return f"{settings.SITE_URL}/my/seats/{floor.sessions[seat.session_id].code}/"


def _line(floor: Floor, told: Told) -> dict[str, str]:
    version = floor.versions[told.seat.session_id]
    return {
        "title": mime.unlinked(str(version.title)),
        "slot": words.slot_text(version),
    }


def _place(seat: Seat) -> int:
    ahead = Seat.objects.in_line().filter(
        session_id=seat.session_id, arrival_number__lte=seat.arrival_number
    )
    return ahead.count()


def _until(seat: Seat) -> str:
    if seat.held_until is None:
        return ""
    at = seat.held_until.astimezone(EVENT_ZONE)
    # Translators: a day, a time, and the city whose time it is.
    return pgettext("moment", "%(day)s, %(time)s %(zone)s") % {
        "day": words.day_text(at),
        "time": date_format(at, "TIME_FORMAT"),
        "zone": words.zone_text(EVENT_ZONE),
    }


def _calendar(floor: Floor, told: Told) -> str:
    """Return the calendar object that brings the seat, or takes it away."""
    seat = told.seat
    if seat.state != State.TAKEN and not told.left:
        return ""
    version = floor.versions[seat.session_id]
    return calendars.session_calendar(
        version,
        method="REQUEST" if seat.state == State.TAKEN else "CANCEL",
        step=seat.calendar_step,
        attendee=floor.people[seat.registration_id].account.email,
        before=None if version.starts_at else _version(told.before_id),
        now=floor.now,
    )


def _version(version_id: int | None) -> SessionVersion | None:
    versions = SessionVersion.objects.select_related("session", "release", "room")
    return versions.filter(pk=version_id).first()
