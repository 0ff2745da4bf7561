"""Reminding: the silent are asked again, and nobody else."""

from datetime import datetime
from itertools import islice
from typing import Final

from django.db.models import Q, QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext

from conference.mailroom.models import Batch, Letter
from conference.mailroom.operations import batching, posting
from registration.attendance.models import Registration
from registration.notices.models import Delivery, Notice, NoticeText, Reminder
from registration.notices.operations.announcing import answer_url
from registration.notices.queries.reading import (
    deliveries,
    parts,
    possible_choices,
    values_of,
)
from registration.notices.words.catalogue import phrases_of
from registration.notices.words.filling import fill, plain, salutation, say

CHUNK: Final = 1000
# Only who was told can be reminded of it; of an uncertain letter we believe so.
TOLD: Final = (Letter.State.ACCEPTED, Letter.State.UNCERTAIN)
# While the letters of the notice stand still, its reminders wait with them.
STANDS_STILL: Final = (Batch.State.HELD, Batch.State.PAUSED)


def remind_due(*, now: datetime) -> int:
    """Remind the silent of every notice that is due, and return how many were.

    Each reminder is one transaction under its own lock, so two workers at once remind
    nobody twice; one that died half-way begins again. Whoever the notice has not
    reached by then is left out.
    """
    return sum(_remind_next(pk, now=now) for pk in _due(now))


def _due(now: datetime) -> list[int]:
    planned = Reminder.objects.filter(done_at=None, due_at__lte=now)
    return list(planned.order_by("due_at", "pk").values_list("pk", flat=True))


@atomic
def _remind_next(reminder_id: int, *, now: datetime) -> int:
    planned = Reminder.objects.select_for_update(of=("self",), skip_locked=True)
    reminder = planned.filter(pk=reminder_id, done_at=None).first()
    if reminder is None:
        return 0
    notice = Notice.objects.select_related("batch", "revision").get(
        pk=reminder.notice_id
    )
    if not _is_lapsed(reminder, notice, now):
        if _stands_still(notice):
            return 0
        _remind(reminder, notice, now)
    reminder.done_at = now
    reminder.save(update_fields=["done_at", "reminded", "batch"])
    return reminder.reminded


def _stands_still(notice: Notice) -> bool:
    """Whether the notice or an earlier reminder of it waits for a person."""
    letters_of = Q(notice=notice) | Q(reminder__notice=notice)
    return Batch.objects.filter(letters_of, state__in=STANDS_STILL).exists()


def _is_lapsed(reminder: Reminder, notice: Notice, now: datetime) -> bool:
    """Whether nobody may be asked any more, or a later reminder is due as well."""
    is_over = notice.state != Notice.State.ANNOUNCED or now >= notice.answer_by
    is_stopped = notice.batch is None or notice.batch.state == Batch.State.STOPPED
    later = Notice.objects.filter(
        revision__edition_id=notice.revision.edition_id,
        revision__number__gt=notice.revision.number,
        state=Notice.State.ANNOUNCED,
    )
    next_one = Reminder.objects.filter(
        notice=notice, done_at=None, due_at__gt=reminder.due_at, due_at__lte=now
    )
    return is_over or is_stopped or later.exists() or next_one.exists()


def _remind(reminder: Reminder, notice: Notice, now: datetime) -> None:
    """Write to the silent, in a batch that can be paused and stopped as the notice."""
    texts = {text.language: text for text in notice.texts.all()}
    silent = _silent(notice.pk).iterator(chunk_size=CHUNK)
    while chunk := list(islice(silent, CHUNK)):
        batch = reminder.batch or batching.open_batch(_title(notice), now=now)
        reminder.batch = batch
        drafts = [
            _draft(
                reminder, delivery, texts.get(delivery.letter.language), batch, now=now
            )
            for delivery in chunk
        ]
        reminder.reminded += len(posting.post(drafts, now=now))
    if reminder.batch is not None:
        batching.start(reminder.batch.pk, by=None, now=now)


def _title(notice: Notice) -> str:
    revision = notice.revision
    return gettext("Reminder: %(number)s. %(name)s") % {
        "number": revision.number,
        "name": revision.name,
    }


def _silent(notice_id: int) -> QuerySet[Delivery]:
    """Return who was asked, got the letter, still has a place, and said nothing."""
    return (
        deliveries()
        .filter(
            notice_id=notice_id,
            asked=True,
            decision=None,
            account__is_active=True,
            registration__state=Registration.State.APPROVED,
            letter__state__in=TOLD,
        )
        .select_related("account", "letter", "registration", "notice__revision")
        .order_by("pk")
    )


def _draft(
    reminder: Reminder,
    delivery: Delivery,
    text: NoticeText | None,
    batch: Batch,
    *,
    now: datetime,
) -> posting.Draft:
    return posting.Draft(
        key=f"reminder:{reminder.pk}:{delivery.pk}",
        to=delivery.account.email,
        language=delivery.letter.language,
        template="reminder",
        context=words_of(reminder.kind, delivery, text),
        batch_id=batch.pk,
        # After the deadline there is nothing left to remind of.
        give_up_after=min(posting.PATIENCE, delivery.notice.answer_by - now),
    )


def words_of(kind: str, delivery: Delivery, text: NoticeText | None) -> dict[str, str]:
    """Return the words of a reminder, in the language of the letter."""
    language = delivery.letter.language
    phrases = phrases_of(language)
    notice = delivery.notice
    values = values_of(delivery, language)
    deadline = values["deadline"]
    told = parts(text, asked=True) if text else {}
    url = answer_url(notice.pk, delivery.registration_id)
    possible = possible_choices(delivery)
    return {
        "subject": say(
            phrases.reminder_subject, deadline=deadline, event=notice.revision.name
        ),
        "salutation": salutation(
            language, title=delivery.registration.title, name=delivery.name
        ),
        "event": plain(notice.revision.name),
        "time_left": phrases.reminders[kind],
        "if_silent": phrases.if_silent,
        "you_can": fill(told.get("you_can", ""), values),
        "not_forward": phrases.not_forward,
        "was": fill(told.get("was", ""), values),
        "now": fill(told.get("now", ""), values),
        "now_note": fill(told.get("now_note", ""), values),
        "keep": phrases.choices["keep"],
        "remote": phrases.choices["remote"] if "remote" in possible else "",
        "withdraw": phrases.choices["withdraw"],
        "answer_url": url,
    }
