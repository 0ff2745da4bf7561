"""What the account pages show."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

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
        devices=UserSession.objects.filter(user_id=user.pk).count(),
    )


def has_second_factor(account_id: int) -> bool:
    """Tell whether an app or a passkey stands beside the password; one statement."""
    return Authenticator.objects.filter(user_id=account_id, type__in=STRONG).exists()


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
        for session in sorted(
            UserSession.objects.purge_and_list(user),
            key=lambda session: session.created_at,
            reverse=True,
        )
    ]
