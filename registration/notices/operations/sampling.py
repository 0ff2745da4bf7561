"""Looking before sending: a notice as telling people would read it, and a sample."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db.models.functions import Coalesce, Concat, Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from conference.mailroom import rendering
from conference.mailroom.models import Wording
from conference.mailroom.operations import posting
from registration.accounts.models import User
from registration.attendance.models import Registration
from registration.attendance.models.registration import RegistrationQuerySet
from registration.notices import queries
from registration.notices.models import Notice, NoticeText
from registration.notices.operations.announcing import (
    ASKED,
    COLUMNS,
    OPEN,
    full_name,
    web_url,
    wording_of,
)
from registration.notices.queries.reading import category_name_in
from registration.notices.words.catalogue import phrases_of
from registration.notices.words.filling import deadline_text, fill, plain, salutation

__all__ = ["PERSONAS", "NoText", "Preview", "preview", "send_sample"]

PERSONAS: Final = {
    "longest": _("The longest name"),
    "right_to_left": _("A name from right to left"),
    "no_given_name": _("No given name"),
    "open": _("Request not decided yet"),
}
SAMPLE_TOKEN: Final = "sample"  # noqa: S105  it opens nothing
RIGHT_TO_LEFT: Final = "[\u0590-\u08ff]"

People = RegistrationQuerySet


class NoText(Refusal):
    """There is nothing to look at."""

    sentence = _("There is no text in this language yet. Write it first.")


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as one person would read it."""

    subject: str
    html: str
    text: str
    name: str
    language: str


def preview(
    notice: Notice,
    language: str,
    persona: str = "longest",
    variant: str = ASKED,
    *,
    by: User,
    now: datetime,
) -> Preview:
    """Return the letter for a telling person, as the mailroom will write it.

    Who may see registrations sees a real person, of that language if there is one;
    everybody else one of our invention. Refused: NoText.
    """
    person = _person(notice, language, persona, by)
    kind = OPEN if persona == "open" else variant
    wording = wording_of(notice, _text(notice, language), kind, batch=None, now=now)
    context = _context(notice, language, person, asked=kind == ASKED)
    words = rendering.words_of_phrasing(_phrasing(wording), context)
    return Preview(words.subject, words.html, words.text, full_name(person), language)


def send_sample(
    notice_id: int,
    language: str,
    *,
    variant: str = ASKED,
    by: User,
    now: datetime,
) -> None:
    """Post the notice to its organiser as a sample; its links answer for nobody.

    Refused: NoText.
    """
    notice = Notice.objects.select_related("revision__edition__in_force").get(
        pk=notice_id
    )
    wording = wording_of(notice, _text(notice, language), variant, batch=None, now=now)
    person = _person(notice, language, "longest", by)
    context = _context(notice, language, person, asked=variant == ASKED)
    told = {name: fill(part, context) for name, part in wording.parts.items()}
    subject = f"[{phrases_of(language).sample}] {fill(wording.subject, context)}"
    draft = posting.Draft(
        key=f"sample:{notice.pk}:{language}:{variant}:{by.pk}:{now.timestamp()}",
        to=by.email,
        language=language,
        template=wording.template,
        context={**context, "subject": subject, "parts": told},
        urgent=True,
    )
    posting.post([draft], now=now)


def _text(notice: Notice, language: str) -> NoticeText:
    text = notice.texts.filter(language=language).first()
    if text is None:
        raise NoText
    return text


def _phrasing(wording: Wording) -> rendering.Phrasing:
    return rendering.Phrasing(
        template=wording.template,
        language=wording.language,
        subject=wording.subject,
        parts=wording.parts,
        calendar=wording.calendar,
    )


def _context(
    notice: Notice, language: str, person: dict[str, Any], *, asked: bool
) -> dict[str, str]:
    name = full_name(person)
    sample = settings.SITE_URL + reverse("notices:answer", args=[SAMPLE_TOKEN])
    return {
        "name": plain(name),
        "salutation": salutation(language, title=person["title"], name=name),
        "number": person["number"] or "DW21-0000-00",
        "category": category_name_in(person["category_id"], language),
        "deadline": deadline_text(notice.answer_by, language),
        "address": person["account__email"],
        "answer_url": sample if asked else "",
        "web_url": web_url(notice.pk),
    }


def _person(notice: Notice, language: str, persona: str, by: User) -> dict[str, Any]:
    made_up = MADE_UP.get(persona, MADE_UP["longest"])
    if not by.has_perm("attendance.view_registration"):
        return made_up
    people = queries.audience(notice.revision.edition)
    telling = TELLING.get(persona, _longest)(people)
    rows = telling.values(*COLUMNS)
    found: dict[str, Any] | None = (
        rows.filter(language=language).first() or rows.first()
    )
    return found or made_up


def _longest(people: People) -> People:
    name = Concat("given_name", "family_name")
    approved = people.approved()
    return approved.annotate(length=Coalesce(Length(name), 0)).order_by("-length", "pk")


def _right_to_left(people: People) -> People:
    return _longest(people.filter(family_name__regex=RIGHT_TO_LEFT))


def _no_given_name(people: People) -> People:
    return (
        people.approved().filter(given_name="").exclude(family_name="").order_by("pk")
    )


def _open(people: People) -> People:
    return people.exclude(state=Registration.State.APPROVED).order_by(
        "-submitted_at", "pk"
    )


TELLING: Final[dict[str, Callable[[People], People]]] = {
    "longest": _longest,
    "right_to_left": _right_to_left,
    "no_given_name": _no_given_name,
    "open": _open,
}


def _made_up(given_name: str, family_name: str, title: str = "") -> dict[str, Any]:
    return dict.fromkeys(COLUMNS) | {
        "account__email": "someone@example.org",
        "account__given_name": given_name,
        "account__family_name": family_name,
        "given_name": given_name,
        "family_name": family_name,
        "title": title,
    }


MADE_UP: Final = {
    "longest": _made_up(
        "Maria Aparecida Guadalupe",
        "de Albuquerque Vasconcelos e Castro-Montenegro",
        "prof",
    ),
    "right_to_left": _made_up("ليلى", "الحسن", "ms"),
    "no_given_name": _made_up("", "Suharto"),
    "open": _made_up("Thuỳ Linh", "Nguyễn", "ms"),
}
