"""Seats in sessions, the line for them, and what people star."""

from datetime import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LIVE = ("taken", "held", "waiting")


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats, narrowed."""

    def of(self, account: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(registration__account_id=account.pk)

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def occupied(self) -> Self:
        """Seats that nobody else can have: taken, or held for an answer."""
        return self.filter(state__in=["taken", "held"])

    def in_line(self) -> Self:
        return self.filter(state="waiting")

    def lapsed(self, now: datetime) -> Self:
        """Held seats whose time to answer is over."""
        return self.filter(state="held", held_until__lte=now)


def _count_seats(
    name: str, operation: pgtrigger.Operation, changes: str, **tables: str
) -> pgtrigger.Trigger:
    """Return a trigger that keeps the sessions' count of occupied seats."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),  # type: ignore[no-untyped-call]
        func=f"""
            UPDATE programme_session AS session
               SET seats_taken = session.seats_taken + change.seats
              FROM (SELECT session_id, sum(seats) AS seats
                      FROM ({changes}) AS each
                     GROUP BY session_id HAVING sum(seats) <> 0
                     ORDER BY session_id) AS change
             WHERE session.id = change.session_id;
            RETURN NULL;
        """,  # noqa: S608  our own words, no input
    )


_TAKEN = (
    "SELECT session_id, 1 AS seats FROM new_rows"
    " WHERE is_counted AND state IN ('taken', 'held')"
)
_FREED = (
    "SELECT session_id, -1 AS seats FROM old_rows"
    " WHERE is_counted AND state IN ('taken', 'held')"
)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
    exclude=["told", "calendar_step"],
)
class Seat(models.Model):
    """A seat in a session, or a place in the line for it; one row for life.

    `arrival_number` is the order in which people came, for a seat or for the line:
    who came first is promoted first, and who came last gives way first when a room
    gets smaller. `held_until` ends an offer that waits for an answer. `is_counted` is
    false for who joins online a session whose limit is its chairs. `told` is the
    version of the session the person last heard of. `calendar_step` is added to the
    session's calendar sequence, and grows with everything told of the seat, so that
    this person's calendar follows (RFC 5546, 2.1.4).
    """

    class State(models.TextChoices):
        TAKEN = "taken", _("Seat taken")
        HELD = "held", _("Held for your answer")
        WAITING = "waiting", _("In line")
        GIVEN_BACK = "given_back", _("Given back")
        LAPSED = "lapsed", _("Not answered in time")

    MOVES: ClassVar[dict[str, set[str]]] = {
        State.TAKEN: {State.GIVEN_BACK, State.WAITING},
        State.HELD: {State.TAKEN, State.GIVEN_BACK, State.LAPSED, State.WAITING},
        State.WAITING: {State.TAKEN, State.HELD, State.GIVEN_BACK},
        State.GIVEN_BACK: {State.TAKEN, State.WAITING},
        State.LAPSED: {State.TAKEN, State.WAITING},
    }

    registration = models.ForeignKey(
        "attendance.Registration", on_delete=models.PROTECT, related_name="seats"
    )
    session = models.ForeignKey(
        "programme.Session", on_delete=models.PROTECT, related_name="seats_given"
    )
    state = models.CharField(max_length=10, choices=State.choices)
    arrival_number = models.PositiveIntegerField()
    is_counted = models.BooleanField(default=True)
    held_until = models.DateTimeField(null=True, blank=True)
    told = models.ForeignKey(
        "programme.SessionVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    calendar_step = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "session"],
                name="seat_is_one_per_registration_and_session",
            ),
            models.UniqueConstraint(
                fields=["session", "arrival_number"],
                name="seat_arrival_number_is_one_persons",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_until__isnull=False)
                | (~Q(state="held") & Q(held_until=None)),
                name="seat_held_has_its_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["session", "arrival_number"],
                condition=Q(state="waiting"),
                name="seat_line",
            ),
            models.Index(
                fields=["held_until"], condition=Q(state="held"), name="seat_held"
            ),
        ]
        triggers = [
            _count_seats(
                "count_seats_on_insert", pgtrigger.Insert, _TAKEN, new="new_rows"
            ),
            _count_seats(
                "count_seats_on_update",
                pgtrigger.Update,
                f"{_TAKEN} UNION ALL {_FREED}",
                new="new_rows",
                old="old_rows",
            ),
            _count_seats(
                "count_seats_on_delete", pgtrigger.Delete, _FREED, old="old_rows"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} in {self.session_id}: {self.state}"

    @property
    def is_live(self) -> bool:
        """Whether the person has the seat or may still get it."""
        return self.state in LIVE

    @property
    def is_occupied(self) -> bool:
        """Whether nobody else can have the seat: taken, or held for an answer."""
        return self.state in {self.State.TAKEN, self.State.HELD}

    def may_become(self, state: str) -> bool:
        """Whether the table of moves leads from the present state to that one."""
        return state in self.MOVES[self.State(self.state)]


class Star(models.Model):
    """Interest in a session; it takes no seat and clashes with nothing."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stars"
    )
    session = models.ForeignKey(
        "programme.Session", on_delete=models.CASCADE, related_name="stars"
    )
    told = models.ForeignKey(
        "programme.SessionVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    starred_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Star"]] = models.Manager()

    class Meta:
        verbose_name = _("star")
        verbose_name_plural = _("stars")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["account", "session"], name="star_is_one_per_person_and_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} stars {self.session_id}"


class Agenda(models.Model):
    """How one person carries their agenda: the secret link of their feed, and mail.

    `feed_token` holds 128 random bits; a new one makes the old link void.
    `tells_of_stars` is their choice to hear of changes to what they only starred.
    """

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agenda"
    )
    feed_token = models.CharField(max_length=40, null=True, blank=True, unique=True)
    feed_made_at = models.DateTimeField(null=True, blank=True)
    tells_of_stars = models.BooleanField(
        _("Write to me when a session changes that I only starred"), default=True
    )

    objects: ClassVar[models.Manager["Agenda"]] = models.Manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"agenda of {self.account_id}"
