"""An edition of the event and the revisions of its schedule."""

from conference.editions.models.edition import Edition
from conference.editions.models.revision import Facts, ScheduleRevision

__all__ = ["Edition", "Facts", "ScheduleRevision"]
