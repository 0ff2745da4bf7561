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
# Offering another address would show whether the first one had an account.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# Mail may take some minutes to arrive; a code lives as long as its letter.
CODE_LIFE_SECONDS = 15 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_LIFE_SECONDS
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_LIFE_SECONDS
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_LIFE_SECONDS
# "1234-5678": digits are on every keyboard, whatever its script.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if environment.IS_PRODUCTION else "http"
# A whole delegation may sit behind one address, so limits by address are wide and
# limits by account narrow. Who is locked out by a stranger's guesses still has the
# code by mail and the passkey.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key,30/d/key",
    "signup": "60/m/ip",
    "confirm_email": "1/10s/key,10/h/key",
    "request_login_code": "60/m/ip,3/m/key,10/h/key",
    "reset_password": "60/m/ip,3/m/key,10/h/key",
    "reset_password_from_key": "60/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}
_FORMS = "registration.accounts.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "signup": f"{_FORMS}.SignUpForm",
    "request_login_code": f"{_FORMS}.RequestCodeForm",
    "confirm_login_code": f"{_FORMS}.SignInCodeForm",
    "confirm_email_verification_code": f"{_FORMS}.AddressCodeForm",
    "add_email": f"{_FORMS}.NewAddressForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ForgottenPasswordForm",
    "confirm_password_reset_code": f"{_FORMS}.ResetCodeForm",
    "reset_password_from_key": f"{_FORMS}.NewPasswordForm",
    "reauthenticate": f"{_FORMS}.PasswordAgainForm",
}

MFA_ADAPTER = "registration.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "ITU Digital World"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not environment.IS_PRODUCTION
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.SecondStepForm",
    "reauthenticate": f"{_FORMS}.SecondStepAgainForm",
    "activate_totp": f"{_FORMS}.AuthenticatorAppForm",
    "add_webauthn": f"{_FORMS}.NewPasskeyForm",
    "edit_webauthn": f"{_FORMS}.PasskeyNameForm",
}
USERSESSIONS_TRACK_ACTIVITY = False

SOCIALACCOUNT_ADAPTER = "registration.accounts.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
# An organisation's word about an address does not open an account that exists.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_FORMS = {"signup": f"{_FORMS}.SingleSignOnForm"}
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
