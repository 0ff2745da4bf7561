"""Cookies, headers, passwords and who is believed about addresses."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from conference.config.settings import environment

SECRET_KEY = environment.SECRET_KEY
SECRET_KEY_FALLBACKS = environment.SECRET_KEY_FALLBACKS
ALLOWED_HOSTS = environment.ALLOWED_HOSTS
TRUSTED_PROXIES = environment.TRUSTED_PROXIES

AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["registration.accounts.hashing.LeanArgon2"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "family_name", "given_name"]},
    },
]
# Bounds the work of one hash; every form asks before it hashes.
PASSWORD_MAX_LENGTH = 4096
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# The demo runs on plain http at loopback, where a __Host- cookie is not accepted.
_secure = environment.IS_PRODUCTION
_prefix = "__Host-" if _secure else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
SESSION_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_COOKIE_SECURE = _secure
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = f"{_prefix}language"
LANGUAGE_COOKIE_SECURE = _secure
CSRF_FAILURE_VIEW = "conference.core.views.csrf_failure"
SECURE_SSL_REDIRECT = _secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 63_072_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _secure
SECURE_HSTS_PRELOAD = _secure
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_issuer = urlsplit(environment.OPENID_ISSUER)
# Browsers hold a form to this list also when its answer leads elsewhere.
_sign_on = [f"{_issuer.scheme}://{_issuer.netloc}"] if environment.OPENID_ISSUER else []

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF, *_sign_on],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
# Staff need a second factor before anything else works; the demo alone may do without.
STAFF_SECOND_FACTOR = environment.IS_PRODUCTION
