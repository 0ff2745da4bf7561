"""A person asks to attend: begun, saved step by step, sent, changed while undecided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.core.transactions import in_one_transaction
from registration.accounts.models import User
from registration.attendance.models import (
    ParticipantCategory,
    Registration,
    RegistrationStep,
)
from registration.attendance.operations import placing, telling

Kind = RegistrationStep.Kind
State = Registration.State
# What the person answers; the category is chosen once, before the request is sent.
ANSWERS: Final = frozenset(
    {
        "title",
        "family_name",
        "given_name",
        "badge_name",
        "organisation",
        "position",
        "country",
        "language",
        "attendance_mode",
        "special_needs",
        "in_public_list",
        "may_be_contacted",
        "share_with_exhibitors",
        "wants_news",
    }
)
NEEDED: Final = ("category_id", "family_name", "badge_name", "organisation", "country")


class CategoryNotOpenYet(Refusal):
    """Requests in this category open later."""

    sentence = _(
        "Requests as “%(category)s” are not open yet. Choose another way to come, "
        "or come back when they open."
    )


class CategoryClosed(Refusal):
    """Requests in this category have closed."""

    sentence = _(
        "Requests as “%(category)s” have closed. Choose another way to come; "
        "your other answers are kept."
    )


class CategoryIsSettled(Refusal):
    """The category stands once the request is sent."""

    sentence = _(
        "Your request is sent, so who you come as stands. To come as somebody else, "
        "withdraw it and begin a new one."
    )


class AlreadyDecided(Refusal):
    """Decided answers are not changed here."""

    sentence = _(
        "Your request is decided, so its answers stand. "
        "Write to us if one has to change."
    )


class AnswersMissing(Refusal):
    """Something needed was not answered."""

    sentence = _(
        "Some answers are missing. Go back to the steps that are not done yet."
    )


@in_one_transaction
def start(
    account: AbstractBaseUser | AnonymousUser, *, edition_id: int, now: datetime
) -> Registration:
    """Return the person's live registration of an edition, begun now if there is none.

    Two windows that begin at once get the same one: the constraint lets one in.
    """
    registration, is_new = Registration.objects.live().get_or_create(
        account_id=account.pk,
        edition_id=edition_id,
        defaults=profile_answers(account) | {"created_at": now, "changed_at": now},
    )
    if is_new:
        telling.record([telling.step(registration, Kind.STARTED, by=account, now=now)])
    return registration


@in_one_transaction
def choose_category(
    registration_id: int, *, category_id: int, seen_at: datetime | None, now: datetime
) -> Registration:
    """Say who the person comes as.

    Refused: CategoryNotOpenYet, CategoryClosed, CategoryIsSettled, ChangedMeanwhile.
    Raises ParticipantCategory.DoesNotExist for a category of another edition.
    """
    registration = placing.locked_registration(
        Registration.objects.filter(pk=registration_id)
    )
    category = ParticipantCategory.objects.get(
        pk=category_id, edition_id=registration.edition_id
    )
    if registration.category_id == category.pk:
        return registration
    if registration.state != State.DRAFT:
        raise CategoryIsSettled
    _check_seen(registration, {"category_id": category.pk}, seen_at)
    check_open(category, now=now)
    registration.category = category
    registration.changed_at = now
    registration.save(update_fields=["category", "changed_at"])
    return registration


@in_one_transaction
def save_answers(
    registration_id: int,
    *,
    answers: Mapping[str, Any],
    seen_at: datetime | None,
    now: datetime,
) -> Registration:
    """Keep these answers, and what the profile does not know yet.

    `seen_at` is the `changed_at` that the person saw; None overwrites knowingly.
    Refused: AlreadyDecided, ChangedMeanwhile. Locks the registration.
    """
    registration = placing.locked_registration(
        Registration.objects.filter(pk=registration_id)
    )
    if not registration.is_editable:
        raise AlreadyDecided
    given = {name: value for name, value in answers.items() if name in ANSWERS}
    changed = [
        name for name, value in given.items() if getattr(registration, name) != value
    ]
    if not changed:
        return registration
    _check_seen(registration, given, seen_at)
    for name in changed:
        setattr(registration, name, given[name])
    if registration.state != State.DRAFT:
        _check_complete(registration)
        telling.record(
            [telling.step(registration, Kind.CHANGED, by=registration.account, now=now)]
        )
    registration.changed_at = now
    registration.save(update_fields=[*changed, "changed_at"])
    _fill_empty_profile(registration)
    return registration


@in_one_transaction
def submit(account: AbstractBaseUser | AnonymousUser, *, now: datetime) -> Registration:
    """Send the person's draft of the current edition, and write to them.

    Where nobody has to approve, they get a place or a number in line at once. Refused:
    AnswersMissing, CategoryNotOpenYet, CategoryClosed, NotPossibleNow. Raises
    Registration.DoesNotExist. Locks the category, then the registration.
    """
    mine = Registration.objects.of(account).live().in_current_edition()
    registration, category = placing.locked(mine)
    placing.check_move(registration, State.SUBMITTED)
    _check_complete(registration)
    if category is None:
        raise AnswersMissing
    check_open(category, now=now)
    registration.submitted_at = now
    happened = [telling.step(registration, Kind.SUBMITTED, by=account, now=now)]
    registration.state = State.SUBMITTED
    if category.approval == ParticipantCategory.Approval.NOBODY:
        kind = placing.place(registration, category, by=None, now=now)
        happened.append(telling.step(registration, kind, by=None, now=now))
    else:
        placing.save_state(registration, now=now)
    telling.write_to(telling.record(happened)[-1:], now=now)
    return registration


def check_open(category: ParticipantCategory, *, now: datetime) -> None:
    """Refuse a category outside its opening times."""
    if category.opens_at and now < category.opens_at:
        raise CategoryNotOpenYet(category=category.name)
    if category.closes_at and now >= category.closes_at:
        raise CategoryClosed(category=category.name)


def missing_answers(registration: Registration) -> list[str]:
    """Return the names of the answers that a request needs and does not have."""
    return [name for name in NEEDED if not getattr(registration, name)]


def profile_answers(account: AbstractBaseUser | AnonymousUser) -> dict[str, Any]:
    """Return what the profile knows already: never asked twice."""
    # Who asks for a page has been read for it already.
    profile = (
        account if isinstance(account, User) else User.objects.get(pk=account.pk)  # type: ignore[misc]  # is signed in
    )
    return {
        # A single name stands in the field that is needed.
        "family_name": profile.family_name or profile.given_name,
        "given_name": profile.given_name if profile.family_name else "",
        "badge_name": profile.full_name[:60],
        "country": profile.country,
        "language": profile.language,
    }


def _check_complete(registration: Registration) -> None:
    if missing_answers(registration):
        raise AnswersMissing


def _check_seen(
    registration: Registration, given: Mapping[str, Any], seen_at: datetime | None
) -> None:
    if seen_at is not None and registration.changed_at != seen_at:
        raise placing.ChangedMeanwhile(given=given)


def _fill_empty_profile(registration: Registration) -> None:
    profile = registration.account
    learned = {}
    if not profile.full_name and registration.family_name:
        learned = {
            "family_name": registration.family_name,
            "given_name": registration.given_name,
        }
    if not profile.country and registration.country:
        learned["country"] = registration.country
    if learned:
        User.objects.filter(pk=profile.pk).update(**learned)
