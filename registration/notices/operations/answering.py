"""Answering: one decision, one change of the registration, one confirmation."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.mailroom.operations import posting
from registration.attendance.models import Registration
from registration.attendance.operations import changing, leaving
from registration.notices.models import Decision, Delivery
from registration.notices.operations.announcing import answer_url
from registration.notices.queries.reading import (
    category_name,
    confirmed_text,
    deliveries,
    parts,
    possible_choices,
    standing,
    values_of,
)
from registration.notices.words.catalogue import phrases_of
from registration.notices.words.filling import fill, plain, salutation, say

Choice = Decision.Choice
Mode = Registration.Mode
States = Registration.State


class NotAnswerable(Refusal):
    """The question is closed."""

    sentence = _("This question takes no answers any more. Nothing was changed.")


class DeadlineOver(NotAnswerable):
    """The time to answer is over."""

    sentence = _(
        "The time to answer is over. What you said before stands; if you said nothing, "
        "you keep your place."
    )


class NoticeTakenBack(NotAnswerable):
    """The notice was taken back."""

    sentence = _(
        "This notice was taken back, so it asks nothing. "
        "Your registration stays as it is."
    )


class NoticeOvertaken(NotAnswerable):
    """A later notice asks anew."""

    sentence = _(
        "There is a later notice about the dates. Please answer that one; it stands on "
        "your page and in your mail."
    )


class RegistrationEnded(NotAnswerable):
    """The registration was ended by other hands."""

    sentence = _(
        "Your registration has ended meanwhile, so an answer would change nothing. "
        "Write to us if that is not right."
    )


class NotAsked(NotAnswerable):
    """Only people with a place are asked."""

    sentence = _("This notice asks you nothing. Your request stays as it is.")


class NotOffered(Refusal):
    """Not an answer to this question."""

    sentence = _("This is not one of the answers. Choose one of those on the page.")


REASONS: Final[dict[str, type[NotAnswerable]]] = {
    "deadline": DeadlineOver,
    "taken_back": NoticeTakenBack,
    "overtaken": NoticeOvertaken,
    "ended": RegistrationEnded,
    "not_asked": NotAsked,
}


@atomic
def answer(delivery_id: int, choice: str, *, via: str, now: datetime) -> Decision:
    """Record a person's answer, change the registration, and confirm it by mail.

    The same answer again changes nothing and writes no second letter. Refused:
    NotOffered, and one of NotAnswerable. Locks the delivery, then the category and the
    registration; the notice stays as it is meanwhile.
    """
    delivery = _locked(deliveries().filter(pk=delivery_id))
    earlier: Decision | None = getattr(delivery, "decision", None)
    closed = standing(delivery, now=now).closed
    if closed:
        raise REASONS[closed]
    if choice not in possible_choices(delivery):
        raise NotOffered
    if earlier is not None and earlier.choice == choice:
        return earlier
    DOES[choice](delivery, earlier, now)
    decision = _record(delivery, earlier, choice, via, now)
    delivery.registration.refresh_from_db()
    _confirm(delivery, decision, now=now)
    return decision


def _locked(mine: QuerySet[Delivery]) -> Delivery:
    found = mine.select_for_update(of=("self",), no_key=True).get()
    with connection.cursor() as cursor:
        # Whoever takes the notice back holds its row: one waits for the other. Answers
        # share the lock, so that thousands do not wait for each other.
        cursor.execute(
            "SELECT FROM notices_notice WHERE id = %s FOR SHARE", [found.notice_id]
        )
    # Read anew: what was joined is as old as the beginning of the wait for the lock.
    return mine.get()


def _keep(delivery: Delivery, earlier: Decision | None, now: datetime) -> None:
    registration = _restored(delivery, now)
    was_moved = earlier is not None and earlier.choice != Choice.KEEP
    if was_moved and delivery.attendance_mode == Mode.ON_SITE:
        changing.attend_on_site(registration.pk, by=None, now=now)
    if registration.state == States.APPROVED:
        changing.note_kept(registration.pk, by=None, now=now)


def _attend_online(
    delivery: Delivery, _earlier: Decision | None, now: datetime
) -> None:
    # Who comes back to a full category waits for a place online.
    registration = _restored(delivery, now)
    changing.attend_online(registration.pk, by=None, now=now)


def _withdraw(delivery: Delivery, _earlier: Decision | None, now: datetime) -> None:
    leaving.withdraw(delivery.registration_id, by=None, now=now)


def _restored(delivery: Delivery, now: datetime) -> Registration:
    """Return the registration, with a withdrawal of ours taken back."""
    if delivery.registration.state != States.WITHDRAWN:
        return delivery.registration
    return leaving.restore(delivery.registration_id, by=None, now=now)


DOES: Final[dict[str, Callable[[Delivery, Decision | None, datetime], None]]] = {
    Choice.KEEP: _keep,
    Choice.REMOTE: _attend_online,
    Choice.WITHDRAW: _withdraw,
}


def _record(
    delivery: Delivery, earlier: Decision | None, choice: str, via: str, now: datetime
) -> Decision:
    if earlier is None:
        return Decision.objects.create(
            delivery=delivery, choice=choice, via=via, answered_at=now
        )
    earlier.choice = choice
    earlier.via = via
    earlier.answered_at = now
    earlier.times_changed += 1
    earlier.save(update_fields=["choice", "via", "answered_at", "times_changed"])
    return earlier


def _confirm(delivery: Delivery, decision: Decision, *, now: datetime) -> None:
    draft = posting.Draft(
        key=f"answer:{delivery.pk}:{decision.times_changed}",
        to=delivery.account.email,
        language=delivery.letter.language,
        template="answer_confirmed",
        context=confirmation(delivery, decision),
    )
    posting.post([draft], now=now)


def confirmation(delivery: Delivery, decision: Decision) -> dict[str, str]:
    """Return the words of a confirmation, in the language of the letter."""
    language = delivery.letter.language
    phrases = phrases_of(language)
    choice = phrases.choices[decision.choice]
    deadline = values_of(delivery, language)["deadline"]
    return {
        "subject": say(phrases.confirmed_subject, choice=choice),
        "salutation": salutation(
            language, title=delivery.registration.title, name=delivery.name
        ),
        "confirmed": confirmed_text(delivery, decision.choice, language),
        "change_until": say(phrases.change_until, deadline=deadline),
        "change_answer": phrases.change_answer,
        "not_forward": phrases.not_forward,
        "event": plain(delivery.notice.revision.name),
        "category": category_name(delivery, language),
        "answer_url": answer_url(delivery.notice_id, delivery.registration_id),
        **now_and_then(delivery),
    }


def now_and_then(delivery: Delivery) -> dict[str, str]:
    """Return what the notice changed, from what to what, in the words of the letter."""
    texts = delivery.notice.texts.filter(language=delivery.letter.language)
    text = texts.first()
    if text is None:
        return {"was": "", "now": "", "now_note": ""}
    values = values_of(delivery, text.language)
    words = parts(text, asked=True)
    return {name: fill(words[name], values) for name in ("was", "now", "now_note")}
