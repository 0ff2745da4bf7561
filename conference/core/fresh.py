"""Who showed lately that it is they: asked again before what cannot be called back."""

import time
from typing import Final
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

FRESH_SECONDS: Final = 15 * 60
ENTERED: Final = "entered_at"


def note_entrance(request: HttpRequest, **_signal: object) -> None:
    """Remember in the session when its person came in; on the computer's own clock."""
    request.session[ENTERED] = time.time()


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person signed in or showed a password or key in 15 minutes.

    Who has neither is told by another site, or by a mailed code, and can show nothing
    here; organisers outside the demo have a second factor.
    """
    records = get_authentication_records(request, request.user)
    shown = [
        request.session.get(ENTERED, 0),
        *(record.get("at", 0) for record in records),
    ]
    if time.time() - max(shown) < FRESH_SECONDS:
        return True
    return not get_adapter().get_reauthentication_methods(request.user)


def show_again(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks, and from there to the page that was pressed on."""
    messages.info(
        request,
        _("Nothing was done yet. Show that it is you, then press once more."),
    )
    goal = urlencode({REDIRECT_FIELD_NAME: _pressed_on(request)})
    address = f"{reverse('account_reauthenticate')}?{goal}"
    # A part of a page must not be filled with the page that asks.
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _pressed_on(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return reverse("admin:index")
    parts = urlsplit(came_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
