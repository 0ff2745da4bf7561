"""Django's own mail functions, posted as letters."""

from django.core.mail.backends.base import BaseEmailBackend


class LetterBackend(BaseEmailBackend):
    """To be written by the mailroom."""
