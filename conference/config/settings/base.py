"""Apps, middleware, templates and static files."""

from pathlib import Path

from conference.config.settings import environment

BASE_DIR = Path(__file__).resolve().parents[3]
DEBUG = False
MODE = environment.MODE
SITE_URL = environment.SITE_URL
METRICS_TOKEN = environment.METRICS_TOKEN
DEMO_DIR = Path(environment.DEMO_DIR).absolute() if environment.IS_DEMO else None

INSTALLED_APPS = [
    "conference.config.apps.ConferenceConfig",
    "conference.config.apps.PanelConfig",
    "conference.core",
    "conference.mailroom",
    "conference.editions",
    "conference.programme",
    "registration.accounts",
    "registration.attendance",
    "registration.notices",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "allauth.usersessions",
    *(
        ["allauth.socialaccount.providers.openid_connect"]
        if environment.OPENID_ISSUER
        else []
    ),
    "pgtrigger",
    "pghistory",
    "django_countries",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "conference.core.middleware.proxies",
    "django.middleware.security.SecurityMiddleware",
    "conference.editions.views.keeping.shelf",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "conference.core.middleware.possible_text",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "registration.accounts.middleware.Person",
    "conference.config.mine.mine",
    "conference.core.middleware.records",
    "conference.core.middleware.refusals",
]

ROOT_URLCONF = "conference.config.urls"
WSGI_APPLICATION = "conference.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "conference.core.templatetags.look",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "conference.core.context.look",
                "conference.editions.context.edition",
                "conference.config.panel.jobs",
                "conference.config.needs.needs",
            ],
        },
    }
]
FORM_RENDERER = "conference.core.rendering.LookRenderer"

STATIC_URL = "/static/"
# Gathered for production only; demo and tests serve them from where they lie.
STATIC_ROOT = BASE_DIR / ".static" if environment.IS_PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not environment.IS_PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if environment.IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# A form of ours has at most some sixty fields; a thousand is Django's own limit.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
