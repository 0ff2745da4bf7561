"""Authenticator apps, passkeys and recovery codes, as this house keeps them."""

import base64
import hashlib
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets rest encrypted, under a key made from the site's own."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "This second step stays, because your role needs one."
        ),
        "cannot_generate_recovery_codes": _(
            "Add an authenticator app or a passkey first. "
            "Then recovery codes make sense."
        ),
        "incorrect_code": _(
            "This code does not fit. Wait for the next one in your app "
            "and write it here."
        ),
        "unverified_email": _(
            "Confirm your e-mail address first. Then add a second step."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        drawing: str = segno.make(url).svg_inline(omitsize=True, border=4, light="#fff")
        return drawing

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(
        self,
        user: AbstractBaseUser,
        type: Authenticator.Type,  # noqa: A002  the library's name
    ) -> str:
        there_are = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": there_are + 1}


def _keys() -> MultiFernet:
    every: list[Any] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in every])


def _key(secret: str) -> bytes:
    digest = hashlib.sha256(b"registration.accounts.second_factor" + secret.encode())
    return base64.urlsafe_b64encode(digest.digest())
