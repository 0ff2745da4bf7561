"""What nobody needs any more is taken away once a day."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from conference.core.models import RepeatToken
from conference.mailroom.operations import forgetting
from conference.programme.exchange import applying
from registration.accounts.models import Attempt

# A page is hardly sent twice on the day after tomorrow.
TOKEN_LIFE: Final = timedelta(days=2)


def tidy(*, now: datetime) -> dict[str, int]:
    """Delete ended sessions, old tokens, attempts and tables; say how many.

    Old letters stay, without the names and links they were made from. Sessions and
    attempts end by the computer's clock, which the demo does not move.
    """
    before = Session.objects.count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    living = Session.objects.filter(session_key=OuterRef("session_key"))
    return {
        "sessions": before - Session.objects.count(),
        "devices": UserSession.objects.filter(~Exists(living)).delete()[0],
        "tokens": RepeatToken.objects.filter(used_at__lt=now - TOKEN_LIFE).delete()[0],
        "attempts": Attempt.objects.filter(expires__lt=timezone.now()).delete()[0],
        "tables": applying.forget_old(now=now),
        "letters": forgetting.forget_old_letters(now=now),
    }
