"""Languages, zones and formats."""

from conference.config.settings.base import BASE_DIR

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
EVENT_TIME_ZONE = "Asia/Ho_Chi_Minh"
LANGUAGE_CODE = "en"
# Named as their readers write them; never translated.
LANGUAGES = [
    ("en", "English"),
    ("vi", "Tiếng Việt"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
    ("ar", "العربية"),
]
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
FORMAT_MODULE_PATH = ["conference.core.formats"]
LOCALE_PATHS = [BASE_DIR / "conference" / "locale"]
COUNTRIES_OVERRIDE = {"VN": "Viet Nam", "PS": "State of Palestine"}
