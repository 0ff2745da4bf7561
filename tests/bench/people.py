"""People of the bench: accounts, their sessions, and requests they have begun."""

import time
from collections.abc import Sequence
from importlib import import_module
from itertools import count

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password

from conference.core import clock
from conference.core.fresh import ENTERED
from registration.accounts.models import User
from registration.attendance.models import ParticipantCategory, Registration
from tests.bench.load import SECRET

_numbers = count(1)


def accounts(many: int) -> list[User]:
    """Make people who have signed up and done nothing else."""
    made = User.objects.bulk_create(
        User(
            email=f"bench{next(_numbers)}@example.org",
            family_name="Nguyễn",
            given_name="Thuỳ Linh",
            country="VN",
            language="vi",
            password=make_password(None),
        )
        for _ in range(many)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in made
    )
    return made


def signed_in(users: Sequence[User]) -> list[dict[str, str]]:
    """Return the cookies of a session for each."""
    return [_session(user) for user in users]


def organiser(role: str) -> User:
    """Return the demo's organiser of a role: "writer", "approver", "admin" ..."""
    return User.objects.get(email=f"{role}@example.org")


def drafts(users: Sequence[User], category: ParticipantCategory) -> None:
    """Let each have a request that is ready to be sent."""
    now = clock.now()
    Registration.objects.bulk_create(
        Registration(
            edition_id=category.edition_id,
            account=user,
            category=category,
            family_name=user.family_name,
            given_name=user.given_name,
            badge_name="Thuỳ Linh",
            organisation="Ministry of Samples",
            country="VN",
            language=user.language,
            created_at=now,
            changed_at=now,
        )
        for user in users
    )


def _session(user: User) -> dict[str, str]:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    # Just come in, as what cannot be called back asks for.
    store[ENTERED] = time.time()
    store.save()
    return {
        settings.SESSION_COOKIE_NAME: store.session_key,
        settings.CSRF_COOKIE_NAME: SECRET,
    }
