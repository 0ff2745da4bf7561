"""What a person reads of moved sessions: the letters they had, as they were told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import ngettext

from registration.notices.models import ScheduleDelivery


@dataclass(frozen=True, slots=True)
class MyRound:
    """One letter about moved sessions, in its own language."""

    round_id: int
    delivery_id: int
    headline: str
    language: str
    direction: str
    announced_at: datetime
    read_at: datetime | None
    items: Sequence[dict[str, Any]]


def my_rounds(account: AbstractBaseUser | AnonymousUser) -> list[MyRound]:
    """Return a person's letters about moved sessions, the newest first."""
    mine = ScheduleDelivery.objects.filter(account_id=account.pk)
    rows = mine.select_related("notice").order_by("-notice__announced_at", "-pk")
    return [_my_round(delivery) for delivery in rows]


def my_round(
    account: AbstractBaseUser | AnonymousUser, round_id: int
) -> MyRound | None:
    """Return a person's own letter of a round, or None."""
    mine = ScheduleDelivery.objects.filter(account_id=account.pk, notice_id=round_id)
    delivery = mine.select_related("notice").first()
    return _my_round(delivery) if delivery else None


def _my_round(delivery: ScheduleDelivery) -> MyRound:
    is_bidi = translation.get_language_info(delivery.language)["bidi"]
    return MyRound(
        round_id=delivery.notice_id,
        delivery_id=delivery.pk,
        headline=_headline(delivery),
        language=delivery.language,
        direction="rtl" if is_bidi else "ltr",
        announced_at=delivery.notice.announced_at,
        read_at=delivery.read_at,
        items=delivery.items,
    )


def _headline(delivery: ScheduleDelivery) -> str:
    if len(delivery.items) == 1:
        return str(delivery.items[0]["title"])
    with translation.override(delivery.language):
        count = len(delivery.items)
        words = ngettext(
            "%(count)s of your sessions changed",
            "%(count)s of your sessions changed",
            count,
        )
        return words % {"count": count}
