"""The languages that have default words."""

from typing import Final

from registration.notices.words import ar, en, es, fr, ru, vi, zh_hans
from registration.notices.words.phrases import Phrases

LANGUAGES: Final[dict[str, Phrases]] = {
    "en": en.PHRASES,
    "vi": vi.PHRASES,
    "fr": fr.PHRASES,
    "es": es.PHRASES,
    "ru": ru.PHRASES,
    "zh-hans": zh_hans.PHRASES,
    "ar": ar.PHRASES,
}


def phrases_of(language: str) -> Phrases:
    """Return a language's phrases; English where there are none."""
    return LANGUAGES.get(language, en.PHRASES)
