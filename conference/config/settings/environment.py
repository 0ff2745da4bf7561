"""Everything read from the environment, once and typed; nothing else reads it."""

from ipaddress import ip_network
from typing import Final, Literal, cast

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

Mode = Literal["production", "demo", "test"]
MODES: Final = ("production", "demo", "test")

env = Env()


def _mode() -> Mode:
    mode = env.str("DW_MODE", "production")
    if mode not in MODES:
        message = f"DW_MODE is {mode!r}; write one of {', '.join(MODES)}."
        raise ImproperlyConfigured(message)
    return cast("Mode", mode)


MODE: Final = _mode()
IS_PRODUCTION: Final = MODE == "production"
IS_DEMO: Final = MODE == "demo"


def required(name: str, outside_production: str = "") -> str:
    """Return a setting that production must name; elsewhere a stand-in will do."""
    try:
        value: str = (
            env.str(name) if IS_PRODUCTION else env.str(name, outside_production)
        )
    except EnvError as error:
        message = f"The environment variable {name} is missing. Set it and start again."
        raise ImproperlyConfigured(message) from error
    if not value:
        message = f"The environment variable {name} is empty. Set it and start again."
        raise ImproperlyConfigured(message)
    return value


def networks(name: str, given: list[str]) -> list[str]:
    """Return addresses and networks as they were written, when they can be read."""
    written = [text.strip() for text in given if text.strip()]
    for text in written:
        try:
            ip_network(text)
        except ValueError as error:
            message = (
                f"{name} holds {text!r}, which is neither an address (10.0.0.1) nor a"
                " network (10.0.0.0/24). Write it so and start again."
            )
            raise ImproperlyConfigured(message) from error
    return written


SECRET_KEY: Final = required("SECRET_KEY", "only-for-demo-and-tests-" + "k" * 40)
SECRET_KEY_FALLBACKS: Final[list[str]] = env.list("SECRET_KEY_FALLBACKS", [])
SITE_URL: Final = required("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS: Final[list[str]] = (
    env.list("ALLOWED_HOSTS", [])
    if IS_PRODUCTION
    else env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", "testserver"])
)
TRUSTED_PROXIES: Final = networks("TRUSTED_PROXIES", env.list("TRUSTED_PROXIES", []))

DATABASE_URL: Final = required("DATABASE_URL", "postgresql://app@127.0.0.1:5432/app")
DATABASE_POOL: Final[int] = env.int("DATABASE_POOL", 0)
BROKER_URL: Final = required("BROKER_URL", "redis://127.0.0.1:6379/0")
CACHE_URL: Final = required("CACHE_URL", "redis://127.0.0.1:6379/1")

EMAIL_URL: Final = required("EMAIL_URL", "smtp://127.0.0.1:2525")
DEFAULT_FROM_EMAIL: Final = required(
    "DEFAULT_FROM_EMAIL", "ITU Digital World <notices@digital-world.example.org>"
)
EMAIL_TIMEOUT: Final[float] = env.float("EMAIL_TIMEOUT", 15)
MAIL_LEASE_SECONDS: Final[float] = env.float("MAIL_LEASE_SECONDS", 90)
REPLY_TO_EMAIL: Final = env.str("REPLY_TO_EMAIL", "help@digital-world.example.org")

OPENID_ISSUER: Final = env.str("OPENID_ISSUER", "")
OPENID_NAME: Final = env.str("OPENID_NAME", "")
OPENID_CLIENT_ID: Final = env.str("OPENID_CLIENT_ID", "")
OPENID_CLIENT_SECRET: Final = env.str("OPENID_CLIENT_SECRET", "")

METRICS_TOKEN: Final = required("METRICS_TOKEN", "demo-metrics")
LOG_LEVEL: Final = env.str("LOG_LEVEL", "INFO")
DEMO_DIR: Final = env.str("DEMO_DIR", ".demo")
