"""Django's own mail functions, posted as letters."""

from collections.abc import Sequence
from datetime import timedelta
from email.utils import parseaddr
from uuid import uuid4

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation

from conference.core import clock
from conference.mailroom.operations import posting

PATIENCE = timedelta(hours=24)


class LetterBackend(BaseEmailBackend):
    """Turns each message into one urgent letter per recipient.

    Libraries call it, never we ourselves: our letters have templates and keys.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Post the letters; they leave when the present transaction commits."""
        drafts = [
            _draft(message, to)
            for message in email_messages
            for to in message.recipients()
        ]
        posting.post(drafts, now=clock.now())
        return len(email_messages)


def _draft(message: EmailMessage, to: str) -> posting.Draft:
    pages = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    page = next((part for part, kind in pages if kind == "text/html"), "")
    is_page = message.content_subtype == "html"
    return posting.Draft(
        key=f"message:{uuid4().hex}",
        to=parseaddr(to)[1] or to,
        language=translation.get_language() or "en",
        template="plain",
        context={
            "subject": str(message.subject),
            "text": str(message.body),
            "html": str(message.body if is_page else page),
        },
        urgent=True,
        give_up_after=PATIENCE,
    )
