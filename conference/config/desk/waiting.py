"""What waits for the organisers, counted for the rail; each is one statement."""

from django.db.models import Q

from conference.mailroom.models import Batch
from registration.attendance.models import Registration
from registration.notices.models import Notice


def undecided() -> int:
    """Count the requests that wait for a decision."""
    return Registration.objects.undecided().filter(edition__is_current=True).count()


def second_readers() -> int:
    """Count the notices that wait for a second person."""
    return Notice.objects.filter(state=Notice.State.READY).count()


def alarms() -> int:
    """Count the batches with an alarm that nobody has seen to."""
    return Batch.objects.filter(~Q(alarm=""), ~Q(state=Batch.State.STOPPED)).count()
