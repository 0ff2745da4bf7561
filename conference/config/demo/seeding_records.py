"""Dates the records of the seeding: they tell the demo's time, not the machine's.

A context around the seeding would do it, too, but the history writes its context anew
with every record, which 20,000 people have no time for.
"""

from typing import Final

import pgtrigger
from django.db import connection

from conference.config.demo.seeding_edition import ANNOUNCED_AT, OPENS_AT
from conference.config.demo.seeding_programme import SECOND_RELEASE_AT
from conference.config.desk.records import kinds

# Everything else was settled before people could come.
MOMENTS: Final = {
    "editions_editionevent": f"'{ANNOUNCED_AT.isoformat()}'",
    "editions_schedulerevisionevent": f"'{ANNOUNCED_AT.isoformat()}'",
    "attendance_registrationevent": "changed_at",
    "attendance_seatevent": "changed_at",
    "programme_releaseevent": "published_at",
    "programme_sessionevent": "changed_at",
    # Between the question of old and that of new, the release empties both.
    "programme_sessionroleevent": "coalesce(answered_at, asked_at,"
    f" '{SECOND_RELEASE_AT.isoformat()}')",
    "accounts_userevent": "coalesce((SELECT u.created_at FROM accounts_user u"
    " WHERE u.id = pgh_obj_id), created_at)",
}
SETTLED: Final = f"'{OPENS_AT.isoformat()}'"


def date_records() -> None:
    """Give each record of this transaction the time of what it tells."""
    tables = [kind.events._meta.db_table for kind in kinds()]  # noqa: SLF001  public in Django
    with pgtrigger.ignore(), connection.cursor() as cursor:
        for table in tables:
            moment = MOMENTS.get(table, SETTLED)
            cursor.execute(
                f"UPDATE {table} SET pgh_created_at = {moment}"  # noqa: S608  our own words
                " WHERE pgh_created_at = transaction_timestamp()"
            )
