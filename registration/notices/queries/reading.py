"""What a person reads: the notices sent to them, and the question each asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation

from conference.core import clock
from conference.editions.models import ScheduleRevision
from registration.attendance.models import ParticipantCategory, Registration
from registration.notices.models import Decision, Delivery, Notice, NoticeText
from registration.notices.words.catalogue import phrases_of
from registration.notices.words.filling import (
    KNOWN,
    day_text,
    deadline_text,
    fill,
    plain,
    salutation,
    say,
)

Choice = Decision.Choice
Mode = Registration.Mode
SALT: Final = "registration.notices.answer"
LONGEST_TOKEN: Final = 120


@dataclass(frozen=True, slots=True)
class Offer:
    """One possible answer, in the language of the letter; one of them stands out."""

    choice: str
    label: str
    is_chosen: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a question can still be answered, and if not, why.

    `closed` is "" while it can, or: deadline, taken_back, overtaken, ended, not_asked.
    """

    closed: str
    choice: str
    choice_label: str
    answered_at: datetime | None
    registration_state: str

    @property
    def is_open(self) -> bool:
        """Whether an answer is taken."""
        return not self.closed


@dataclass(frozen=True, slots=True)
class Answered:
    """What a page says about the answer, in the language of the letter."""

    answered: str
    change_until: str
    closed: str
    if_silent: str
    hint: str


@dataclass(frozen=True, slots=True)
class MyNotice:
    """One line of a person's list of notices."""

    notice_id: int
    number: int
    headline: str
    language: str
    announced_at: datetime | None
    read_at: datetime | None
    answer_by: datetime
    asked: bool
    standing: Standing


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice as one person reads it, every word filled in."""

    delivery_id: int
    notice_id: int
    number: int
    version: int
    announced_on: str
    announced_at: datetime | None
    language: str
    direction: str
    languages: list[tuple[str, str]]
    salutation: str
    headline: str
    lead: str
    was: str
    now: str
    now_note: str
    for_you: str
    you_can: str
    stays: list[str]
    out_of_date: str
    why: str
    contact: str
    asked: bool
    answer_by: datetime
    deadline: str
    offers: list[Offer]
    standing: Standing
    says: Answered
    contact_address: str


def answer_token(notice_id: int, registration_id: int) -> str:
    """Return the signed name of one person's delivery; it opens nothing else."""
    return _signer().sign(f"{notice_id}-{registration_id}")


def delivery_of(token: str) -> Delivery | None:
    """Return the delivery a token names; None when it was not signed by us.

    The link of a closed account opens nothing, too.
    """
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        notice_id, _dash, registration_id = _signer().unsign(token).partition("-")
    except signing.BadSignature:
        return None
    return (
        deliveries()
        .filter(notice_id=notice_id, registration_id=registration_id)
        .filter(account__is_active=True)
        .first()
    )


def deliveries() -> QuerySet[Delivery]:
    """Return deliveries with everything a page about them shows."""
    later = Notice.objects.filter(
        revision__edition_id=OuterRef("notice__revision__edition_id"),
        revision__number__gt=OuterRef("notice__revision__number"),
        state=Notice.State.ANNOUNCED,
    )
    return Delivery.objects.select_related(
        "notice__revision__edition", "registration", "letter", "category", "decision"
    ).annotate(is_overtaken=Exists(later))


def my_notices(
    account: AbstractBaseUser | AnonymousUser, *, now: datetime
) -> list[MyNotice]:
    """Return a person's notices, the newest first; two statements for any number."""
    mine = list(
        deliveries()
        .filter(account_id=account.pk)
        .exclude(notice__state=Notice.State.TAKEN_BACK)
        .order_by("-notice__announced_at", "-notice_id")
    )
    texts = _texts(mine)
    return [
        MyNotice(
            notice_id=delivery.notice_id,
            number=delivery.notice.revision.number,
            headline=_headline(delivery, texts),
            language=delivery.letter.language,
            announced_at=delivery.notice.announced_at,
            read_at=delivery.read_at,
            answer_by=delivery.notice.answer_by,
            asked=delivery.asked,
            standing=standing(delivery, now=now),
        )
        for delivery in mine
    ]


def my_delivery(
    account: AbstractBaseUser | AnonymousUser, notice_id: int
) -> Delivery | None:
    """Return a person's own delivery of a notice, or None."""
    mine = deliveries().filter(account_id=account.pk, notice_id=notice_id)
    return mine.exclude(notice__state=Notice.State.TAKEN_BACK).first()


def shown(
    delivery: Delivery, *, language: str = "", wanted: str = "", now: datetime
) -> ShownNotice:
    """Return a notice as its person reads it, in one of the languages it has."""
    notice = delivery.notice
    texts = {text.language: text for text in notice.texts.all()}
    chosen = language if language in texts else delivery.letter.language
    text = texts.get(chosen) or next(iter(texts.values()))
    values = values_of(delivery, text.language)
    words = {
        name: fill(part, values)
        for name, part in parts(text, asked=delivery.asked).items()
    }
    found = standing(delivery, now=now)
    return ShownNotice(
        delivery_id=delivery.pk,
        notice_id=notice.pk,
        number=notice.revision.number,
        version=notice.version,
        announced_on=day_text(
            clock.in_event_zone(notice.announced_at).date(), text.language
        )
        if notice.announced_at
        else "",
        announced_at=notice.announced_at,
        language=text.language,
        direction="rtl"
        if translation.get_language_info(text.language)["bidi"]
        else "ltr",
        languages=[pair for pair in settings.LANGUAGES if pair[0] in texts],
        salutation=salutation(
            text.language, title=delivery.registration.title, name=delivery.name
        ),
        headline=words["headline"],
        lead=words["lead"],
        was=words["was"],
        now=words["now"],
        now_note=words["now_note"],
        # Who has answered reads what it did, not what it would have been.
        for_you=confirmed_text(delivery, found.choice, text.language)
        if found.choice
        else words["for_you"],
        you_can=words["you_can"],
        stays=lines(words["stays"]),
        out_of_date=words["out_of_date"],
        why=words["why"],
        contact=words["contact"],
        asked=delivery.asked,
        answer_by=notice.answer_by,
        deadline=values["deadline"],
        offers=offers(delivery, text.language, wanted=wanted),
        standing=found,
        says=_says(delivery, found, text.language),
        contact_address=notice.revision.edition.contact_address,
    )


def standing(delivery: Delivery, *, now: datetime) -> Standing:
    """Say whether a delivery's question can be answered, and what was."""
    decision = getattr(delivery, "decision", None)
    return Standing(
        closed=_closed(delivery, decision, now),
        choice=decision.choice if decision else "",
        choice_label=str(decision.get_choice_display()) if decision else "",
        answered_at=decision.answered_at if decision else None,
        registration_state=delivery.registration.state,
    )


def offers(delivery: Delivery, language: str, *, wanted: str = "") -> list[Offer]:
    """Return what a person may answer, in a language of the letters.

    Nobody is offered to attend online who does already, or when everybody does.
    """
    decision = getattr(delivery, "decision", None)
    chosen = decision.choice if decision else ""
    possible = possible_choices(delivery)
    labels = phrases_of(language).choices
    # The one asked for stands out; otherwise the one that keeps most for the person.
    first = next((one for one in (wanted, chosen) if one in possible), possible[0])
    return [
        Offer(choice, labels[choice], choice == chosen, choice == first)
        for choice in possible
    ]


def possible_choices(delivery: Delivery) -> list[str]:
    """Return the answers that make sense for a person."""
    revision = delivery.notice.revision
    is_online = (
        delivery.attendance_mode == Mode.REMOTE
        or revision.delivery_format == ScheduleRevision.Format.VIRTUAL
    )
    return [
        choice.value for choice in Choice if not (is_online and choice == Choice.REMOTE)
    ]


def parts(text: NoticeText, *, asked: bool) -> dict[str, str]:
    """Return a text's parts for one kind of reader, placeholders and all."""
    whose = "" if asked else "_open"
    return {
        "headline": text.headline,
        "lead": text.lead,
        "was": text.was,
        "now": text.now,
        "now_note": text.now_note,
        "for_you": getattr(text, f"for_you{whose}"),
        "you_can": getattr(text, f"you_can{whose}"),
        "stays": getattr(text, f"stays{whose}"),
        "out_of_date": text.out_of_date,
        "why": text.why,
        "contact": text.contact,
    }


def values_of(delivery: Delivery, language: str) -> dict[str, str]:
    """Return what the placeholders of a notice mean for one person."""
    return {
        "name": plain(delivery.name),
        "number": delivery.registration.number or "",
        "category": category_name(delivery, language),
        "deadline": deadline_text(delivery.notice.answer_by, language),
    }


def lines(text: str) -> list[str]:
    """Return the points of a list that is written one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def category_name_in(category_id: int | None, language: str) -> str:
    """Return a category's name in a language, as plain words; nothing for none."""
    category = ParticipantCategory.objects.filter(pk=category_id or 0).first()
    return plain(str(category.name.localize(language) or "")) if category else ""


def category_name(delivery: Delivery, language: str) -> str:
    """Return the category's name in a language, as plain words."""
    if delivery.category is None:
        return ""
    return plain(str(delivery.category.name.localize(language) or ""))


def _signer() -> signing.Signer:
    # A dot parts the name from 256 bits of signature; mail programs keep it in a link.
    return signing.Signer(sep=".", salt=SALT, algorithm="sha256")


def _closed(delivery: Delivery, decision: Decision | None, now: datetime) -> str:
    reasons = {
        "not_asked": not delivery.asked,
        "taken_back": delivery.notice.state != Notice.State.ANNOUNCED,
        "overtaken": getattr(delivery, "is_overtaken", False),
        "deadline": now >= delivery.notice.answer_by,
        "ended": not _can_still_change(delivery, decision),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _can_still_change(delivery: Delivery, decision: Decision | None) -> bool:
    """Whether an answer still finds the registration: not ended by other hands."""
    states = Registration.State
    state = delivery.registration.state
    if state == states.APPROVED:
        return True
    was_withdrawn_here = decision is not None and decision.choice == Choice.WITHDRAW
    if state == states.WITHDRAWN:
        return was_withdrawn_here
    # After a withdrawal that was taken back too late, the person waits in line.
    return state == states.WAITING and decision is not None


def _says(delivery: Delivery, found: Standing, language: str) -> Answered:
    phrases = phrases_of(language)
    deadline = deadline_text(delivery.notice.answer_by, language)
    has_withdrawn = found.choice == Choice.WITHDRAW
    hint = phrases.restore_hint if has_withdrawn else phrases.withdraw_hint
    silence = phrases.if_silent if found.is_open else phrases.said_nothing
    return Answered(
        answered=say(phrases.answered, choice=phrases.choices[found.choice])
        if found.choice
        else "",
        change_until=say(phrases.change_until, deadline=deadline)
        if found.is_open
        else "",
        closed=phrases.closed[found.closed] if found.closed else "",
        if_silent=""
        if found.choice or found.closed not in {"", "deadline"}
        else silence,
        hint=hint if found.is_open else "",
    )


def confirmed_text(delivery: Delivery, choice: str, language: str) -> str:
    """Return what an answer did to the registration, in words."""
    phrases = phrases_of(language)
    waits = delivery.registration.state == Registration.State.WAITING
    words = phrases.confirmed_waiting if waits else phrases.confirmed[choice]
    return say(words, number=delivery.registration.number or "")


def _texts(deliveries_: Iterable[Delivery]) -> dict[tuple[int, str], NoticeText]:
    ids = {delivery.notice_id for delivery in deliveries_}
    found = NoticeText.objects.filter(notice_id__in=ids)
    return {(text.notice_id, text.language): text for text in found}


def _headline(delivery: Delivery, texts: dict[tuple[int, str], NoticeText]) -> str:
    text = texts.get((delivery.notice_id, delivery.letter.language))
    return (
        KNOWN.sub("", text.headline).strip() if text else delivery.notice.revision.name
    )
