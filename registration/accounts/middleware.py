"""The signed-in person's language and zone, and the second factor of organisers."""

import zoneinfo
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from registration.accounts import queries
from registration.accounts.models import User
from registration.accounts.operations import changing

Next = Callable[[HttpRequest], HttpResponse]
ACCOUNT_PAGES: Final = "account/"
# What an organiser needs on the way to a second factor, and to leave.
OPEN_WITHOUT_SECOND_FACTOR: Final = (
    "mfa_",
    "account_reauthenticate",
    "account_email_verification_sent",
    "account_logout",
    "set_language",
    "core:",
)
CHOOSES_LANGUAGE: Final = "set_language"
OK: Final = 200
NOT_UNDERSTOOD: Final = 422


class Person:
    """Speak the person's language in their zone, and keep their pages to them.

    The language of the profile wins over the cookie's; one chosen at the foot of a
    page while signed in becomes the profile's. So page and letter never differ.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = _person(request)
        if user is None:
            return _kept(request, self.get_response(request))
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with _zone(user):
            response = self.get_response(request)
        _follow_choice(request, response, user)
        add_never_cache_headers(response)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Lead an organiser without a second factor to where one is added."""
        user = _person(request)
        if user is None or not _needs_second_factor(request, user):
            return None
        return redirect(f"{reverse('mfa_index')}?needed=1")

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """Say 422 for a form of the library that was not understood."""
        form = (response.context_data or {}).get("form")
        is_refused = request.method == "POST" and getattr(form, "errors", None)
        if is_refused and _is_account_page(request) and response.status_code == OK:
            response.status_code = NOT_UNDERSTOOD
        return response


def _person(request: HttpRequest) -> User | None:
    # Asking only where there is a session keeps public pages the same for everyone.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    return user if isinstance(user, User) or user.is_authenticated else None


def _zone(user: User) -> AbstractContextManager[None]:
    try:
        return timezone.override(zoneinfo.ZoneInfo(user.time_zone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return nullcontext()


def _follow_choice(request: HttpRequest, response: HttpResponse, user: User) -> None:
    match = request.resolver_match
    chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
    if match and match.view_name == CHOOSES_LANGUAGE and chosen:
        changing.choose_language(user.pk, language=chosen.value)


def _needs_second_factor(request: HttpRequest, user: User) -> bool:
    if not (settings.STAFF_SECOND_FACTOR and user.is_staff):
        return False
    match = request.resolver_match
    name = match.view_name if match else ""
    if name.startswith(OPEN_WITHOUT_SECOND_FACTOR):
        return False
    return not queries.has_second_factor(user.pk)


def _is_account_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match and match.route.startswith(ACCOUNT_PAGES))


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    # Codes, addresses and tokens stand on these pages also before anyone is in.
    if _is_account_page(request):
        add_never_cache_headers(response)
    return response
