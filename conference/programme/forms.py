"""What organisers write about places, sessions and people on stage."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core.rendering import DateInput
from conference.programme.models import Room
from conference.programme.queries import board

LONGEST_MINUTES = 24 * 60
CHOOSE_ROOM = _("Choose a room.")


class TimeInput(forms.TimeInput):
    """The browser's own field for a time of day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": 300, **(attrs or {})}, format="%H:%M")


class PlaceForm(forms.Form):
    """A room, a day, a start and a length; `version` is the session as it was seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    room = forms.TypedChoiceField(
        label=_("Room"),
        coerce=int,
        error_messages={"required": CHOOSE_ROOM, "invalid_choice": CHOOSE_ROOM},
    )
    day = forms.DateField(
        label=_("Day"),
        widget=DateInput(),
        error_messages={
            "required": _("Write a day, such as 7 September 2021."),
            "invalid": _("Write a day, such as 7 September 2021."),
        },
    )
    begins = forms.TimeField(
        label=_("Begins"),
        help_text=_("On the clocks of Ha Noi."),
        widget=TimeInput(),
        error_messages={
            "required": _("Write a time, such as 09:30."),
            "invalid": _("Write a time, such as 09:30."),
        },
    )
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=5,
        max_value=LONGEST_MINUTES,
        initial=60,
        error_messages={
            "required": _("Write how many minutes it lasts, such as 60."),
            "invalid": _("Write how many minutes it lasts, such as 60."),
            "min_value": _("A session lasts five minutes at least."),
            "max_value": _("A session lasts a day at most."),
        },
    )

    def __init__(self, *args: Any, rooms: Iterable[Room], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "room", [("", _("Choose")), *((r.pk, str(r.name)) for r in rooms)])

    def clean_day(self) -> date:
        """Keep to years that a calendar reaches."""
        day: date = self.cleaned_data["day"]
        if day.year not in range(2000, 2100):
            raise forms.ValidationError(_("Choose a year from 2000 to 2099."))
        return day

    @property
    def place(self) -> board.Place:
        """The place that was written."""
        said = self.cleaned_data
        return board.place_of(
            said["day"], said["begins"], said["minutes"], said["room"]
        )


def offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Give a field its choices."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices
