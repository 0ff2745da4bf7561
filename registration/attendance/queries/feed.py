"""What a person's calendar feed holds."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from conference.core import clock
from conference.programme.calendars import Entry
from conference.programme.mine import HELD, TAKEN, WAITING
from conference.programme.queries.snapshot import PublicSession, Snapshot
from registration.accounts.models import User
from registration.attendance.models import Agenda
from registration.attendance.queries.ties import Tie, ties

LONGEST_TOKEN: Final = 40


def owner_of(token: str) -> User | None:
    """Return whose feed a secret link opens, or None for one that is void."""
    rows = Agenda.objects.filter(feed_token=token, account__is_active=True)
    found = rows.select_related("account").first() if token else None
    # Read through the key to the settings' user model.
    return found.account if found else None


def entries(owner: User, snapshot: Snapshot) -> Iterator[Entry]:
    """Yield the person's sessions as calendar entries, in one statement."""
    mine = ties(owner)
    for session in snapshot.sessions:
        tie = mine.by_session.get(session.pk)
        if tie is not None:
            yield replace(_entry(session, tie), note=_note(session, tie))


def _entry(session: PublicSession, tie: Tie) -> Entry:
    if tie.seat == TAKEN or tie.is_on_stage:
        return Entry(session, step=tie.step)
    if tie.seat == HELD:
        return Entry(session, step=tie.step, status="TENTATIVE")
    if tie.seat == WAITING:
        return Entry(session, step=tie.step, status="TENTATIVE", busy=False)
    return Entry(session, step=tie.step, busy=False)


def _note(session: PublicSession, tie: Tie) -> str:
    """Say why the session is in this calendar, in the language of the reader."""
    if tie.seat == HELD and tie.held_until is not None and not tie.is_on_stage:
        until = date_format(clock.in_event_zone(tie.held_until), "DATETIME_FORMAT")
        path = reverse("attendance:seat", args=[session.code])
        return _("A seat is held for you until %(until)s Ha Noi. Choose: %(url)s") % {
            "until": until,
            "url": f"{settings.SITE_URL}{path}",
        }
    notes = (
        (tie.is_on_stage, _("You are on stage.")),
        (tie.seat == TAKEN, _("You have a seat.")),
        (
            tie.seat == WAITING,
            _("You stand in line, at place %(place)s.") % {"place": tie.place},
        ),
        (True, _("You starred it; you have no seat.")),
    )
    return next(note for is_so, note in notes if is_so)
