"""What a person changes about their own account, beside the ways to sign in."""

from typing import Any, Final

from django.conf import settings
from django.utils import translation

from registration.accounts.models import User

PROFILE: Final = ("family_name", "given_name", "language", "time_zone", "country")


def change_profile(account_id: int, **facts: Any) -> User:
    """Keep the person's name, language, time zone and country, as they wrote them."""
    user = User.objects.get(pk=account_id)
    for name in PROFILE:
        setattr(user, name, facts[name])
    user.save(update_fields=PROFILE)
    return user


def choose_language(account_id: int, *, language: str) -> None:
    """Keep a language chosen at the foot of a page for pages and letters to come."""
    if language in dict(settings.LANGUAGES):
        User.objects.filter(pk=account_id).exclude(language=language).update(
            language=language
        )


def language_in_use() -> str:
    """Return the language of the present page, or English where it is none of ours."""
    language = translation.get_language() or ""
    return language if language in dict(settings.LANGUAGES) else "en"
