"""Moving: when sessions move, everyone concerned hears of it once.

Publishing leaves changes behind, and each of them waits here. After a quiet period they
are told in one round: one transaction, in which the letters are written and everybody's
`told` is brought up to date. What is done once stays done, and a worker that dies half
way has done nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.transaction import atomic
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.mailroom import bell
from conference.mailroom.operations import batching, posting
from conference.programme.models import (
    Programme,
    Session,
    SessionChange,
    SessionRole,
    SessionVersion,
)
from conference.programme.queries.changes import Pending
from registration.attendance.models import Seat, Star
from registration.notices.models import ScheduleNotice
from registration.notices.operations.retelling import Item, Retelling
from registration.notices.queries import schedule
from registration.notices.queries.schedule import Effect, News, Reader

__all__ = ["Item", "announce_changes", "ask_now", "effect"]

# An organiser who slips and puts it right within this time troubles nobody.
QUIET: Final = timedelta(minutes=2)
# Who goes on changing things does not keep the first news back for longer.
LONGEST_QUIET: Final = timedelta(minutes=10)
TASK: Final = "registration.notices.tasks.announce_changes"
TEMPLATE: Final = "schedule_changes"
CHUNK: Final = 1000
# Names our lock among all advisory locks of the database: "told" in ASCII.
ROUND: Final = 0x746F6C64
PATIENCE: Final = posting.PATIENCE
SHORTEST_PATIENCE: Final = timedelta(hours=1)
ENCODER: Final = DjangoJSONEncoder(ensure_ascii=False)

INTO_LEDGER: Final = """
COPY notices_scheduledelivery (
    notice_id, account_id, speaker_id, letter_id, name, address, language, items
) FROM STDIN
"""


class NothingToAnnounce(Refusal):
    """Everyone concerned knows everything."""

    sentence = _(
        "No change waits to be told: everyone concerned has a letter already. "
        "Publish a release first."
    )


def announce_changes(*, now: datetime) -> int:
    """Tell of every change whose quiet period is over, and return how many were told.

    One round for each edition. Two workers at once make one: the second does nothing.
    """
    return sum(_announce(pk, now=now) for pk in _due_editions(now))


@atomic
def ask_now(edition_id: int, *, by: AbstractBaseUser, now: datetime) -> None:
    """Let waiting changes be told at once. Refused: NothingToAnnounce."""
    if not schedule.waiting_changes(edition_id).exists():
        raise NothingToAnnounce
    Programme.objects.filter(edition_id=edition_id).update(
        announce_asked_at=now, announce_asked_by_id=by.pk
    )
    bell.ring_for(TASK)


def effect(edition_id: int, pending: Sequence[Pending]) -> Effect:
    """Return whom a release of these changes will tell, before anybody publishes it."""
    return schedule.effect(edition_id, pending)


def _due_editions(now: datetime) -> list[int]:
    """Return the editions with something to tell: quiet for long enough, or asked."""
    waiting = SessionChange.objects.filter(concerns=True, announced_at=None)
    quiet = (
        waiting.order_by()
        .values("session__edition_id")
        .annotate(first=Min("made_at"), last=Max("made_at"))
        .filter(Q(last__lte=now - QUIET) | Q(first__lte=now - LONGEST_QUIET))
        .values_list("session__edition_id", flat=True)
    )
    asked = Programme.objects.exclude(announce_asked_at=None)
    return sorted({*quiet, *asked.values_list("edition_id", flat=True)})


@atomic
def _announce(edition_id: int, *, now: datetime) -> int:
    """Make one round, unless another worker makes it at this moment."""
    if not _is_our_turn(edition_id) or edition_id not in _due_editions(now):
        return 0
    changes = _locked_changes(edition_id)
    told = _tell(edition_id, changes, now=now) if changes else 0
    Programme.objects.filter(edition_id=edition_id).update(
        announce_asked_at=None, announce_asked_by=None
    )
    return told


def _is_our_turn(edition_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [ROUND, edition_id])
        return bool(cursor.fetchone()[0])


def _locked_changes(edition_id: int) -> list[SessionChange]:
    """Lock the sessions that changed, in the one order, and return their changes.

    While we write, nobody takes or gives back a seat in them, and no release moves
    them on: whoever comes after us is up to date.
    """
    waiting = schedule.waiting_changes(edition_id)
    locked = list(
        Session.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=waiting.values("session_id"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return list(waiting.filter(session_id__in=locked).order_by("pk"))


def _tell(edition_id: int, changes: list[SessionChange], *, now: datetime) -> int:
    targets = _in_force({change.session_id for change in changes})
    known = schedule.baselines(changes)
    unasked = schedule.roles_that_stand(targets, known)
    news = schedule.news(targets, known, unasked=unasked)
    notice = _open(edition_id, changes, now=now)
    letters = _by_reader(news)
    if letters:
        _write(Round(notice, Retelling(now), _patience(news, now), now), letters)
    _remember_told(targets)
    _note_asked(news, unasked, now=now)
    SessionChange.objects.filter(pk__in=[change.pk for change in changes]).update(
        announced_at=now
    )
    return len(letters)


def _in_force(session_ids: set[int]) -> dict[int, SessionVersion]:
    versions = SessionVersion.objects.current().filter(session_id__in=session_ids)
    found = versions.select_related("session", "room", "release")
    return {version.session_id: version for version in found}


def _by_reader(news: Sequence[News]) -> list[tuple[Reader, list[News]]]:
    """Return each person with everything they hear of, by time."""
    found: dict[tuple[int, int], list[News]] = defaultdict(list)
    for item in news:
        found[item.part.reader.key].append(item)
    for own in found.values():
        own.sort(key=_by_time)
    return [(own[0].part.reader, own) for own in found.values()]


def _by_time(item: News) -> tuple[datetime, str]:
    at = (
        item.after.starts_at or item.before.starts_at or item.after.release.published_at
    )
    return at, item.after.session.code


def _open(
    edition_id: int, changes: list[SessionChange], *, now: datetime
) -> ScheduleNotice:
    """Record the round; who asked for it stands in it."""
    earlier = ScheduleNotice.objects.filter(edition_id=edition_id)
    asked_by = Programme.objects.filter(edition_id=edition_id).values_list(
        "announce_asked_by", flat=True
    )
    notice = ScheduleNotice.objects.create(
        edition_id=edition_id,
        number=(earlier.aggregate(last=Max("number"))["last"] or 0) + 1,
        announced_at=now,
        asked_by_id=asked_by.first(),
    )
    notice.changes.set(changes)
    return notice


@dataclass(frozen=True, slots=True)
class Round:
    """What all letters of one round share."""

    notice: ScheduleNotice
    words: Retelling
    patience: timedelta
    now: datetime


def _write(telling: Round, letters: list[tuple[Reader, list[News]]]) -> None:
    """Write the letters and the ledger in chunks, and let them leave."""
    notice = telling.notice
    title = gettext("Moved sessions, round %(number)s") % {"number": notice.number}
    batch = batching.open_batch(title, now=telling.now)
    for at in range(0, len(letters), CHUNK):
        _write_chunk(telling, batch.pk, letters[at : at + CHUNK])
    notice.batch = batch
    notice.addressed = len(letters)
    notice.save(update_fields=["batch", "addressed"])
    batching.start(batch.pk, by=None, now=telling.now)


def _write_chunk(
    telling: Round, batch_id: int, letters: list[tuple[Reader, list[News]]]
) -> None:
    drafts = [
        posting.Draft(
            key=_key(telling.notice, reader),
            to=reader.address,
            language=reader.language,
            template=TEMPLATE,
            context=telling.words.letter(reader, own),
            batch_id=batch_id,
            give_up_after=telling.patience,
        )
        for reader, own in letters
    ]
    posted = posting.post(drafts, now=telling.now)
    with connection.cursor() as cursor, cursor.copy(INTO_LEDGER) as ledger:
        for (reader, _own), draft in zip(letters, drafts, strict=True):
            ledger.write_row(
                (
                    telling.notice.pk,
                    reader.account_id,
                    reader.speaker_id,
                    posted[draft.key],
                    reader.name,
                    reader.address,
                    reader.language,
                    ENCODER.encode(draft.context["items"]),
                )
            )


def _key(notice: ScheduleNotice, reader: Reader) -> str:
    account, speaker = reader.key
    return f"schedule:{notice.pk}:" + (f"{account}" if account else f"stage-{speaker}")


def _patience(news: Sequence[News], now: datetime) -> timedelta:
    """Return how long a letter may take: news of what is over helps nobody."""
    ends = [
        at for item in news for at in (item.before.ends_at, item.after.ends_at) if at
    ]
    left = max(ends) - now if ends else PATIENCE
    return min(PATIENCE, max(left, SHORTEST_PATIENCE))


def _remember_told(targets: Mapping[int, SessionVersion]) -> None:
    """Note for everyone with a part in these sessions that they are up to date."""
    in_force = Session.objects.filter(pk=OuterRef("session_id")).values("released_id")
    ties: tuple[QuerySet[Seat] | QuerySet[Star] | QuerySet[SessionRole], ...] = (
        Seat.objects.live(),
        Star.objects.all(),
        SessionRole.objects.exclude(confirmation__in=SessionRole.GONE),
    )
    for tied in ties:
        tied.filter(session_id__in=targets.keys()).filter(
            Q(told=None) | ~Q(told=F("session__released"))
        ).update(told=Subquery(in_force))


def _note_asked(news: Sequence[News], unasked: Sequence[int], *, now: datetime) -> None:
    """Note whom we asked about a new time; whose time came back needs no answer.

    Last, because whatever the programme shows of it locks the programme.
    """
    asked = [
        role_id
        for item in news
        if (role_id := item.part.role_id) and item.part.is_asked and item.takes_place
    ]
    SessionRole.objects.filter(pk__in=asked).update(asked_at=now)
    SessionRole.objects.filter(pk__in=unasked).update(
        confirmation=SessionRole.Confirmation.CONFIRMED
    )
