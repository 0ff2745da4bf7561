"""Where to move the demo clock."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conference.config.demo.moments import Moment
from conference.core import clock
from conference.core.rendering import ChoiceCards, DateTimeInput

OTHER: Final = "other"
LAST_YEAR: Final = 2030


class ClockForm(forms.Form):
    """One of the moments offered, or one of one's own; always ahead of the present.

    The cleaned data holds `instant`.
    """

    moment = forms.ChoiceField(
        label=_("Move the clock to"),
        error_messages={
            "required": _("Choose a moment."),
            "invalid_choice": _("Choose one of the moments; some are over by now."),
        },
    )
    at = forms.DateTimeField(
        label=_("Another moment, in Ha Noi"),
        required=False,
        widget=DateTimeInput(),
        error_messages={
            "invalid": _("Write a day and a time, such as 2020-06-01 08:00.")
        },
    )

    def __init__(
        self, *args: Any, moments: Sequence[Moment], now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.moments = {moment.key: moment for moment in moments}
        field = self.fields["moment"]
        hints = {
            moment.key: gettext("%(at)s Ha Noi") % {"at": _told(moment.at)}
            for moment in moments
        }
        labels = [(moment.key, moment.label) for moment in moments]
        # The widget is given first: choices are handed on to the one that is there.
        field.widget = ChoiceCards(hints=hints)
        field.choices = [*labels, (OTHER, _("Another moment"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Find the instant that is meant."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("moment") == OTHER:
            self._check_own(said.get("at"))
        elif said.get("moment"):
            said["instant"] = self.moments[said["moment"]].at
        return said

    def _check_own(self, at: datetime | None) -> None:
        if at is None:
            if "at" not in self.errors:
                self.add_error(
                    "at", _("Write a day and a time, such as 2020-06-01 08:00.")
                )
            return
        # What is typed is meant on the clocks of Ha Noi, whatever the reader's zone.
        instant = at.replace(tzinfo=clock.EVENT_ZONE)
        if instant <= self.now:
            later = _("Write a moment after %(now)s; the clock moves forward only.")
            self.add_error(
                "at", ValidationError(later, params={"now": _told(self.now)})
            )
        elif instant.year > LAST_YEAR:
            self.add_error("at", _("Write a moment before the year 2031."))
        else:
            self.cleaned_data["instant"] = instant


def _told(at: datetime) -> str:
    return date_format(clock.in_event_zone(at), "DATETIME_FORMAT")
