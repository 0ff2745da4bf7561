"""What the account pages show."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from registration.accounts.devices import device_name
from registration.accounts.models import User

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def account(account_id: int) -> User:
    """Return an account as the database has it."""
    return User.objects.get(pk=account_id)


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The ways to sign in, and how many devices are."""

    email: str
    has_password: bool
    has_second_step: bool
    passkeys: int
    devices: int
    has_single_sign_on: bool


def account_page(user: User) -> AccountPage:
    """Return what stands beside the profile."""
    kinds = list(
        Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True)
    )
    return AccountPage(
        email=user.email,
        has_password=user.has_usable_password(),
        has_second_step=any(kind in STRONG for kind in kinds),
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        devices=_signed_in(user).count(),
        has_single_sign_on=bool(settings.SOCIALACCOUNT_PROVIDERS),
    )


def has_second_factor(account_id: int) -> bool:
    """Tell whether an app or a passkey stands beside the password; one statement."""
    strong = Authenticator.objects.filter(user_id=account_id, type__in=STRONG)
    return bool(strong.exists())


@dataclass(frozen=True, slots=True)
class Device:
    """One browser in which a person is signed in."""

    name: str
    address: str
    since: datetime
    is_this: bool


def devices(user: User, *, this: str | None) -> list[Device]:
    """List where a person is signed in, newest first; `this` is the session in use."""
    return [
        Device(
            name=device_name(session.user_agent),
            address=session.ip,
            since=session.created_at,
            is_this=session.session_key == this,
        )
        for session in _signed_in(user).order_by("-created_at")
    ]


def _signed_in(user: User) -> QuerySet[UserSession]:
    # A password changed elsewhere, or time, may have ended a session already.
    live = Session.objects.filter(expire_date__gt=timezone.now())
    sessions: QuerySet[UserSession] = UserSession.objects.filter(
        user_id=user.pk, session_key__in=live.values("session_key")
    )
    return sessions
