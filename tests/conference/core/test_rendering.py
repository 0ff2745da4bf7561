"""How a form is drawn: label, hint, field, mistake, in this order."""

import re

from django import forms

from conference.core.rendering import DateInput, DateTimeInput


class RequestForm(forms.Form):
    organisation = forms.CharField(
        help_text="In full.",
        error_messages={"required": "Write who you come for."},
    )
    position = forms.CharField(required=False)
    consent = forms.BooleanField(label="On the public list", required=False)
    arrival = forms.DateField(widget=DateInput(), required=False)
    closes_at = forms.DateTimeField(widget=DateTimeInput(), required=False)


class PlaceForm(forms.Form):
    place = forms.ChoiceField(
        choices=[("1", "First"), ("2", "Second")], widget=forms.RadioSelect
    )


def drawn(form):
    return re.sub(r"\s+", " ", str(form))


def test_the_hint_stands_above_the_field_and_is_linked_to_it():
    text = drawn(RequestForm()["organisation"].as_field_group())

    assert text.index('id="id_organisation_helptext"') < text.index("<input")
    assert 'aria-describedby="id_organisation_helptext"' in text


def test_optional_is_written_and_required_is_the_rule():
    assert "(optional)" in drawn(RequestForm()["position"].as_field_group())
    assert "(optional)" not in drawn(RequestForm()["organisation"].as_field_group())


def test_a_mistake_is_told_at_the_field_and_linked_to_it():
    text = drawn(RequestForm({})["organisation"].as_field_group())

    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_organisation_helptext id_organisation_error"' in text
    assert "<span>Write who you come for.</span>" in text
    assert text.index("<input") < text.index('id="id_organisation_error"')


def test_a_form_with_mistakes_begins_with_links_to_them_and_takes_the_focus():
    text = drawn(RequestForm({}))
    summary = text[: text.index('<div class="form">')]

    assert 'tabindex="-1" autofocus' in summary
    assert "Everything else is kept." in summary
    assert re.findall(r'<a href="(.*?)">', summary) == ["#id_organisation"]


def test_the_link_to_a_mistake_in_a_choice_leads_to_the_choice():
    text = drawn(PlaceForm({}))

    assert re.findall(r'<a href="#(.*?)">', text) == ["id_place"]
    assert text.count('id="id_place"') == 1


def test_a_form_without_mistakes_has_no_summary():
    assert "summary" not in drawn(RequestForm())


def test_what_was_typed_stays_plain_text():
    text = drawn(RequestForm({"organisation": '"><script>alert(1)</script>'}))

    assert "<script>" not in text


def test_a_date_is_asked_with_the_browsers_own_field():
    text = drawn(RequestForm(initial={"arrival": None}))

    assert 'type="date"' in text
    assert 'type="datetime-local"' in text


def test_a_field_group_without_hint_has_no_empty_link():
    assert "aria-describedby" not in drawn(RequestForm()["position"].as_field_group())
