"""Icons, states, moments and choices, as templates get them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone, translation

from conference.core.icons import ICONS, MIRRORED, STATE_ICONS
from conference.core.rendering import ChoiceCards
from conference.core.templatetags import look

NOON_IN_HA_NOI = datetime(2020, 6, 30, 5, 0, tzinfo=UTC)
LATE_IN_HA_NOI = datetime(2020, 6, 30, 18, 30, tzinfo=UTC)


def test_an_icon_is_silent_beside_its_word():
    assert look.icon("check") == (
        '<svg class="i" viewBox="0 0 24 24" aria-hidden="true">'
        '<path d="M4.5 12.5l5 5L19.5 7"/></svg>'
    )


def test_an_icon_that_stands_alone_says_its_name():
    assert look.icon("check", label="Sent & read") == (
        '<svg class="i" viewBox="0 0 24 24" role="img" aria-label="Sent &amp; read">'
        '<path d="M4.5 12.5l5 5L19.5 7"/></svg>'
    )


def test_only_directions_turn_round_from_right_to_left():
    turned = {name for name in ICONS if "i-flip" in look.icon(name)}

    assert turned == MIRRORED


def test_every_state_has_an_icon_of_its_own():
    assert len(set(STATE_ICONS.values())) == len(STATE_ICONS)
    assert set(STATE_ICONS.values()) <= set(ICONS)


def test_a_moment_is_told_in_the_zone_of_the_event_first():
    assert look.moment(NOON_IN_HA_NOI) == look.Moment(
        iso="2020-06-30T12:00+07:00",
        weekday="Tuesday",
        date="30 June 2020",
        short="30 Jun 2020",
        time="12:00",
        utc="05:00",
        yours="",
    )


def test_a_zone_on_another_day_names_its_day():
    with timezone.override(ZoneInfo("Pacific/Auckland")):
        moment = look.moment(LATE_IN_HA_NOI)

    assert moment == look.Moment(
        iso="2020-07-01T01:30+07:00",
        weekday="Wednesday",
        date="1 July 2020",
        short="1 Jul 2020",
        time="01:30",
        utc="30 June 2020, 18:30",
        yours="06:30",
    )


@pytest.mark.parametrize("zone", ["UTC", "Asia/Bangkok", "Asia/Ho_Chi_Minh"])
def test_a_reader_of_the_same_time_is_not_told_it_twice(zone):
    with timezone.override(ZoneInfo(zone)):
        assert look.moment(NOON_IN_HA_NOI).yours == ""


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("vi", "30 tháng 6 năm 2020"),
        ("ar", "30 يونيو 2020"),
        ("zh-hans", "2020年6月30日"),
    ],
)
def test_a_month_is_written_in_the_readers_language(language, day):
    with translation.override(language):
        assert day in look.moment(NOON_IN_HA_NOI).date


@pytest.mark.parametrize("language", ["en", "vi", "fr", "es", "ru", "ar"])
def test_a_short_date_has_its_month_in_letters(language):
    with translation.override(language):
        short = look.moment(NOON_IN_HA_NOI).short

    assert len([sign for sign in short if sign.isalpha()]) >= 3


class ModeForm(forms.Form):
    mode = forms.ChoiceField(
        choices=[("person", "In person"), ("online", "Online")],
        widget=ChoiceCards(hints={"online": "You get a link"}),
    )


def test_a_choice_carries_the_hint_that_names_its_consequence():
    cards = look.choices(ModeForm()["mode"])

    assert [(card.label, card.hint, card.id) for card in cards] == [
        ("In person", "", "id_mode_0"),
        ("Online", "You get a link", "id_mode_1"),
    ]


@pytest.mark.parametrize("state", [*STATE_ICONS, "something new"])
def test_a_chip_says_its_state_in_a_word(state):
    template = Template(
        '{% include "components/chip.html" with state=state text="Word" %}'
    )

    drawn = template.render(Context({"state": state}))

    assert f'class="chip chip-{state}"' in drawn
    assert "<span>Word</span>" in drawn
