"""Ending the news to an address; operational letters still come."""

from datetime import datetime

from conference.mailroom.models import Suppression


def end_news(address: str, *, now: datetime) -> None:
    """Post no news to this address any more; doing it twice is doing it once."""
    Suppression.objects.bulk_create(
        [
            Suppression(
                address=address,
                kind=Suppression.Kind.NEWS,
                reason="Unsubscribed by the link in a letter.",
                since=now,
            )
        ],
        ignore_conflicts=True,
    )
