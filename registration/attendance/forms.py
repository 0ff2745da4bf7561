"""The request to attend, step by step, and the organisers' forms."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from conference.core.rendering import ChoiceCards, LongSelect
from conference.core.text import PlainLineField, PlainTextField
from registration.attendance.models import ParticipantCategory, Registration
from registration.attendance.queries import CategoryCard

State = Registration.State
EMPTY = ("", "")
KEY = re.compile("[0-9]{1,15}")
MODE_HINTS: dict[str, Any] = {
    Registration.Mode.ON_SITE: _("You need a badge, and may need a visa letter."),
    Registration.Mode.REMOTE: _(
        "You get a link for each session, one hour before it starts."
    ),
}


class AnswersForm(forms.Form):
    """One step; `seen_at` is the version of the answers that the person saw."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def clean_seen_at(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data["seen_at"])
        except ValueError:
            return None

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, without the version."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "seen_at"
        }


class CategoryForm(AnswersForm):
    """Step 1: who the person comes as."""

    category = forms.TypedChoiceField(
        label=_("Who do you come as?"),
        help_text=_(
            "Choose the one that fits best. It decides who looks at your request."
        ),
        coerce=int,
        error_messages={
            "required": _("Choose who you come as."),
            "invalid_choice": _("Choose one of the ways that are open now."),
        },
    )

    def __init__(
        self, *args: Any, cards: Sequence[CategoryCard], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        hints = {str(card.pk): _category_hint(card) for card in cards}
        self.fields["category"].widget = ChoiceCards(hints=hints)
        _offer(self, "category", [(card.pk, card.name) for card in cards])


class AboutForm(AnswersForm):
    """Step 2: the person."""

    title = forms.ChoiceField(
        label=_("Title"), required=False, choices=[EMPTY, *Registration.Title.choices]
    )
    language = forms.ChoiceField(
        label=_("Language of our mails"),
        choices=settings.LANGUAGES,
        error_messages={"invalid_choice": _("Choose one of these languages.")},
    )
    family_name = PlainLineField(
        label=_("Family name"),
        help_text=_("Or the one name you have."),
        max_length=150,
        error_messages={
            "required": _("Write your family name, or the one name you have.")
        },
    )
    given_name = PlainLineField(
        label=_("Given name"),
        help_text=_("Empty if you have one name only."),
        required=False,
        max_length=150,
    )
    badge_name = PlainLineField(
        label=_("Name on your badge"),
        help_text=_(
            "As you like to be called. It is read from three metres away, "
            "so shorter is kinder: 28 letters fit on one line."
        ),
        max_length=60,
        error_messages={"required": _("Write the name that your badge shall show.")},
    )
    organisation = PlainLineField(
        label=_("Organisation"),
        help_text=_("The ministry, company or body you represent, in full."),
        max_length=200,
        error_messages={
            "required": _(
                "Write who you come for. If you come for yourself, write “Independent”."
            )
        },
    )
    position = PlainLineField(label=_("Position"), required=False, max_length=200)
    country = forms.ChoiceField(
        label=_("Country or territory"),
        help_text=_("Type the first letters. You find Viet Nam under V."),
        widget=LongSelect,
        error_messages={
            "required": _("Choose the country or territory you come from."),
            "invalid_choice": _("Choose a country or territory from the list."),
        },
    )
    AUTOCOMPLETE: ClassVar[dict[str, str]] = {
        "title": "honorific-prefix",
        "language": "language",
        "family_name": "family-name",
        "given_name": "given-name",
        "badge_name": "nickname",
        "organisation": "organization",
        "position": "organization-title",
        "country": "country",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "country", [EMPTY, *_countries(get_language())])
        for name, kind in self.AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = kind


class PartForm(AnswersForm):
    """Step 3: how the person takes part; each consent is off until they say yes."""

    attendance_mode = forms.ChoiceField(
        label=_("How would you like to attend?"),
        help_text=_("An intention, not a promise. You can change it later."),
        choices=Registration.Mode.choices,
        widget=ChoiceCards(hints=MODE_HINTS),
        error_messages={
            "required": _("Choose how you would like to attend."),
            "invalid_choice": _("Choose one of the two ways to attend."),
        },
    )
    special_needs = PlainTextField(
        label=_("What helps you to take part"),
        help_text=_(
            "A wheelchair place, captions, food you do not eat. Only the people who "
            "arrange it read this."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    in_public_list = forms.BooleanField(
        label=_("Show me in the public list of participants"),
        help_text=_("Your name and organisation, never your address."),
        required=False,
    )
    may_be_contacted = forms.BooleanField(
        label=_("Other participants may contact me"),
        help_text=_("Through our pages; they do not see your address."),
        required=False,
    )
    share_with_exhibitors = forms.BooleanField(
        label=_("Exhibitors may get my details when they scan my badge"),
        help_text=_("Name, organisation, position and country."),
        required=False,
    )
    wants_news = forms.BooleanField(
        label=_("Send me news about the next editions"),
        help_text=_(
            "A few mails a year, each with a link to stop. "
            "Notices about this event come in any case."
        ),
        required=False,
    )
    CONSENTS: ClassVar[tuple[str, ...]] = (
        "in_public_list",
        "may_be_contacted",
        "share_with_exhibitors",
        "wants_news",
    )


class CheckForm(AnswersForm):
    """Step 4: look once more and send."""


class ModeForm(forms.Form):
    """How an approved person attends from now on, and in which language we write."""

    attendance_mode = forms.ChoiceField(
        label=_("How would you like to attend?"),
        choices=Registration.Mode.choices,
        widget=ChoiceCards(hints=MODE_HINTS),
        error_messages={
            "required": _("Choose how you would like to attend."),
            "invalid_choice": _("Choose one of the two ways to attend."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language of our mails"),
        choices=settings.LANGUAGES,
        required=False,
        error_messages={"invalid_choice": _("Choose one of these languages.")},
    )


class ReasonForm(forms.Form):
    """Why an organiser says no."""

    reason = PlainTextField(
        label=_("Reason"),
        help_text=_("The person reads it in the letter, word by word."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Write the reason. The person reads it in the letter.")
        },
    )


class SelectionForm(forms.Form):
    """The requests chosen on a page of the list."""

    chosen = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Choose at least one request.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whatever may be a key; the operation looks up which there are.
        posted = self.data.getlist("chosen")  # type: ignore[attr-defined]
        keys = [key for key in posted if KEY.fullmatch(key)]
        _offer(self, "chosen", [(key, key) for key in keys])


class FilterForm(forms.Form):
    """The organisers' filters; what is not understood is left out."""

    q = forms.CharField(
        label=_("Name, address, organisation or number"), required=False, max_length=200
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    category = forms.TypedChoiceField(
        label=_("Category"), required=False, coerce=int, empty_value=None
    )
    country = forms.ChoiceField(
        label=_("Country or territory"), required=False, widget=LongSelect
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    attendance_mode = forms.ChoiceField(label=_("How they attend"), required=False)

    def __init__(
        self, *args: Any, categories: Sequence[ParticipantCategory], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        self.fields["q"].widget.attrs["type"] = "search"
        _offer(self, "state", [every, *State.choices])
        _offer(self, "category", [every, *((c.pk, str(c)) for c in categories)])
        _offer(self, "country", [every, *_countries(get_language())])
        _offer(self, "language", [every, *settings.LANGUAGES])
        _offer(self, "attendance_mode", [every, *Registration.Mode.choices])

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters that were understood and say something."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = choices


@lru_cache(maxsize=16)
def _countries(language: str | None) -> tuple[tuple[str, str], ...]:  # noqa: ARG001
    # Sorted anew in each language, which takes too long to do for every page.
    return tuple((code, str(name)) for code, name in countries)


def _category_hint(card: CategoryCard) -> str:
    decides = (
        _now("You get your place at once.")
        if card.is_decided_at_once
        else _now("An organiser looks at your request.")
    )
    # A description may be a few words; the sentence after it needs an end before it.
    about = (
        f"{card.description}." if card.description[-1:].isalnum() else card.description
    )
    return " ".join(part for part in (about, decides, _room(card)) if part)


def _room(card: CategoryCard) -> str:
    if card.places_left is None:
        return ""
    if not card.is_full:
        return ngettext(
            "%(n)d place is left.", "%(n)d places are left.", card.places_left
        ) % {"n": card.places_left}
    if not card.waiting:
        return _now("Full. You stand in line, and we write to you.")
    return ngettext(
        "Full, %(n)d waiting. You stand in line, and we write to you.",
        "Full, %(n)d waiting. You stand in line, and we write to you.",
        card.waiting,
    ) % {"n": card.waiting}
