"""How the numbers of a notice become a picture."""

from django.utils.translation import gettext as _

from conference.core.charts import Piece, pieces
from registration.notices.queries import NoticeProgress


def letters_of(progress: NoticeProgress) -> list[Piece]:
    """Show the letters of a notice as parts that always add up to those addressed.

    The key of a part is the state by which the ledger is filtered. The two rare parts
    are left out while nobody is in them.
    """
    always = [
        Piece("accepted", _("Accepted"), progress.accepted, "f1"),
        Piece("waiting", _("On the way"), progress.waiting, "hatch"),
        Piece("failed", _("Failed"), progress.failed, "fb"),
        Piece("cancelled", _("Taken back"), progress.cancelled, "f2"),
    ]
    rare = [
        Piece("uncertain", _("Uncertain"), progress.uncertain, "f4"),
        Piece("suppressed", _("Address is dead"), progress.suppressed, "f3"),
    ]
    return pieces(always + [piece for piece in rare if piece.count])
