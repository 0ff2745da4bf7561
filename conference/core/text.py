"""One line of text as a person meant it, whatever was pasted with it."""

import unicodedata
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

# Signs that look like nothing though they count as letters or symbols.
FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Joiners and marks of direction that some scripts need inside words.
KEPT: Final = frozenset("\u200c\u200d\u200e\u200f")


def plain_line(text: str) -> str:
    """Return the text as one line, in composed form, without controls and overrides."""
    kept = (
        sign if _is_kept(sign) else " " for sign in unicodedata.normalize("NFC", text)
    )
    return " ".join("".join(kept).split())


def says_something(text: str) -> bool:
    """Whether there is at least one visible sign."""
    return any(
        unicodedata.category(sign)[0] in "LNPS" and sign not in FILLERS for sign in text
    )


class PlainLineField(forms.CharField):
    """A single line; line ends and invisible controls become spaces."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401  as Django gives it
        text = super().to_python(plain_line(str(value or ""))) or ""
        return text if says_something(text) else ""


class PlainTextField(forms.CharField):
    """Several lines; what PostgreSQL keeps in no text is refused kindly."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401  as Django gives it
        text = super().to_python(str(value or "").replace("\r\n", "\n")) or ""
        if any(unicodedata.category(sign) == "Cs" for sign in text):
            raise forms.ValidationError(
                _("This text holds broken signs. Write them again."), code="broken"
            )
        return text


def _is_kept(sign: str) -> bool:
    return sign in KEPT or unicodedata.category(sign) not in {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
        "Zp",
    }
