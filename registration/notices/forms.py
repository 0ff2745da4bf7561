"""What organisers write: deadlines, texts, stand-ins, and how a notice leaves."""

from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conference.core.clock import EVENT_ZONE, in_event_zone
from conference.core.rendering import ChoiceCards, DateInput, DateTimeInput
from conference.core.text import PlainLineField
from registration.notices.models import NoticeText
from registration.notices.words.filling import FIELDS

LINES: Final = frozenset({"subject", "headline", "was", "now", "now_note"})
LONG: Final = frozenset({"lead", "stays", "stays_open", "out_of_date", "why"})


class EventTimeField(forms.DateTimeField):
    """A moment on the clocks of Ha Noi, whatever zone the organiser sits in."""

    widget = DateTimeInput

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  as Django has it
        """Show the moment as Ha Noi reads it."""
        is_moment = isinstance(value, datetime) and timezone.is_aware(value)
        return in_event_zone(value).replace(tzinfo=None) if is_moment else value

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401  as Django has it
        """Read what was typed as Ha Noi's time."""
        with timezone.override(EVENT_ZONE):
            return super().to_python(value)


class ReleaseForm(forms.Form):
    """What goes with a release; `seen` is a sign of the changes that were looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = PlainLineField(
        label=_("A note for readers"),
        help_text=_("One sentence above the changes. It is public."),
        required=False,
        max_length=300,
    )
    make_room = forms.BooleanField(
        label=_("Let those who came last stand in line"), required=False
    )


class TermsForm(forms.Form):
    """Until when people may answer, and when they hear from us again."""

    answer_by = EventTimeField(
        label=_("Answers until, Ha Noi time"),
        help_text=_(
            "Silence means keep. Reminders go at half of the time and 48 hours before."
        ),
        error_messages={
            "required": _("Write a day and a time, such as 30 June 2020, 18:00."),
            "invalid": _("Write a day and a time, such as 30 June 2020, 18:00."),
        },
    )
    next_update_on = forms.DateField(
        label=_("We write again by"),
        required=False,
        widget=DateInput(),
        error_messages={"invalid": _("Write a day, such as 15 September 2020.")},
    )


class TextForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """The notice in one language; `version` is what the form was made from."""

    version = forms.IntegerField(
        min_value=0, max_value=32_767, widget=forms.HiddenInput
    )

    class Meta:
        model = NoticeText
        fields = list(FIELDS)
        widgets = {
            name: forms.Textarea({"rows": 5 if name in LONG else 3})
            for name in FIELDS
            if name not in LINES
        }

    def words(self) -> dict[str, str]:
        """Return what was typed, field by field."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class StandInForm(forms.Form):
    """The language that readers of a language without a text get instead."""

    to = forms.ChoiceField(label=_("They get instead"), required=False)

    def __init__(
        self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        nobody = ("", _("No other language"))
        self.fields["to"].choices = [nobody, *languages]  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    """How the letters of a notice leave."""

    ALL, FIRST, HELD = "all", "first", "held"
    how = forms.ChoiceField(
        label=_("How the letters leave"),
        initial=ALL,
        choices=[
            (ALL, _("All now")),
            (FIRST, _("The first 50, then wait for me")),
            (HELD, _("Hold all until I start them")),
        ],
        widget=ChoiceCards(
            hints={
                ALL: _("The first letter leaves within two seconds."),
                FIRST: _("Every language is among them. You look, then press “Go on”."),
                HELD: _("The pages change now; nobody is written to yet."),
            }
        ),
        error_messages={
            "required": _("Choose how the letters leave."),
            "invalid_choice": _("Choose how the letters leave."),
        },
    )
