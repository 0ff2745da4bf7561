"""A notice, its texts, its ledger, and the answers; and what was told of sessions."""

from registration.notices.models.decision import Decision
from registration.notices.models.delivery import Delivery
from registration.notices.models.notice import Notice, NoticeText
from registration.notices.models.reminder import Reminder
from registration.notices.models.schedule import ScheduleDelivery, ScheduleNotice

__all__ = [
    "Decision",
    "Delivery",
    "Notice",
    "NoticeText",
    "Reminder",
    "ScheduleDelivery",
    "ScheduleNotice",
]
