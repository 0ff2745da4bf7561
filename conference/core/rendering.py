"""How Django's forms are drawn: in our fields, with our error summary."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from i18nfield.forms import I18nTextarea, I18nTextInput


class LookRenderer(TemplatesSetting):
    """Draws `{{ form }}` and `{{ field.as_field_group }}` from our components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class ChoiceCards(forms.RadioSelect):
    """Radio buttons as cards; a hint under a choice names its consequence."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, hints: Mapping[str, str | Promise]
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


class _LinePerLanguage:
    """Draws a field of several languages with a visible name before each line.

    The two languages of the house come first; the others open on request.
    """

    ALWAYS = 2
    enabled_locales: list[str]

    def __init__(
        self,
        locales: list[str],
        field: forms.Field,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(locales, field, {"class": "input", **(attrs or {})})  # type: ignore[call-arg]

    def format_output(self, rendered_widgets: list[str], id_: str | None) -> str:
        """Wrap each line in its label."""
        names = [
            dict(settings.LANGUAGES).get(code, code) for code in self.enabled_locales
        ]
        lines = [
            format_html(
                '<label class="line"><span>{}</span>{}</label>',
                name,
                mark_safe(line),  # noqa: S308  drawn by Django
            )
            for name, line in zip(names, rendered_widgets, strict=True)
        ]
        first, others = lines[: self.ALWAYS], lines[self.ALWAYS :]
        more = (
            format_html(
                "<details><summary>{}</summary>{}</details>",
                _("Other languages"),
                mark_safe("".join(others)),  # noqa: S308  joined from safe parts
            )
            if others
            else ""
        )
        return format_html(
            '<div class="lines" id="{}">{}{}</div>',
            id_ or "",
            mark_safe("".join(first)),  # noqa: S308  joined from safe parts
            more,
        )


class LinesInput(_LinePerLanguage, I18nTextInput):  # type: ignore[misc]  # untyped
    """One line of text in each language."""


class LinesTextarea(_LinePerLanguage, I18nTextarea):  # type: ignore[misc]  # untyped
    """Some lines of text in each language."""


class LongSelect(forms.Select):
    """A list of hundreds of choices, drawn without a template for each of them."""

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401  as Django gives it
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ANN401, ARG002  not needed here
    ) -> SafeString:
        chosen = set(self.format_value(value))
        own = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (code, SafeString(" selected") if str(code) in chosen else "", label)
                for code, label in self.choices
            ),
        )
        return format_html("<select{}>\n{}\n</select>", flatatt(own), options)
