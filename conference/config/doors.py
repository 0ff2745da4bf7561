"""Who may use the URLs of libraries: declared here, as their views are not ours."""

from collections.abc import Callable
from typing import Any

from conference.core.access import Access, Who, Whose

PUBLIC_FORM = Access(Who.ANYONE, methods=("GET", "POST"), personal=True)
OWN_PAGE = Access(Who.SIGNED_IN, Whose.OWN, methods=("GET", "POST"), personal=True)
PANEL = Access(Who.STAFF, Whose.ANYBODYS, methods=("GET", "POST"), personal=True)

BY_NAME: dict[str, Access] = {
    "set_language": Access(Who.ANYONE, methods=("POST",)),
}
BY_PREFIX: dict[str, Access] = {
    "admin:": PANEL,
    # Before sign-in; the rest of allauth is for oneself.
    "account_login": PUBLIC_FORM,
    "account_signup": PUBLIC_FORM,
    "account_logout": PUBLIC_FORM,
    "account_inactive": PUBLIC_FORM,
    "account_request_login_code": PUBLIC_FORM,
    "account_confirm_login_code": PUBLIC_FORM,
    "account_email_verification_sent": PUBLIC_FORM,
    "account_confirm_email": PUBLIC_FORM,
    "account_reset_password": PUBLIC_FORM,
    "account_confirm_password_reset_code": PUBLIC_FORM,
    "account_complete_password_reset": PUBLIC_FORM,
    "account_password_reset_completed": PUBLIC_FORM,
    "mfa_authenticate": PUBLIC_FORM,
    "mfa_login_webauthn": PUBLIC_FORM,
    "mfa_signup_webauthn": PUBLIC_FORM,
    "openid_connect_": PUBLIC_FORM,
    "socialaccount_connections": OWN_PAGE,
    "socialaccount_": PUBLIC_FORM,
    # Old addresses of allauth, which lead to the new ones.
    "account/social/": PUBLIC_FORM,
    "account_": OWN_PAGE,
    "mfa_": OWN_PAGE,
    "usersessions_": OWN_PAGE,
}


def declaration(name: str, view: Callable[..., Any]) -> Access | None:
    """Return who may use a URL, or None when nobody has said."""
    own: Access | None = getattr(view, "access", None)
    if own is not None:
        return own
    if name in BY_NAME:
        return BY_NAME[name]
    prefixes = (prefix for prefix in BY_PREFIX if name.startswith(prefix))
    found = next(prefixes, None)
    return BY_PREFIX[found] if found else None
