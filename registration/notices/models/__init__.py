"""A notice, its texts, its ledger, and the answers."""

from registration.notices.models.decision import Decision
from registration.notices.models.delivery import Delivery
from registration.notices.models.notice import Notice, NoticeText
from registration.notices.models.reminder import Reminder

__all__ = ["Decision", "Delivery", "Notice", "NoticeText", "Reminder"]
