"""What an organiser writes when the dates, the name, the place or the format change."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from i18nfield.forms import I18nFormField
from i18nfield.strings import LazyI18nString

from conference.core.rendering import ChoiceCards, DateInput, LinesInput, LinesTextarea
from conference.editions.models import ScheduleRevision

Format = ScheduleRevision.Format
Precision = ScheduleRevision.Precision
A_DAY = _("Write a day, such as 6 September 2021.")


class RevisionForm(forms.Form):
    """The facts of a decision; what stays is filled in already.

    The cleaned data is `conference.editions.models.Facts`. With the month alone known,
    any day of it will do as the first day.
    """

    name = forms.CharField(
        label=_("Name of the event"),
        max_length=120,
        error_messages={
            "required": _("Write the name, such as ITU Digital World 2021.")
        },
    )
    theme = I18nFormField(
        label=_("Theme"), max_length=200, required=False, widget=LinesInput
    )
    date_precision = forms.ChoiceField(
        label=_("How well the date is known"),
        choices=Precision.choices,
        widget=ChoiceCards(
            hints={
                Precision.DAY: _("Write the first and the last day."),
                Precision.MONTH: _(
                    "Write any day of the month. Only the month is told."
                ),
                Precision.OPEN: _("No day and no month is told."),
            }
        ),
        error_messages={
            "required": _("Choose how well the date is known."),
            "invalid_choice": _("Choose how well the date is known."),
        },
    )
    starts_on = forms.DateField(
        label=_("First day"),
        required=False,
        widget=DateInput(),
        error_messages={"invalid": A_DAY},
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DateInput(),
        error_messages={"invalid": A_DAY},
    )
    delivery_format = forms.ChoiceField(
        label=_("Format"),
        choices=Format.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how the event is held."),
            "invalid_choice": _("Choose how the event is held."),
        },
    )
    venue = I18nFormField(
        label=_("Venue"), max_length=200, required=False, widget=LinesInput
    )
    city = I18nFormField(
        label=_("City and country"), max_length=200, required=False, widget=LinesInput
    )
    reason = I18nFormField(
        label=_("Why"),
        help_text=_("One or two sentences; people read them in the notice."),
        max_length=1000,
        widget=LinesTextarea,
        widget_kwargs={"attrs": {"rows": 3}},
        error_messages={"required": _("Say why in one sentence, at least in English.")},
    )
    decided_by = I18nFormField(
        label=_("Who decided"),
        max_length=300,
        widget=LinesInput,
        error_messages={"required": _("Say who decided, such as ITU and MIC.")},
    )
    decided_on = forms.DateField(
        label=_("Decided on"),
        widget=DateInput(),
        error_messages={"required": A_DAY, "invalid": A_DAY},
    )

    # Words of which the English ones stand in wherever a language has none.
    NEEDS_ENGLISH: ClassVar[tuple[str, ...]] = (
        "theme",
        "venue",
        "city",
        "reason",
        "decided_by",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "ends_on"):
            # Asked for unless the date is open, so they are not called optional.
            self.fields[name].needed = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Hold the dates against their precision, and ask for English where needed."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        precision = facts.get("date_precision")
        if precision == Precision.OPEN:
            facts["starts_on"] = facts["ends_on"] = None
        elif precision is not None:
            self._check_days(facts)
        for name in self.NEEDS_ENGLISH:
            if _lacks_english(facts.get(name)):
                self.add_error(
                    name,
                    ValidationError(
                        _(
                            "Write it in English too; it is shown where a language "
                            "has none."
                        ),
                        code="english",
                    ),
                )
        return facts

    def clean_reason(self) -> LazyI18nString:
        """Ask for words, not for spaces."""
        return self._said("reason")

    def clean_decided_by(self) -> LazyI18nString:
        """Ask for words, not for spaces."""
        return self._said("decided_by")

    def _said(self, name: str) -> LazyI18nString:
        words: LazyI18nString = self.cleaned_data[name]
        if not any(words.data.values()):
            raise ValidationError(self.fields[name].error_messages["required"])
        return words

    def _check_days(self, facts: dict[str, Any]) -> None:
        first, last = facts.get("starts_on"), facts.get("ends_on")
        is_month = facts.get("date_precision") == Precision.MONTH
        if first is None and "starts_on" not in self.errors:
            self.add_error("starts_on", A_DAY)
        if last is None and is_month:
            facts["ends_on"] = first
        elif last is None and "ends_on" not in self.errors:
            self.add_error("ends_on", A_DAY)
        elif first and last and last < first:
            self.add_error(
                "ends_on", _("Choose a last day that is not before the first.")
            )


def _lacks_english(words: LazyI18nString | None) -> bool:
    said = words.data if words is not None else None
    if not isinstance(said, dict):
        return False
    return any(said.values()) and not said.get("en")
