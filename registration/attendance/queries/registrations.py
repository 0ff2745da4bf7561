"""What pages show of categories and registrations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, FilteredRelation, IntegerField, Q, Value, When

from registration.attendance.models import (
    ParticipantCategory,
    Registration,
    RegistrationStep,
)
from registration.attendance.models.number import is_registration_number, normalised
from registration.attendance.models.registration import RegistrationQuerySet

State = Registration.State
DESK_FILTERS: Final = ("state", "category", "country", "language", "attendance_mode")
DOUBLES_SHOWN: Final = 10
WORDS_READ: Final = 6


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """A way to come: who it is for, who decides, and how much room there is."""

    pk: int
    code: str
    name: str
    description: str
    is_decided_at_once: bool
    opens_at: datetime | None
    closes_at: datetime | None
    places_left: int | None
    waiting: int

    @property
    def is_full(self) -> bool:
        """Whether the next one stands in line."""
        return self.places_left is not None and self.places_left <= 0


@dataclass(frozen=True, slots=True)
class Categories:
    """The ways to come: open now, and those that open later."""

    open: list[CategoryCard]
    later: list[CategoryCard]


@dataclass(frozen=True, slots=True)
class MyRegistration:
    """A person's registration of the current edition, and what happened to it."""

    registration: Registration
    steps: list[RegistrationStep]
    place_in_line: int | None


def categories(edition_id: int, *, now: datetime) -> Categories:
    """Return the categories of an edition that are open, or not open yet."""
    rows = (
        ParticipantCategory.objects.filter(edition_id=edition_id)
        .filter(Q(closes_at=None) | Q(closes_at__gt=now))
        .alias(
            line=FilteredRelation(
                "registrations",
                condition=Q(registrations__waiting_number__isnull=False),
            )
        )
        .annotate(waiting=Count("line"))
        .order_by("order", "pk")
    )
    cards = [_card(row) for row in rows]
    return Categories(
        open=[card for card in cards if card.opens_at is None or card.opens_at <= now],
        later=[card for card in cards if card.opens_at and card.opens_at > now],
    )


def live_registration(account: AbstractBaseUser | AnonymousUser) -> Registration | None:
    """Return the person's live registration of the current edition."""
    return (
        Registration.objects.of(account)
        .live()
        .in_current_edition()
        .select_related("category", "edition__in_force")
        .first()
    )


def latest_registration(
    account: AbstractBaseUser | AnonymousUser,
) -> Registration | None:
    """Return the live registration of the current edition, or the last."""
    live_first = Case(
        When(
            state__in=[State.WITHDRAWN, State.REJECTED, State.CANCELLED], then=Value(1)
        ),
        default=Value(0),
        output_field=IntegerField(),
    )
    return (
        Registration.objects.of(account)
        .in_current_edition()
        .select_related("category", "edition__in_force")
        .order_by(live_first, "-pk")
        .first()
    )


def my_registration(account: AbstractBaseUser | AnonymousUser) -> MyRegistration | None:
    """Return what the person's own page shows, in at most three statements."""
    registration = latest_registration(account)
    if registration is None:
        return None
    return MyRegistration(
        registration=registration,
        steps=history(registration),
        place_in_line=place_in_line(registration),
    )


def history(registration: Registration) -> list[RegistrationStep]:
    """Return what happened, oldest first, with who did it."""
    return list(registration.steps.select_related("by").order_by("at", "pk"))


def place_in_line(registration: Registration) -> int | None:
    """Return the person's place in the line, or None outside of it."""
    if registration.waiting_number is None:
        return None
    return (
        Registration.objects.in_line()
        .filter(
            category_id=registration.category_id,
            waiting_number__lte=registration.waiting_number,
        )
        .count()
    )


def desk_list(edition_id: int, wanted: Mapping[str, Any]) -> RegistrationQuerySet:
    """Return the registrations that fit the filters, newest first.

    Drafts are nobody's business until they are sent, unless asked for.
    """
    rows = Registration.objects.filter(edition_id=edition_id)
    if wanted.get("state") != State.DRAFT:
        rows = rows.exclude(state=State.DRAFT)
    exact = {name: wanted[name] for name in DESK_FILTERS if wanted.get(name)}
    rows = rows.filter(**exact)
    for word in _words(str(wanted.get("q", ""))):
        rows = rows.filter(word)
    return rows.select_related("account", "category").order_by("-created_at", "-pk")


def desk_request(edition_id: int, registration_id: int) -> Registration:
    """Return one sent registration. Raises Registration.DoesNotExist."""
    return (
        Registration.objects.exclude(state=State.DRAFT)
        .select_related("account", "category", "decided_by", "edition__in_force")
        .get(pk=registration_id, edition_id=edition_id)
    )


def next_undecided(registration: Registration) -> int | None:
    """Return the key of the request that waits longest for a decision, bar this one."""
    waiting = Registration.objects.filter(
        edition_id=registration.edition_id, state=State.SUBMITTED
    ).exclude(pk=registration.pk)
    return waiting.order_by("submitted_at", "pk").values_list("pk", flat=True).first()


def possible_doubles(registration: Registration) -> list[Registration]:
    """Return live registrations of other accounts under the same name."""
    doubles = (
        Registration.objects.live()
        .filter(
            edition_id=registration.edition_id,
            family_name__iexact=registration.family_name,
            given_name__iexact=registration.given_name,
        )
        .exclude(account_id=registration.account_id)
        .select_related("account", "category")
        .order_by("pk")
    )
    return list(doubles[:DOUBLES_SHOWN])


def _words(text: str) -> list[Q]:
    if is_registration_number(text):
        return [Q(number=normalised(text))]
    return [
        Q(family_name__icontains=word)
        | Q(given_name__icontains=word)
        | Q(badge_name__icontains=word)
        | Q(organisation__icontains=word)
        | Q(account__email__icontains=word)
        | Q(number__istartswith=word)
        for word in text.split()[:WORDS_READ]
    ]


def _card(row: ParticipantCategory) -> CategoryCard:
    return CategoryCard(
        pk=row.pk,
        code=row.code,
        name=str(row.name),
        description=str(row.description),
        is_decided_at_once=row.approval == ParticipantCategory.Approval.NOBODY,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        places_left=row.places_left,
        waiting=row.waiting,  # type: ignore[attr-defined]  # counted by the query
    )
