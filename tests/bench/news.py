"""Decisions on the dates and their notices, up to the click that announces them."""

import time
from datetime import date, timedelta
from itertools import count

from i18nfield.strings import LazyI18nString

from conference.core import clock, repeat
from conference.editions.models import ScheduleRevision
from conference.editions.operations import revising
from conference.editions.queries import current_edition
from conference.mailroom.operations import batching
from registration.notices.models import Notice
from registration.notices.operations import announcing, approving, drafting
from tests.bench import people
from tests.bench.world import Web

# Each decision of a run names another month, because it must change something.
_months = count(0)


def approved_notice() -> Notice:
    """Return a notice that a second person has approved, ready to be announced."""
    writer, approver = people.organiser("writer"), people.organiser("approver")
    now = clock.now()
    years, month = divmod(next(_months), 12)
    day = date(2021 + years, month + 1, 1)
    revision = revising.propose(
        current_edition().pk,
        by=writer,
        now=now,
        name="ITU Digital World 2021",
        theme=LazyI18nString({"en": "Building the digital world. Together."}),
        delivery_format=ScheduleRevision.Format.IN_PERSON,
        venue=LazyI18nString({"en": "National Convention Center"}),
        city=LazyI18nString({"en": "Ha Noi, Viet Nam"}),
        date_precision=ScheduleRevision.Precision.MONTH,
        starts_on=day,
        ends_on=day + timedelta(days=27),
        reason=LazyI18nString({"en": "It is not safe to meet."}),
        decided_by=LazyI18nString({"en": "ITU and the Ministry"}),
        decided_on=date(2020, 5, 7),
    )
    notice = drafting.start(
        revision.pk, answer_by=now + timedelta(days=50), by=writer, now=now
    )
    drafting.submit(notice.pk, by=writer, now=now)
    return approving.approve(notice.pk, by=approver, now=now)


def take_back(notice: Notice) -> None:
    """Undo an announcement of which nothing has left."""
    announcing.take_back(notice.pk, by=people.organiser("approver"), now=clock.now())


def announce_by_click(web: Web, notice: Notice) -> float:
    """Press "announce" as the approver does, and return when that was."""
    cookies = people.signed_in([people.organiser("approver")])[0]
    path = f"/desk/dates/{notice.revision_id}/sending/announce/"
    form = {"how": "all", repeat.FIELD: repeat.fresh_token()}
    clicked_at = time.time()
    answer = web.client(cookies).submit(path, form)
    if answer.status != 302:
        message = f"The notice was not announced: {answer.status}."
        raise ConnectionError(message)
    return clicked_at


def stop(notice: Notice) -> None:
    """Stop what is still to leave."""
    notice.refresh_from_db()
    batching.stop(notice.batch_id, by=people.organiser("approver"), now=clock.now())
