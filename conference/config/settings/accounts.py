"""django-allauth: how people sign up and in."""

from typing import Any

from conference.config.settings import environment

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "attendance:my"
LOGOUT_REDIRECT_URL = "editions:home"

ACCOUNT_ADAPTER = "registration.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if environment.IS_PRODUCTION else "http"

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "ITU Digital World"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not environment.IS_PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False

SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "organisation",
                    "name": environment.OPENID_NAME or "Single sign-on",
                    "client_id": environment.OPENID_CLIENT_ID,
                    "secret": environment.OPENID_CLIENT_SECRET,
                    "settings": {"server_url": environment.OPENID_ISSUER},
                }
            ],
        }
    }
    if environment.OPENID_ISSUER
    else {}
)
