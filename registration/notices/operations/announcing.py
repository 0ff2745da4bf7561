"""Announcing: the decision in force, the audience frozen, its letters on their way.

All of it is one transaction. Whoever was in the audience at that moment stands in the
ledger with the letter that belongs to them, and nobody else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.db.transaction import atomic
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from conference.core import clock
from conference.core.refusals import Refusal
from conference.editions.calendars import event_calendar
from conference.editions.models import ScheduleRevision
from conference.editions.operations import revising
from conference.mailroom.models import Batch, Letter, Wording
from conference.mailroom.operations import batching, posting, retrying
from registration.attendance.models import ParticipantCategory, Registration
from registration.attendance.operations import placing
from registration.notices import queries
from registration.notices.models import Decision, Delivery, Notice, NoticeText, Reminder
from registration.notices.operations import drafting
from registration.notices.queries.reading import answer_token, parts
from registration.notices.words.catalogue import phrases_of
from registration.notices.words.filling import (
    day_text,
    deadline_text,
    plain,
    salutation,
)

State = Notice.State
ASKED: Final = "asked"
# Asked as well, but already online: nobody is offered what they have.
ASKED_ONLINE: Final = "asked_online"
OPEN: Final = "open"
VARIANTS: Final = (ASKED, ASKED_ONLINE, OPEN)
TEMPLATE: Final = "notice"
CHUNK: Final = 1000
FIRST_WAVE: Final = 50
LAST_REMINDER: Final = timedelta(hours=48)
BETWEEN_REMINDERS: Final = timedelta(hours=24)
# A mail server that is away for a day must not cost anybody the news.
PATIENCE: Final = timedelta(hours=48)

COLUMNS: Final = (
    "pk",
    "account_id",
    "account__email",
    "account__given_name",
    "account__family_name",
    "given_name",
    "family_name",
    "title",
    "language",
    "category_id",
    "country",
    "attendance_mode",
    "state",
    "number",
)

# Copying costs a tenth of what inserting row by row does.
INTO_LEDGER: Final = """
COPY notices_delivery (
    notice_id, registration_id, account_id, channel, letter_id, name, address, language,
    category_id, country, attendance_mode, registration_state, asked
) FROM STDIN
"""

Start = Callable[..., Batch]


class NotApproved(Refusal):
    """Only an approved notice can be announced."""

    sentence = _(
        "This notice is “%(state)s” by now, so it was not announced again. "
        "Load the page again."
    )


class AlreadyAnswered(Refusal):
    """Somebody has relied on it."""

    sentence = _(
        "Somebody has answered already, so this cannot be taken back. "
        "Stop the rest, and announce a new decision."
    )


@atomic
def announce(notice_id: int, *, by: AbstractBaseUser, now: datetime) -> Notice:
    """Put the decision in force and let all letters leave.

    Refused: NotApproved, DeadlinePast, LanguagesMissing. Locks the edition, the notice
    and the categories; of two who press at once the second is refused.
    """
    return _announce(notice_id, batching.start, by=by, now=now)


@atomic
def announce_with_first_wave(
    notice_id: int, *, by: AbstractBaseUser, now: datetime
) -> Notice:
    """Put the decision in force and let fifty letters leave; "go on" opens the rest."""
    return _announce(notice_id, batching.start_with_first_wave, by=by, now=now)


@atomic
def announce_held(notice_id: int, *, by: AbstractBaseUser, now: datetime) -> Notice:
    """Put the decision in force; no letter leaves until the batch is started."""
    return _announce(notice_id, None, by=by, now=now)


@atomic
def take_back(notice_id: int, *, by: AbstractBaseUser, now: datetime) -> Notice:
    """Undo an announcement before the first letter has left.

    The decision before is in force again. Refused: AlreadyLeft, AlreadyAnswered,
    NotWritable. Who answers at this moment waits for the lock, and is told.
    """
    notice = drafting.locked(notice_id)
    drafting.refuse_unless(notice, State.TAKEN_BACK)
    if notice.state != State.ANNOUNCED or notice.batch_id is None:
        raise drafting.NotWritable(state=notice.get_state_display())
    if Decision.objects.filter(delivery__notice=notice).exists():
        raise AlreadyAnswered
    batching.take_back(notice.batch_id, by=by, now=now)
    revising.take_back(notice.revision_id, by=by, now=now)
    notice.state = State.TAKEN_BACK
    notice.save(update_fields=["state"])
    return notice


def retry_failed(
    notice_id: int,
    *,
    letter_ids: list[int] | None = None,
    by: AbstractBaseUser,
    now: datetime,
) -> int:
    """Let failed letters of a notice leave once more, all or these; return how many.

    Refused: NothingToRetry.
    """
    failed = Letter.objects.failed().filter(batch__notice__pk=notice_id)
    if letter_ids is not None:
        failed = failed.filter(pk__in=letter_ids)
    return retrying.retry(list(failed.values_list("pk", flat=True)), by=by, now=now)


def _announce(
    notice_id: int, start: Start | None, *, by: AbstractBaseUser, now: datetime
) -> Notice:
    notice = drafting.locked(notice_id)
    if notice.state != State.APPROVED:
        raise NotApproved(state=notice.get_state_display())
    # Who is decided on meanwhile waits, and then reads of the new dates.
    placing.lock_categories(notice.revision.edition_id)
    drafting.check_sendable(notice, now=now)
    notice.revision = revising.announce(notice.revision_id, now=now)
    notice.announced_at = now
    batch = batching.open_batch(_title(notice), now=now)
    addressed = _freeze(Mailing(notice, batch, now))
    _plan_reminders(notice, now=now)
    _save(notice, batch, addressed, by)
    if start is not None:
        start(batch.pk, by=by, now=now)
    return notice


def _title(notice: Notice) -> str:
    return f"{notice.revision.number}. {notice.revision.name}"


def _save(notice: Notice, batch: Batch, addressed: int, by: AbstractBaseUser) -> None:
    notice.state = State.ANNOUNCED
    notice.batch = batch
    notice.addressed = addressed
    notice.announced_by_id = by.pk
    notice.save(
        update_fields=["state", "batch", "addressed", "announced_by", "announced_at"]
    )


@dataclass(frozen=True)
class Mailing:
    """Everything the letters of one notice share, read or made once."""

    notice: Notice
    batch: Batch
    now: datetime

    @cached_property
    def languages(self) -> dict[str, str]:
        """Which language the readers of each language get."""
        return queries.effective_languages(self.notice)

    def language_of(self, person: dict[str, Any]) -> str:
        """Return the language one person gets.

        Who changed to a language without a text after the gate was looked at gets
        English, or whatever there is.
        """
        given = self.languages
        own = given.get(person["language"]) or given.get("en")
        return own or min(given.values())

    @cached_property
    def wordings(self) -> dict[tuple[str, str], int]:
        """The frozen words, by language and variant."""
        made = Wording.objects.bulk_create(
            wording_of(self.notice, text, variant, batch=self.batch, now=self.now)
            for text in self.notice.texts.all()
            for variant in VARIANTS
        )
        return {(wording.language, wording.variant): wording.pk for wording in made}

    @cached_property
    def deadlines(self) -> dict[str, str]:
        """The end of the time to answer, in words."""
        return {
            language: deadline_text(self.notice.answer_by, language)
            for language in set(self.languages.values())
        }

    @cached_property
    def categories(self) -> dict[int, ParticipantCategory]:
        """The categories of the edition."""
        edition_id = self.notice.revision.edition_id
        return {
            category.pk: category
            for category in ParticipantCategory.objects.filter(edition_id=edition_id)
        }

    @cached_property
    def category_names(self) -> dict[tuple[int, str], str]:
        """What each category is called in each language."""
        return {
            (pk, language): plain(str(category.name.localize(language) or ""))
            for pk, category in self.categories.items()
            for language in set(self.languages.values())
        }

    @cached_property
    def web_url(self) -> str:
        """Where a signed-in person reads the notice."""
        return web_url(self.notice.pk)

    @cached_property
    def answer_address(self) -> tuple[str, str]:
        """What stands before and after the token of an answer's link."""
        before, _token, after = answer_address("TOKEN").partition("TOKEN")
        return before, after

    def answer_url(self, registration_id: int) -> str:
        """Return the link that answers for one person."""
        before, after = self.answer_address
        return f"{before}{answer_token(self.notice.pk, registration_id)}{after}"

    @cached_property
    def first_wave(self) -> frozenset[int]:
        """Fifty people who hear first: as many languages among them as there are."""
        ranked = queries.audience(self.notice.revision.edition).annotate(
            turn=Window(RowNumber(), partition_by=F("language"), order_by=F("pk").asc())
        )
        first = ranked.order_by("turn", "pk").values_list("pk", flat=True)[:FIRST_WAVE]
        return frozenset(first)


def wording_of(
    notice: Notice,
    text: NoticeText,
    variant: str,
    *,
    batch: Batch | None,
    now: datetime,
) -> Wording:
    """Return the words of one language for one kind of reader; not saved."""
    asked = variant != OPEN
    announced_on = clock.in_event_zone(notice.announced_at or now).date()
    return Wording(
        batch=batch,
        language=text.language,
        variant=variant,
        template=TEMPLATE,
        subject=text.subject,
        parts=parts(text, asked=asked)
        | {
            "notice_no": str(notice.revision.number),
            "version": str(notice.version),
            "announced_on": day_text(announced_on, text.language),
            "reply_to": notice.revision.edition.contact_address,
            "edition_name": notice.revision.name,
            **_buttons(notice, text.language, is_online=variant == ASKED_ONLINE),
        },
        calendar=_calendar(notice, text.language, now=now) if asked else "",
    )


def _buttons(notice: Notice, language: str, *, is_online: bool) -> dict[str, str]:
    """Return what the buttons say; nobody chooses online who is, or where all are."""
    everyone_online = notice.revision.delivery_format == ScheduleRevision.Format.VIRTUAL
    labels = dict(phrases_of(language).choices)
    return labels | {"no_online": "yes" if is_online or everyone_online else ""}


def letter_context(
    mailing: Mailing, person: dict[str, Any], *, asked: bool
) -> dict[str, str]:
    """Return what one letter is filled with."""
    language = mailing.language_of(person)
    name = full_name(person)
    return {
        "name": plain(name),
        "salutation": salutation(language, title=person["title"], name=name),
        "number": person["number"] or "",
        "category": mailing.category_names.get((person["category_id"], language), ""),
        "deadline": mailing.deadlines[language],
        "address": person["account__email"],
        "answer_url": mailing.answer_url(person["pk"]) if asked else "",
        "web_url": mailing.web_url,
    }


def answer_url(notice_id: int, registration_id: int) -> str:
    """Return the link that answers for one person."""
    return answer_address(answer_token(notice_id, registration_id))


def answer_address(token: str) -> str:
    """Return the address of an answer's page."""
    return settings.SITE_URL + reverse("notices:answer", args=[token])


def web_url(notice_id: int) -> str:
    """Return where a signed-in person reads their notice."""
    return settings.SITE_URL + reverse("notices:notice", args=[notice_id])


def full_name(person: dict[str, Any]) -> str:
    """Return the name as the request has it, or as the account does."""
    asked_as = f"{person['given_name']} {person['family_name']}".strip()
    known_as = (
        f"{person['account__given_name']} {person['account__family_name']}".strip()
    )
    return asked_as or known_as


def _calendar(notice: Notice, language: str, *, now: datetime) -> str:
    """Return the calendar entry for those who have one; {address} is filled later."""
    revision = notice.revision
    if not revision.has_days and not queries.before(revision).has_days:
        return ""
    with translation.override(language):
        return event_calendar(
            revision.edition, revision, method="REQUEST", attendee="{address}", now=now
        )


def _freeze(mailing: Mailing) -> int:
    """Write the ledger and the letters in chunks, and return for how many people."""
    audience = queries.audience(mailing.notice.revision.edition).order_by("pk")
    rows = audience.values(*COLUMNS).iterator(chunk_size=CHUNK)
    addressed = 0
    for people in _chunks(rows):
        drafts = [_draft(mailing, person) for person in people]
        _enter(mailing, people, posting.post(drafts, now=mailing.now))
        addressed += len(people)
    return addressed


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _draft(mailing: Mailing, person: dict[str, Any]) -> posting.Draft:
    asked = _is_asked(person)
    language = mailing.language_of(person)
    return posting.Draft(
        key=_key(mailing, person),
        to=person["account__email"],
        language=language,
        template=TEMPLATE,
        context=letter_context(mailing, person, asked=asked),
        batch_id=mailing.batch.pk,
        wording_id=mailing.wordings[language, _variant(person)],
        wave=1 if person["pk"] in mailing.first_wave else 2,
        give_up_after=PATIENCE,
    )


def _enter(
    mailing: Mailing, people: list[dict[str, Any]], letters: dict[str, int]
) -> None:
    """Copy people into the ledger as they are at this moment."""
    with connection.cursor() as cursor, cursor.copy(INTO_LEDGER) as ledger:
        for person in people:
            ledger.write_row(_ledger_row(mailing, person, letters))


def _ledger_row(
    mailing: Mailing, person: dict[str, Any], letters: dict[str, int]
) -> tuple[object, ...]:
    return (
        mailing.notice.pk,
        person["pk"],
        person["account_id"],
        Delivery.Channel.MAIL.value,
        letters[_key(mailing, person)],
        full_name(person),
        person["account__email"],
        person["language"],
        person["category_id"],
        str(person["country"] or ""),
        person["attendance_mode"],
        person["state"],
        _is_asked(person),
    )


def _key(mailing: Mailing, person: dict[str, Any]) -> str:
    return f"notice:{mailing.notice.pk}:registration:{person['pk']}"


def _is_asked(person: dict[str, Any]) -> bool:
    return bool(person["state"] == Registration.State.APPROVED)


def _variant(person: dict[str, Any]) -> str:
    if not _is_asked(person):
        return OPEN
    is_online = person["attendance_mode"] == Registration.Mode.REMOTE
    return ASKED_ONLINE if is_online else ASKED


def _plan_reminders(notice: Notice, *, now: datetime) -> None:
    """Plan the reminders that leave people time: at mid-term and 48 hours before."""
    last = notice.answer_by - LAST_REMINDER
    mid_term = now + (notice.answer_by - now) / 2
    planned = []
    if mid_term + BETWEEN_REMINDERS <= last:
        planned.append(
            Reminder(notice=notice, kind=Reminder.Kind.MID_TERM, due_at=mid_term)
        )
    if last > now:
        planned.append(Reminder(notice=notice, kind=Reminder.Kind.LAST, due_at=last))
    Reminder.objects.bulk_create(planned)
