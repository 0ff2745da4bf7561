"""Reads of notices: whom they touch, how far they got, what a person sees."""

from registration.notices.queries.audience import (
    AUDIENCE_STATES,
    Effect,
    GateRow,
    audience,
    before,
    effect,
    effective_languages,
    language_gate,
)
from registration.notices.queries.ledger import (
    NoticeProgress,
    TallyRow,
    ledger,
    of_edition,
    progress,
    tally,
    tally_total,
)
from registration.notices.queries.reading import (
    MyNotice,
    ShownNotice,
    my_delivery,
    my_notices,
    shown,
)

__all__ = [
    "AUDIENCE_STATES",
    "Effect",
    "GateRow",
    "MyNotice",
    "NoticeProgress",
    "ShownNotice",
    "TallyRow",
    "audience",
    "before",
    "effect",
    "effective_languages",
    "language_gate",
    "ledger",
    "my_delivery",
    "my_notices",
    "of_edition",
    "progress",
    "shown",
    "tally",
    "tally_total",
]
