"""Doors that open once: the second press of two gets the first one's answer."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import cast

from allauth.account import views as library
from allauth.account.internal.flows.password_reset_by_code import (
    PASSWORD_RESET_VERIFICATION_SESSION_KEY,
)
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from conference.core.access import Who, Whose, access

View = Callable[[HttpRequest], HttpResponse]
WAITING = "at_the_door"


def one_at_a_time(view: View) -> View:
    """Let a browser's presses enter one after another, each seeing what the last did.

    The page itself begins the session, so that twins carry the same one; the second
    waits for the lock, reads the session anew, and is led where the first went.
    """

    @wraps(view)
    def entered(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            request.session.setdefault(WAITING, True)
            return view(request)
        key = request.session.session_key
        if key is None:
            return view(request)
        with transaction.atomic():
            _wait_for(key)
            request.session = _store(key)
            response = view(request)
            if request.session.modified and not request.session.is_empty():
                request.session.save()
        return response

    return entered


def _wait_for(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _store(key: str) -> SessionBase:
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(key)
    return store


@access(Who.ANYONE, whose=Whose.OWN, methods=("GET", "POST"))
@one_at_a_time
def sign_up(request: HttpRequest) -> HttpResponse:
    return cast("HttpResponse", library.signup(request))


@access(Who.ANYONE, whose=Whose.OWN, methods=("GET", "POST"))
@one_at_a_time
def ask_for_code(request: HttpRequest) -> HttpResponse:
    return cast("HttpResponse", library.request_login_code(request))


@access(Who.ANYONE, whose=Whose.OWN, methods=("GET", "POST"))
@one_at_a_time
def forgotten_password(request: HttpRequest) -> HttpResponse:
    waiting = request.session.get(PASSWORD_RESET_VERIFICATION_SESSION_KEY) or {}
    written = request.POST.get("email", "").strip().lower()
    if waiting and waiting.get("email", "").lower() == written:
        return redirect("account_confirm_password_reset_code")
    return cast("HttpResponse", library.password_reset(request))
