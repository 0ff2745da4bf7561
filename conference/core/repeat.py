"""Forms that act once: pressed twice, sent again, or from two tabs, one effect."""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext_lazy as _

from conference.core.models import RepeatToken
from conference.core.refusals import Refusal
from conference.core.transactions import retry_once_on_deadlock

FIELD: Final = "repeat_token"
TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


class SentWithOtherContent(Refusal):
    """The same press arrived before with other content."""

    sentence = _(
        "This page was sent before with other answers. Look at what we have, "
        "then change it there."
    )


class TokenMissing(Refusal):
    """A form without its token, or with one that is none of ours."""

    sentence = _(
        "This page was open too long. What you wrote is kept. Press once more."
    )


def fresh_token() -> str:
    """Return a token for one rendering of one form: 128 random bits."""
    return secrets.token_urlsafe(16)


@retry_once_on_deadlock
def act_once(
    request: HttpRequest,
    action: str,
    act: Callable[[], str],
    *,
    now: datetime,
    owner: str = "",
) -> HttpResponseRedirect:
    """Do `act` once for this press and redirect to where it says, each time.

    `act` returns a URL and runs in the same transaction as the token's row, so that a
    refusal leaves no trace and the same press may be tried again. A twin that arrives
    meanwhile waits for the row lock, and a deadlock is tried once more: so `act` does
    nothing outside the database. `owner` names the bearer of a signed link; a
    signed-in person is taken from the request. Refused: TokenMissing,
    SentWithOtherContent; whatever `act` refuses goes through.
    """
    token = request.POST.get(FIELD, "")
    if not TOKEN.fullmatch(token):
        raise TokenMissing
    mine = owner or f"account:{request.user.pk}"
    content = _hash(request.POST)
    with transaction.atomic():
        first = _remember(mine, action, token, content, now)
        if first:
            outcome = act()
            RepeatToken.objects.filter(owner=mine, action=action, token=token).update(
                outcome=outcome
            )
            return HttpResponseRedirect(outcome)
    earlier = RepeatToken.objects.get(owner=mine, action=action, token=token)
    if earlier.content_hash != content:
        raise SentWithOtherContent
    return HttpResponseRedirect(earlier.outcome)


def _remember(owner: str, action: str, token: str, content: str, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_repeattoken"
            " (owner, action, token, content_hash, outcome, used_at)"
            " VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT DO NOTHING",
            [owner, action, token, content, now],
        )
        return bool(cursor.rowcount == 1)


def _hash(posted: QueryDict) -> str:
    kept = posted.copy()
    for name in ("csrfmiddlewaretoken", FIELD):
        kept.pop(name, None)
    lines = sorted((name, kept.getlist(name)) for name in kept)
    return hashlib.sha256(repr(lines).encode()).hexdigest()
