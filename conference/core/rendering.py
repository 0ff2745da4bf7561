"""How Django's forms are drawn: in our fields, with our error summary."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class LookRenderer(TemplatesSetting):
    """Draws `{{ form }}` and `{{ field.as_field_group }}` from our components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class ChoiceCards(forms.RadioSelect):
    """Radio buttons as cards; a hint under a choice names its consequence."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, hints: Mapping[str, str]
    ) -> None:
        super().__init__(attrs)
        self.hints = hints


class DateInput(forms.DateInput):
    """The browser's own date field; it speaks the reader's language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateTimeInput(forms.DateTimeInput):
    """The browser's own field for a date with a time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")
