"""What must always be true, in words and in SQL.

Most of it the database keeps by itself; here it is asked again, because after a fault
nobody should have to believe it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection

# A letter past its end is ended by the next sweep; so long it may take to be noticed.
GRACE: Final = timedelta(minutes=5)
# Within this time of the start, who is next may be passed over.
SOON: Final = timedelta(minutes=30)
EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence, and a query that finds what breaks it: one line of words for each."""

    sentence: str
    query: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold, how often, and the first examples."""

    sentence: str
    count: int
    examples: tuple[str, ...]


RULES: Final = (
    Rule(
        "No category has more approved registrations than places.",
        """
        SELECT 'category ' || c.code || ': ' || count(*) || ' of ' || c.quota
          FROM attendance_registration r
          JOIN attendance_participantcategory c ON c.id = r.category_id
         WHERE r.state = 'approved' AND c.quota IS NOT NULL
         GROUP BY c.id HAVING count(*) > c.quota
        """,
    ),
    Rule(
        "Each category counts its approved registrations right.",
        """
        SELECT 'category ' || c.code || ': says ' || c.places_taken
               || ', has ' || count(r.id)
          FROM attendance_participantcategory c
          LEFT JOIN attendance_registration r
            ON r.category_id = c.id AND r.state = 'approved'
         GROUP BY c.id HAVING count(r.id) <> c.places_taken
        """,
    ),
    Rule(
        "A person has at most one live registration in an edition.",
        """
        SELECT 'account ' || account_id || ': ' || count(*)
          FROM attendance_registration
         WHERE state IN ('draft', 'submitted', 'waiting', 'approved')
         GROUP BY account_id, edition_id HAVING count(*) > 1
        """,
    ),
    Rule(
        "Nobody waits where a place is free.",
        """
        SELECT 'category ' || c.code || ': ' || count(*) || ' wait'
          FROM attendance_registration r
          JOIN attendance_participantcategory c ON c.id = r.category_id
         WHERE r.state = 'waiting' AND (c.quota IS NULL OR c.places_taken < c.quota)
         GROUP BY c.id
        """,
    ),
    Rule(
        "The waiting list hands out its numbers once and in order.",
        """
        SELECT 'category ' || c.code || ': number ' || r.waiting_number
          FROM attendance_registration r
          JOIN attendance_participantcategory c ON c.id = r.category_id
         WHERE r.waiting_number > c.last_waiting_number
        """,
    ),
    Rule(
        "No session has more seats taken than it has.",
        """
        SELECT 'session ' || s.code || ': ' || count(*) || ' of ' || s.capacity
          FROM attendance_seat t JOIN programme_session s ON s.id = t.session_id
         WHERE t.state IN ('taken', 'held') AND t.is_counted
           AND s.capacity IS NOT NULL
         GROUP BY s.id HAVING count(*) > s.capacity
        """,
    ),
    Rule(
        "Each session counts its taken seats right.",
        """
        SELECT 'session ' || s.code || ': says ' || s.seats_taken
               || ', has ' || count(t.id)
          FROM programme_session s
          LEFT JOIN attendance_seat t
            ON t.session_id = s.id AND t.is_counted AND t.state IN ('taken', 'held')
         GROUP BY s.id HAVING count(t.id) <> s.seats_taken
        """,
    ),
    Rule(
        "A person has at most one seat in a session.",
        """
        SELECT 'account ' || r.account_id || ', session ' || t.session_id
          FROM attendance_seat t
          JOIN attendance_registration r ON r.id = t.registration_id
         WHERE t.state IN ('taken', 'held', 'waiting')
         GROUP BY r.account_id, t.session_id HAVING count(*) > 1
        """,
    ),
    Rule(
        "Seats belong to people who have a place.",
        """
        SELECT 'registration ' || r.id || ': ' || count(*)
          FROM attendance_seat t
          JOIN attendance_registration r ON r.id = t.registration_id
         WHERE t.state IN ('taken', 'held', 'waiting') AND r.state <> 'approved'
         GROUP BY r.id
        """,
    ),
    Rule(
        # Right before the start, who has something else then is passed over.
        "Nobody waits where a seat is free.",
        """
        SELECT 'session ' || s.code || ': ' || count(*) || ' wait'
          FROM attendance_seat t
          JOIN programme_session s ON s.id = t.session_id
          JOIN programme_sessionversion v ON v.id = s.released_id
         WHERE t.state = 'waiting' AND v.state = 'published'
           AND v.starts_at > %(soon)s
           AND (s.capacity IS NULL OR s.seats_taken < s.capacity)
         GROUP BY s.id
        """,
    ),
    Rule(
        "The line of a session hands out its numbers once and in order.",
        """
        SELECT 'session ' || s.code || ': number ' || t.arrival_number
          FROM attendance_seat t JOIN programme_session s ON s.id = t.session_id
         WHERE t.arrival_number > s.last_arrival
        """,
    ),
    Rule(
        "No seat is held past the time to answer.",
        """
        SELECT 'seat ' || id FROM attendance_seat
         WHERE state = 'held' AND held_until < %(past_end)s
        """,
    ),
    Rule(
        "The public reads one version of each session, and its seats are in force.",
        """
        SELECT 'session ' || s.code
          FROM programme_session s
          LEFT JOIN programme_sessionversion v
            ON v.session_id = s.id AND v.replaced_in_id IS NULL
         WHERE v.id IS DISTINCT FROM s.released_id
            OR (v.id IS NOT NULL AND v.seats IS DISTINCT FROM s.capacity)
        """,
    ),
    Rule(
        "No room has two sessions at once, as the public reads it.",
        """
        SELECT 'room ' || a.room_id || ': sessions ' || a.session_id || ' and '
               || b.session_id
          FROM programme_sessionversion a
          JOIN programme_sessionversion b
            ON b.room_id = a.room_id AND b.id > a.id
           AND b.starts_at < a.ends_at AND b.ends_at > a.starts_at
         WHERE a.replaced_in_id IS NULL AND b.replaced_in_id IS NULL
           AND a.state = 'published' AND b.state = 'published'
        """,
    ),
    Rule(
        "Nobody is on two stages at once, as the public reads it.",
        """
        SELECT 'person ' || x.speaker_id || ': sessions ' || a.session_id || ' and '
               || b.session_id
          FROM programme_versionrole x
          JOIN programme_sessionversion a ON a.id = x.version_id
          JOIN programme_versionrole y ON y.speaker_id = x.speaker_id
          JOIN programme_sessionversion b
            ON b.id = y.version_id AND b.id > a.id
           AND b.starts_at < a.ends_at AND b.ends_at > a.starts_at
         WHERE a.replaced_in_id IS NULL AND b.replaced_in_id IS NULL
           AND a.state = 'published' AND b.state = 'published'
        """,
    ),
    Rule(
        "No room has two sessions at once, as they are planned.",
        """
        SELECT 'room ' || a.room_id || ': ' || a.code || ' and ' || b.code
          FROM programme_session a
          JOIN programme_session b
            ON b.room_id = a.room_id AND b.id > a.id
           AND b.starts_at < a.ends_at AND b.ends_at > a.starts_at
         WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'
        """,
    ),
    Rule(
        # A closed account keeps its registration: the desk decides about the place.
        "Everyone approved has an address that was verified.",
        """
        SELECT 'registration ' || r.id
          FROM attendance_registration r
          JOIN accounts_user u ON u.id = r.account_id
         WHERE r.state = 'approved'
           AND NOT EXISTS (
               SELECT 1 FROM account_emailaddress e
                WHERE e.user_id = u.id AND e.verified
                  AND lower(e.email) = lower(u.email))
        """,
    ),
    Rule(
        "A notice has as many rows in its ledger as people were addressed.",
        """
        SELECT 'notice ' || n.id || ': addressed ' || n.addressed
               || ', rows ' || count(d.id)
          FROM notices_notice n
          LEFT JOIN notices_delivery d ON d.notice_id = n.id AND d.channel = 'mail'
         WHERE n.state = 'announced'
         GROUP BY n.id HAVING count(d.id) <> n.addressed
        """,
    ),
    Rule(
        "Nobody is addressed twice by one notice.",
        """
        SELECT 'notice ' || notice_id || ', account ' || account_id
          FROM notices_delivery
         GROUP BY notice_id, account_id, channel HAVING count(*) > 1
        """,
    ),
    Rule(
        "Each row of a ledger has its own letter, in the mailing of its notice.",
        """
        SELECT 'delivery ' || d.id
          FROM notices_delivery d
          JOIN notices_notice n ON n.id = d.notice_id
          JOIN mailroom_letter l ON l.id = d.letter_id
         WHERE l.batch_id IS DISTINCT FROM n.batch_id
        """,
    ),
    Rule(
        "A round of moved sessions has as many rows as people were addressed.",
        """
        SELECT 'round ' || n.id || ': addressed ' || n.addressed
               || ', rows ' || count(d.id)
          FROM notices_schedulenotice n
          LEFT JOIN notices_scheduledelivery d ON d.notice_id = n.id
         GROUP BY n.id HAVING count(d.id) <> n.addressed
        """,
    ),
    Rule(
        "Each row of a round has its own letter, in the mailing of its round.",
        """
        SELECT 'delivery ' || d.id
          FROM notices_scheduledelivery d
          JOIN notices_schedulenotice n ON n.id = d.notice_id
          JOIN mailroom_letter l ON l.id = d.letter_id
         WHERE l.batch_id IS DISTINCT FROM n.batch_id
        """,
    ),
    Rule(
        "Whoever was told of a session was told of a version of that session.",
        """
        SELECT 'seat ' || s.id
          FROM attendance_seat s
          JOIN programme_sessionversion v ON v.id = s.told_id
         WHERE v.session_id <> s.session_id
        """,
    ),
    Rule(
        "Only people who were asked have answered.",
        """
        SELECT 'decision ' || a.id
          FROM notices_decision a JOIN notices_delivery d ON d.id = a.delivery_id
         WHERE NOT d.asked
        """,
    ),
    Rule(
        "A notice that was announced tells of a decision that was announced.",
        """
        SELECT 'notice ' || n.id
          FROM notices_notice n
          JOIN editions_schedulerevision r ON r.id = n.revision_id
         WHERE n.state = 'announced' AND r.announced_at IS NULL
        """,
    ),
    Rule(
        "The decision in force was announced, and was not taken back.",
        """
        SELECT 'edition ' || e.slug
          FROM editions_edition e
          JOIN editions_schedulerevision r ON r.id = e.in_force_id
         WHERE r.state <> 'announced' OR r.edition_id <> e.id
        """,
    ),
    Rule(
        "The calendar's sequence grew with every change people could see.",
        """
        SELECT 'edition ' || e.slug || ': sequence ' || e.ical_sequence
          FROM editions_edition e
          JOIN editions_schedulerevision r
            ON r.edition_id = e.id AND r.announced_at IS NOT NULL
         GROUP BY e.id
        HAVING e.ical_sequence < count(*) - 1 + count(r.taken_back_at)
        """,
    ),
    Rule(
        "No letter is held longer than twice its lease.",
        """
        SELECT 'letter ' || id || ' by ' || lease_holder
          FROM mailroom_letter
         WHERE state IN ('claimed', 'handing_over')
           AND lease_until < clock_timestamp() - make_interval(secs => %(lease)s)
        """,
    ),
    Rule(
        "No letter that may leave waits past its end.",
        """
        SELECT 'letter ' || l.id
          FROM mailroom_letter l LEFT JOIN mailroom_batch b ON b.id = l.batch_id
         WHERE l.state IN ('due', 'retry')
           AND (b.id IS NULL OR (b.state = 'running' AND l.wave <= b.open_wave))
           AND coalesce(b.resumed_at, b.started_at, l.posted_at)
               + (l.give_up_at - l.posted_at) < %(past_end)s
        """,
    ),
    Rule(
        "A mailing that was stopped has no letter waiting.",
        """
        SELECT 'letter ' || l.id || ' of mailing ' || b.id
          FROM mailroom_letter l JOIN mailroom_batch b ON b.id = l.batch_id
         WHERE b.state = 'stopped' AND l.state IN ('due', 'retry')
        """,
    ),
)


def broken(*, now: datetime) -> Iterator[Broken]:
    """Yield each rule that does not hold at this moment."""
    moments: dict[str, datetime | float] = {
        "lease": settings.MAIL_LEASE_SECONDS,
        "past_end": now - GRACE,
        "soon": now + SOON,
    }
    with connection.cursor() as cursor:
        for rule in RULES:
            cursor.execute(rule.query, moments)
            rows = [str(row[0]) for row in cursor.fetchall()]
            if rows:
                yield Broken(rule.sentence, len(rows), tuple(rows[:EXAMPLES]))
