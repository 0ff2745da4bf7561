"""Fills the demo: the event as it was on the morning of 7 May 2020.

Everything is invented from a number, so that the same number gives the same people,
requests and answers. What exists is left alone; a larger number adds people.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pgtrigger
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from conference.config.demo.seeding_accounts import (
    ATTENDEES,
    make_attendees,
    make_organisers,
)
from conference.config.demo.seeding_edition import (
    OPENS_AT,
    make_categories,
    make_edition,
)
from conference.config.demo.seeding_people import SEED, Person, people
from conference.config.demo.seeding_programme import make_programme
from conference.config.demo.seeding_records import date_records
from conference.config.demo.seeding_seats import make_seats
from conference.core import clock
from conference.editions.models import Edition
from registration.accounts.models import User
from registration.attendance.models import (
    ParticipantCategory,
    Registration,
    RegistrationStep,
)
from registration.attendance.models.number import registration_number

AT_ONCE: Final = 2000
LAST_REQUEST_AT: Final = clock.DEMO_START - timedelta(hours=10)
LAST_DECISION_AT: Final = clock.DEMO_START - timedelta(hours=1)
LONGEST_DECISION: Final = timedelta(days=9)
DESK: Final = "desk@example.org"
PLANNER: Final = "programme@example.org"
PUBLISHER: Final = "publisher@example.org"
State = Registration.State
Kind = RegistrationStep.Kind
REJECTIONS: Final = (
    "Your focal point does not know of this request. Ask them to write to us.",
    "The letter of your editor is missing. Send it, and ask again.",
)


@dataclass(frozen=True, slots=True)
class Request:
    """One person's request before it is written down."""

    person: Person
    account: User
    submitted_at: datetime

    @property
    def decided_at(self) -> datetime:
        """When an organiser gets to it."""
        return self.submitted_at + LONGEST_DECISION * (0.1 + 0.9 * self.person.chance)


@transaction.atomic
def seed(registrations: int) -> int:
    """Fill the demo up to so many registrations and return how many were added."""
    edition = make_edition()
    categories = make_categories(edition, registrations)
    organisers = make_organisers()
    requests = _new_requests(registrations) + _named_requests()
    _Book(edition, categories, organisers[DESK]).write(requests)
    if make_programme(edition, organisers[PLANNER], organisers[PUBLISHER]):
        make_seats(edition)
    _date_accounts()
    date_records()
    return len(requests)


class _Book:
    """Writes requests down in the order they came, with what became of each."""

    def __init__(
        self, edition: Edition, categories: dict[str, ParticipantCategory], desk: User
    ) -> None:
        self.edition = edition
        self.categories = categories
        self.desk = desk
        self.taken = {c.code: c.places_taken for c in categories.values()}

    def write(self, requests: list[Request]) -> None:
        requests.sort(key=lambda request: (request.submitted_at, request.account.pk))
        rows: list[Registration] = []
        steps: list[RegistrationStep] = []
        for request, pk in zip(requests, _keys(len(requests)), strict=True):
            row = self._registration(request, pk)
            rows.append(row)
            steps += self._steps(row)
        Registration.objects.bulk_create(rows, batch_size=AT_ONCE)
        RegistrationStep.objects.bulk_create(steps, batch_size=AT_ONCE)
        for category in self.categories.values():
            category.save(update_fields=["last_waiting_number"])

    def _registration(self, request: Request, pk: int) -> Registration:
        person, at = request.person, request.submitted_at
        row = Registration(
            pk=pk,
            edition=self.edition,
            account=request.account,
            category=self.categories[person.category],
            title=person.title,
            family_name=person.family_name,
            given_name=person.given_name,
            badge_name=f"{person.given_name} {person.family_name}".strip()[:60],
            organisation=person.organisation,
            position=person.position,
            country=person.country,
            language=person.language,
            attendance_mode=person.attendance_mode,
            in_public_list=person.chance < 0.6,  # noqa: PLR2004  six in ten say yes
            may_be_contacted=person.chance < 0.5,  # noqa: PLR2004  every second
            share_with_exhibitors=person.chance < 0.3,  # noqa: PLR2004  three in ten
            wants_news=person.chance < 0.4,  # noqa: PLR2004  four in ten
            state=State.SUBMITTED,
            created_at=at - timedelta(minutes=3 + 40 * person.chance),
            changed_at=at,
            submitted_at=at,
        )
        self._decide(row, request)
        return row

    def _decide(self, row: Registration, request: Request) -> None:
        wish, category = request.person.wish, self.categories[request.person.category]
        nobody_decides = category.approval == ParticipantCategory.Approval.NOBODY
        at = row.submitted_at if nobody_decides else request.decided_at
        if wish == "draft":
            row.state, row.submitted_at = State.DRAFT, None
            return
        if nobody_decides and wish in {"submitted", "rejected"}:
            wish = "approved"
        if wish == "submitted" or at is None or at > LAST_DECISION_AT:
            return
        row.changed_at = at
        if wish == "approved":
            self._place(row, category, at)
        else:
            self._end(row, wish, at, request.person.chance)

    def _place(
        self, row: Registration, category: ParticipantCategory, at: datetime
    ) -> None:
        if category.approval == ParticipantCategory.Approval.ORGANISER:
            row.decided_at, row.decided_by = at, self.desk
        if category.quota is not None and self.taken[category.code] >= category.quota:
            category.last_waiting_number += 1
            row.state, row.waiting_number = State.WAITING, category.last_waiting_number
            return
        self.taken[category.code] += 1
        row.state, row.decided_at = State.APPROVED, at
        row.number = registration_number(self.edition.registration_prefix, row.pk)
        row.badge_token = _token(row.account.email)

    def _end(self, row: Registration, wish: str, at: datetime, chance: float) -> None:
        row.state = wish
        if wish == "rejected":
            row.decided_at, row.decided_by = at, self.desk
            row.reason = REJECTIONS[int(chance * len(REJECTIONS))]
        else:
            row.ended_at = at

    def _steps(self, row: Registration) -> Iterable[RegistrationStep]:
        """Tell the same in words: begun, sent, and what came of it."""
        yield RegistrationStep(registration=row, kind=Kind.STARTED, at=row.created_at)
        if row.submitted_at is None:
            return
        yield RegistrationStep(
            registration=row, kind=Kind.SUBMITTED, at=row.submitted_at
        )
        if row.state != State.SUBMITTED:
            by = (
                self.desk if row.decided_by_id or row.state == State.CANCELLED else None
            )
            yield RegistrationStep(
                registration=row,
                kind=row.state,
                note=row.reason,
                at=row.changed_at,
                by=by,
            )


def _new_requests(registrations: int) -> list[Request]:
    """Make accounts for the people who are not there yet."""
    invented = list(people(1, registrations))
    there = set(
        User.objects.filter(email__startswith="person").values_list("email", flat=True)
    )
    new = [person for person in invented if person.address not in there]
    accounts = User.objects.bulk_create(
        [_account(person) for person in new], batch_size=AT_ONCE
    )
    EmailAddress.objects.bulk_create(
        [
            EmailAddress(user=account, email=account.email, verified=True, primary=True)
            for account in accounts
        ],
        batch_size=AT_ONCE,
    )
    return [
        Request(person, account, _sent_at(person))
        for person, account in zip(new, accounts, strict=True)
    ]


def _named_requests() -> list[Request]:
    """Return what the named attendees ask for, in time to be decided or too late."""
    accounts = make_attendees()
    has_one = set(Registration.objects.values_list("account_id", flat=True).distinct())
    return [
        Request(
            each.person,
            accounts[each.person.address],
            LAST_REQUEST_AT
            - (timedelta() if each.is_late else LONGEST_DECISION + timedelta(days=2))
            + timedelta(minutes=place),
        )
        for place, each in enumerate(ATTENDEES)
        if each.registers and accounts[each.person.address].pk not in has_one
    ]


def _account(person: Person) -> User:
    return User(
        email=person.address,
        family_name=person.family_name,
        given_name=person.given_name,
        language=person.language,
        country=person.country,
        time_zone="Asia/Ho_Chi_Minh",
        password=make_password(None),
    )


def _sent_at(person: Person) -> datetime:
    """Spread requests over the months since the opening; more came later."""
    share: float = _share(person.address) ** 0.6
    return OPENS_AT + (LAST_REQUEST_AT - OPENS_AT) * share


def _share(text: str) -> float:
    digest = hashlib.sha256(f"{SEED} {text}".encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48


def _token(text: str) -> str:
    """Return what a pass of the demo holds: as long as a real one, always the same."""
    digest = hashlib.sha256(f"{SEED} pass {text}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def _keys(count: int) -> Sequence[int]:
    """Take keys ahead, because a registration number is made from its key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('attendance_registration', 'id'))"
            "  FROM generate_series(1, %s)",
            [count],
        )
        return [row[0] for row in cursor.fetchall()]


def _date_accounts() -> None:
    """Let every account be older than its request, and none younger than the demo."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_user SET created_at = coalesce("
            "  (SELECT min(r.created_at) - interval '4 minutes'"
            "     FROM attendance_registration r"
            "    WHERE r.account_id = accounts_user.id),"
            "  %s) WHERE created_at > %s",
            [OPENS_AT, clock.DEMO_START],
        )
