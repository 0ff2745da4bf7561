"""Letters about seats: one for each thing that became of one, with its calendar."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from conference.core.clock import EVENT_ZONE
from conference.mailroom import mime
from conference.mailroom.operations import posting
from conference.programme import calendars
from conference.programme.models import SessionRole, SessionVersion
from conference.programme.queries import words
from registration.attendance.models import Registration, Seat
from registration.attendance.operations.promoting import Floor, Told

Actor = AbstractBaseUser | AnonymousUser | None
State = Seat.State


def post(floor: Floor, *, by: Actor) -> None:
    """Write to everyone to whose seat something happened.

    One letter for each seat; but a seat given back for another one is told with it,
    and all seats of somebody who does not come any more together.
    """
    on_stage = _on_stage(floor)
    drafts = [
        _letter(floor, letter, by, on_stage) for letter in _letters(floor.told.values())
    ]
    if drafts:
        posting.post(drafts, now=floor.now)


def _letters(everything: Iterable[Told]) -> list[list[Told]]:
    """Return what belongs into one letter each, what it is mainly about at its end.

    Who leaves a line has no letter: nothing of theirs changed but that.
    """
    letters: dict[tuple[int, str], list[Told]] = {}
    for told in everything:
        if told.template and (told.left or told.seat.is_live):
            letters.setdefault(_bundle(told), []).append(told)
    return [_taken_last(letter) for letter in letters.values()]


def _bundle(told: Told) -> tuple[int, str]:
    """Return what names the letter: for the one who acts a single one."""
    own = told.template in {"seat_taken", "seat_given_back", "seats_released"}
    return told.seat.registration_id, "" if own else str(told.seat.pk)


def _taken_last(letter: list[Told]) -> list[Told]:
    return sorted(letter, key=lambda told: told.seat.state == State.TAKEN)


def _letter(
    floor: Floor, letter: list[Told], by: Actor, on_stage: set[tuple[int, int]]
) -> posting.Draft:
    told = letter[-1]
    seat = told.seat
    registration = floor.people[seat.registration_id]
    with translation.override(registration.language):
        context = _context(floor, registration, told, by)
        context["given_back"] = [
            _line(floor, each) for each in letter if each.seat.state != State.TAKEN
        ]
        calendar = [
            text
            for each in letter
            # Who gives a seat back and stands on the stage is there all the same.
            if each.seat.state == State.TAKEN
            or (registration.account_id, each.seat.session_id) not in on_stage
            if (text := _calendar(floor, each))
        ]
    if calendar:
        context["_calendar"] = calendar
    return posting.Draft(
        key=f"seat:{seat.pk}:{seat.calendar_step}",
        to=registration.account.email,
        language=registration.language,
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
        "programme_url": settings.SITE_URL + reverse("programme:days"),
        "seat_url": _page(floor, seat),
        "by_us": by is not None and by.pk != registration.account_id,
        "place": _place(seat) if seat.state == State.WAITING else 0,
        "until": words.moment_text(seat.held_until) if seat.held_until else "",
        "clashes": "”, “".join(
            mime.unlinked(str(clash.title)) for clash in told.clashes
        ),
    }


def _page(floor: Floor, seat: Seat) -> str:
    """Return the address of the page on which the person decides about the seat."""
    code = floor.sessions[seat.session_id].code
    return settings.SITE_URL + reverse("attendance:seat", args=[code])


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


def _on_stage(floor: Floor) -> set[tuple[int, int]]:
    """Return which accounts are on which stages that they have left a seat in."""
    left = [told.seat for told in floor.told.values() if told.left]
    if not left:
        return set()
    roles = SessionRole.objects.filter(
        session_id__in={seat.session_id for seat in left},
        speaker__account__in={
            floor.people[seat.registration_id].account_id for seat in left
        },
        # What is planned and not yet released is in nobody's calendar.
        session__released__roles__speaker_id=F("speaker_id"),
    ).exclude(confirmation__in=SessionRole.GONE)
    return set(roles.values_list("speaker__account_id", "session_id"))


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
        before=None if version.starts_at else _before(told),
        now=floor.now,
    )


def _before(told: Told) -> SessionVersion | None:
    """Return the version that the person was told of, for the time to take away."""
    if told.before_id is None:
        return None
    versions = SessionVersion.objects.select_related("session", "release", "room")
    return versions.get(pk=told.before_id)
