"""Forms of the account pages: the library's in our words, and the profile."""

import unicodedata
import zoneinfo
from collections.abc import Callable
from functools import lru_cache
from typing import Any, ClassVar, Final

from allauth.account import forms as library
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkey
from allauth.socialaccount.forms import SignupForm as LibrarySingleSignOnForm
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from registration.accounts.models import User
from registration.accounts.phrases import REFUSALS

CODE_LENGTH: Final = 40
NEW_PASSWORD: Final = _(
    "At least 10 characters. Four or five words together are easy to keep."
)


class OurWords(forms.Form):
    """Labels, hints and errors of ours, no words inside fields."""

    labels: ClassVar[dict[str, Any]] = {}  # words, also those translated late
    hints: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.error_messages |= _how_to_repair(field)
            if isinstance(field.widget, forms.PasswordInput):
                _bound(field)


def _how_to_repair(field: forms.Field) -> dict[str, Any]:
    """Say what to write, where Django says that something is wrong."""
    if isinstance(field, forms.EmailField):
        return {
            "required": _("Write your e-mail address."),
            "invalid": _("Write the whole address, such as name@example.org."),
        }
    if isinstance(field.widget, forms.PasswordInput):
        return {"required": _("Write your password.")}
    return {"required": _("Write an answer here.")}


def _bound(field: forms.Field) -> None:
    field.validators.append(
        MaxLengthValidator(
            settings.PASSWORD_MAX_LENGTH,
            _("This password is too long. Write at most %(limit_value)s characters."),
        )
    )


class OneNewPassword(OurWords):
    """A new password is written once: a slip is repaired by a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)


class CodeForm(OurWords):
    """One field for a code that we sent, in whatever digits a keyboard writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields.keys() & {"code", "old_code"}:
            _as_code(self.fields[name])


def _as_code(field: forms.Field) -> None:
    field.widget.attrs.update(
        {"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}
    )
    field.validators.append(MaxLengthValidator(CODE_LENGTH, REFUSALS["incorrect_code"]))
    field.error_messages["required"] = _("Write the code.")
    field.clean = _ascii_digits(field.clean)  # type: ignore[method-assign,assignment]  # one instance


def _ascii_digits(clean: Callable[[object], object]) -> Callable[[object], object]:
    def cleaned(value: object) -> object:
        return clean(in_ascii_digits(value) if isinstance(value, str) else value)

    return cleaned


def in_ascii_digits(text: str) -> str:
    """Return the text with the digits of every script as 0 to 9."""
    digits = (unicodedata.digit(sign, None) for sign in text)
    return "".join(
        sign if digit is None else str(digit)
        for sign, digit in zip(text, digits, strict=True)
    )


class LoginForm(OurWords, library.LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}


class SignUpForm(OneNewPassword, library.SignupForm):
    account_already_exists: bool
    labels = {"email": _("E-mail address"), "password1": _("Password")}
    hints = {
        "email": _("We send a code there, and later your confirmation."),
        "password1": NEW_PASSWORD,
    }

    def try_save(
        self, request: HttpRequest
    ) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        """Open the account, or answer just the same where there is one already."""
        if self.account_already_exists:
            # As much work as a new account, so that time does not tell.
            make_password(self.cleaned_data.get("password1"))
            return self._tried(request)
        try:
            with transaction.atomic():
                return self._tried(request)
        except IntegrityError:  # somebody else with this address was faster
            self.account_already_exists = True
            return self._tried(request)

    def _tried(
        self, request: HttpRequest
    ) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        answer: tuple[Any, Any] = super().try_save(request)
        return answer


class RequestCodeForm(OurWords, library.RequestLoginCodeForm):
    labels = {"email": _("E-mail address")}


class SignInCodeForm(CodeForm, library.ConfirmLoginCodeForm):
    labels = {"code": _("Code")}


class ResetCodeForm(CodeForm, library.ConfirmPasswordResetCodeForm):
    labels = {"code": _("Code")}


class AddressCodeForm(CodeForm, library.ConfirmEmailVerificationCodeForm):
    """The code from the new mailbox and, for a change, the one from the old."""

    labels = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = context.request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}
        self.expected_old_code = waiting.get("old_code", "")
        if self.expected_old_code:
            self.fields["code"].label = _("Code sent to your new address")
            self.fields["old_code"] = forms.CharField(
                label=_("Code sent to your present address")
            )
            _as_code(self.fields["old_code"])

    def clean_old_code(self) -> str:
        code: str = self.cleaned_data["old_code"]
        if not compare_user_code(actual=code, expected=self.expected_old_code):
            raise forms.ValidationError(REFUSALS["incorrect_code"], "incorrect_code")
        return code


class NewAddressForm(OurWords, library.AddEmailForm):
    labels = {"email": _("New e-mail address")}


class ChangePasswordForm(OneNewPassword, library.ChangePasswordForm):
    labels = {"oldpassword": _("Present password"), "password1": _("New password")}
    hints = {"password1": NEW_PASSWORD}


class SetPasswordForm(OneNewPassword, library.SetPasswordForm):
    labels = {"password1": _("Password")}
    hints = {"password1": NEW_PASSWORD}


class ForgottenPasswordForm(OurWords, library.ResetPasswordForm):
    labels = {"email": _("E-mail address")}


class NewPasswordForm(OneNewPassword, library.ResetPasswordKeyForm):
    labels = {"password1": _("New password")}
    hints = {"password1": NEW_PASSWORD}


class PasswordAgainForm(OurWords, library.ReauthenticateForm):
    labels = {"password": _("Password")}


class SecondStepForm(CodeForm, second_step.AuthenticateForm):
    labels = {"code": _("Code")}
    hints = {"code": _("From your authenticator app, or one of your recovery codes.")}


class SecondStepAgainForm(CodeForm, second_step.ReauthenticateForm):
    labels = {"code": _("Code")}
    hints = {"code": _("From your authenticator app, or one of your recovery codes.")}


class AuthenticatorAppForm(CodeForm, totp.ActivateTOTPForm):
    labels = {"code": _("Code from the app")}
    hints = {"code": _("Six digits that change every half minute.")}


class NewPasskeyForm(OurWords, passkey.AddWebAuthnForm):
    labels = {
        "name": _("Name"),
        "passwordless": _("Sign in with it alone, without a password"),
    }
    hints = {
        "name": _("For you, to tell your devices apart."),
        "passwordless": _("The device then asks for your finger, your face or a PIN."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _short(self.fields["name"])


class PasskeyNameForm(OurWords, passkey.EditWebAuthnForm):
    labels = {"name": _("Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _short(self.fields["name"])


def _short(field: forms.Field) -> None:
    field.validators.append(MaxLengthValidator(100))
    field.widget.attrs["maxlength"] = "100"


class SingleSignOnForm(OurWords, LibrarySingleSignOnForm):
    labels = {"email": _("E-mail address")}


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Who the person is, and in which language and zone we speak to them."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Beside the time in Ha Noi we show yours."),
    )

    class Meta:
        model = User
        fields = ("family_name", "given_name", "language", "time_zone", "country")
        help_texts = {
            "family_name": _("If you have one name only, write it here."),
            "language": _(
                "For these pages. Your registration has its own, under “My answers”."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["family_name"].required = True
        self.fields["family_name"].widget.attrs["autocomplete"] = "family-name"
        self.fields["given_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["country"].widget.attrs["autocomplete"] = "country"
        zones = self.fields["time_zone"]
        zones.choices = time_zones()  # type: ignore[attr-defined]  # a ChoiceField


@lru_cache(maxsize=1)
def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """List the zones of the world by region, as pairs of a name and what is shown."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(zoneinfo.available_timezones()):
        region, _slash, place = zone.partition("/")
        if region in REGIONS:
            regions.setdefault(region, []).append((zone, place.replace("_", " ")))
    return [*regions.items(), ("UTC", [("UTC", "UTC")])]


REGIONS: Final = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)
