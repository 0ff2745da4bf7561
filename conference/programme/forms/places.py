"""What organisers write about a place: a room, a day, a start and a length."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.core.rendering import DateInput
from conference.programme.models import Room
from conference.programme.queries import board

LONGEST_MINUTES: Final = 24 * 60
YEARS: Final = range(2000, 2100)
CHOOSE_ROOM = _("Choose a room.")
A_DAY = _("Write a day, such as 7 September 2021.")
A_TIME = _("Write a time, such as 09:30.")


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
        error_messages={"required": A_DAY, "invalid": A_DAY},
    )
    begins = forms.TimeField(
        label=_("Begins"),
        help_text=_("On the clocks of Ha Noi."),
        widget=TimeInput(),
        error_messages={"required": A_TIME, "invalid": A_TIME},
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
        return a_sane_day(self.cleaned_data["day"])

    @property
    def place(self) -> board.Place:
        """The place that was written."""
        said = self.cleaned_data
        return board.place_of(
            said["day"], said["begins"], said["minutes"], said["room"]
        )


def a_sane_day(day: date) -> date:
    """Keep to years that a calendar reaches."""
    if day.year not in YEARS:
        raise forms.ValidationError(_("Choose a year from 2000 to 2099."))
    return day


def offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Give a field its choices."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices
