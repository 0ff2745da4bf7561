"""What the account library says on its own, in our words.

The library has no Vietnamese; what stands here is collected with our own phrases.
"""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# Why something was not accepted, by the library's own key.
REFUSALS: Final[dict[str, Any]] = {
    **DefaultAccountAdapter.error_messages,
    "account_inactive": _("This account is closed. Write to us if that is a mistake."),
    "cannot_remove_primary_email": _("This is your only address. Change it instead."),
    "duplicate_email": _("This is your address already. Write the new one."),
    "email_password_mismatch": _(
        "Address and password do not fit together. Look at both, "
        "or let us send you a code."
    ),
    "email_taken": _("This address belongs to another account. Write another one."),
    "enter_current_password": _(
        "This is not your present password. Write it once more."
    ),
    "incorrect_code": _(
        "This is not the code we sent. Look at our newest letter and write it here."
    ),
    "incorrect_password": _("This is not your password. Write it once more."),
    "invalid_or_expired_key": _("This link is too old. Ask for a new one."),
    "invalid_login": _("Write the e-mail address of your account."),
    "invalid_password_reset": _("This code is too old. Ask for a new one."),
    "rate_limited": _("That was often in a short time. Wait a minute, then try again."),
    "same_as_current": _("This is what we have already. Write the new one."),
    "too_many_login_attempts": _(
        "That was often in a short time. Wait five minutes, "
        "or use another way to sign in."
    ),
    "unverified_primary_email": _("Confirm your e-mail address first."),
}

# What the next page says after something was done; nothing where the page shows it.
DONE: Final[dict[str, Any]] = {
    "account/messages/cannot_delete_primary_email.txt": REFUSALS[
        "cannot_remove_primary_email"
    ],
    "account/messages/email_confirmation_failed.txt": _(
        "%(email)s belongs to another account."
    ),
    "account/messages/email_confirmation_sent.txt": "",
    "account/messages/email_confirmed.txt": _("%(email)s is confirmed."),
    "account/messages/email_deleted.txt": _("%(email)s is taken away."),
    "account/messages/logged_in.txt": "",
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/login_code_sent.txt": "",
    "account/messages/password_changed.txt": _("Your new password holds."),
    "account/messages/password_set.txt": _("Your password holds."),
    "account/messages/primary_email_set.txt": _("Your address is changed."),
    "account/messages/unverified_primary_email.txt": REFUSALS[
        "unverified_primary_email"
    ],
    "mfa/messages/recovery_codes_generated.txt": _(
        "These are your new recovery codes."
    ),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is taken away."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("Your passkey is taken away."),
    "socialaccount/messages/account_connected.txt": _("The sign-on is connected."),
    "socialaccount/messages/account_connected_other.txt": _(
        "This sign-on belongs to another account here."
    ),
    "socialaccount/messages/account_connected_updated.txt": _(
        "The sign-on is connected."
    ),
    "socialaccount/messages/account_disconnected.txt": _("The sign-on is taken away."),
    "usersessions/messages/sessions_logged_out.txt": _(
        "You are signed out everywhere else."
    ),
}

# Ways to show again who one is, by the library's own key.
WAYS: Final[dict[str, Any]] = {
    "reauthenticate": _("With your password"),
    "mfa_reauthenticate": _("With a code from your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("With a passkey"),
}

# Said by the library's own code, reached rarely; collected here for our catalogues.
STILL_THEIRS: Final = (
    gettext_noop("Invalid token."),
    gettext_noop("Your account has no verified email address."),
    gettext_noop(
        "The third-party account is already connected to a different account."
    ),
    gettext_noop("Please select only one."),
)
