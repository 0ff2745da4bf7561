"""An environment in which production's settings load; nothing is connected to."""

import secrets


def production() -> dict[str, str]:
    """Return addresses that do not exist and secrets of the moment."""
    return {
        "DW_MODE": "production",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "METRICS_TOKEN": secrets.token_urlsafe(30),
        "SITE_URL": "https://digital-world.example.org",
        "ALLOWED_HOSTS": "digital-world.example.org",
        "DATABASE_URL": "postgresql://app:throwaway@db.invalid/app",
        "BROKER_URL": "redis://:throwaway@broker.invalid/0",
        "CACHE_URL": "redis://:throwaway@cache.invalid/0",
        "EMAIL_URL": "smtp+tls://app:throwaway@mail.invalid:587",
        "DEFAULT_FROM_EMAIL": "ITU Digital World <notices@digital-world.example.org>",
    }
