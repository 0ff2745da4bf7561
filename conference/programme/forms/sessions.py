"""What organisers write about a session."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18nfield.forms import I18nFormField
from i18nfield.strings import LazyI18nString

from conference.core import clock
from conference.core.rendering import (
    ChoiceCards,
    DateInput,
    LinesInput,
    LinesTextarea,
)
from conference.core.text import PlainLineField
from conference.programme.forms.places import (
    A_DAY,
    A_TIME,
    CHOOSE_ROOM,
    LONGEST_MINUTES,
    TimeInput,
    a_sane_day,
    offer,
)
from conference.programme.models import Room, Session, Strand
from conference.programme.queries import board

MOST_SEATS: Final = 100_000
IN_ENGLISH = _("Write it in English too; it is shown where a language has none.")
CODE: Final = re.compile(r"C-[0-9]{8}")
SLUG: Final = re.compile(r"[a-z0-9_-]{1,40}")
EMPTY: Final = ("", "–")
FORMAT_HINTS: Final[dict[str, Any]] = {
    Session.Format.ON_SITE: _("In the room only."),
    Session.Format.ONLINE: _("In the meeting only; the link to join is needed."),
    Session.Format.BOTH: _("In the room, and in the meeting for those elsewhere."),
}


class SessionForm(forms.Form):
    """All that is planned of a session but its state; `version` is what was seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code"),
        help_text=_("As ITU writes it, C-00010155. Empty: the next free one."),
        required=False,
        max_length=12,
    )
    title = I18nFormField(
        label=pgettext_lazy("session", "Title"),
        max_length=300,
        widget=LinesInput,
        error_messages={"required": _("Write the title, at least in English.")},
    )
    session_type = forms.ChoiceField(
        label=_("Type"),
        choices=Session.Type.choices,
        error_messages={
            "required": _("Choose one of the types."),
            "invalid_choice": _("Choose one of the types."),
        },
    )
    strand = forms.TypedChoiceField(
        label=_("Strand"), required=False, coerce=int, empty_value=None
    )
    room = forms.TypedChoiceField(
        label=_("Room"),
        help_text=_("Without a room or a time it stands in the tray of the board."),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": CHOOSE_ROOM},
    )
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=DateInput(),
        error_messages={"invalid": A_DAY},
    )
    begins = forms.TimeField(
        label=_("Begins"),
        help_text=_("On the clocks of Ha Noi."),
        required=False,
        widget=TimeInput(),
        error_messages={"invalid": A_TIME},
    )
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        required=False,
        min_value=5,
        max_value=LONGEST_MINUTES,
        error_messages={
            "invalid": _("Write how many minutes it lasts, such as 60."),
            "min_value": _("A session lasts five minutes at least."),
            "max_value": _("A session lasts a day at most."),
        },
    )
    seats = forms.IntegerField(
        label=_("Seats"),
        help_text=_("How many people may take one. Empty: no limit."),
        required=False,
        min_value=0,
        max_value=MOST_SEATS,
        error_messages={"invalid": _("Write a number, or leave it empty.")},
    )
    open_to = PlainLineField(
        label=_("Open to"),
        help_text=_(
            "Codes of participant categories with commas between them. "
            "Empty: open to all."
        ),
        required=False,
        max_length=500,
    )
    session_format = forms.ChoiceField(
        label=_("On site or online"),
        choices=Session.Format.choices,
        widget=ChoiceCards(hints=FORMAT_HINTS),
        initial=Session.Format.ON_SITE,
        error_messages={
            "required": _("Choose how it is held."),
            "invalid_choice": _("Choose how it is held."),
        },
    )
    join_url = forms.URLField(
        label=_("Link to join"),
        help_text=_("Shown to approved participants only."),
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": _("Write a whole address, https://...")},
    )
    language = forms.ChoiceField(
        label=_("Language on the floor"),
        choices=settings.LANGUAGES,
        initial="en",
        error_messages={"invalid_choice": _("Choose one of these languages.")},
    )
    interpretation = forms.MultipleChoiceField(
        label=_("Interpretation into"),
        required=False,
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose one of these languages.")},
    )
    has_captions = forms.BooleanField(label=_("With captions"), required=False)
    label = I18nFormField(
        label=_("Label"),
        help_text=_("A few words beside the title, such as “Invitation only”."),
        max_length=200,
        required=False,
        widget=LinesInput,
    )
    abstract = I18nFormField(
        label=_("Abstract"),
        max_length=10_000,
        required=False,
        widget=LinesTextarea,
        widget_kwargs={"attrs": {"rows": 5}},
    )

    def __init__(
        self,
        *args: Any,
        rooms: Iterable[Room],
        strands: Iterable[Strand],
        is_new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "room", [EMPTY, *((r.pk, str(r.name)) for r in rooms)])
        offer(self, "strand", [EMPTY, *((s.pk, str(s.name)) for s in strands)])
        if is_new:
            offer(self, "session_type", [EMPTY, *Session.Type.choices])
        else:
            del self.fields["code"]

    def clean_code(self) -> str:
        """Keep to the codes of ITU."""
        code: str = self.cleaned_data["code"].strip().upper()
        if code and not CODE.fullmatch(code):
            raise forms.ValidationError(_("Write C- and eight digits: C-00010155."))
        return code

    def clean_title(self) -> LazyI18nString:
        """Ask for words, and for English ones."""
        title: LazyI18nString = self.cleaned_data["title"]
        said = title.data if isinstance(title.data, dict) else {}
        if not any(map(str.strip, filter(None, said.values()))):
            raise forms.ValidationError(self.fields["title"].error_messages["required"])
        if not (said.get("en") or "").strip():
            raise forms.ValidationError(IN_ENGLISH)
        return title

    def clean_day(self) -> date | None:
        """Keep to years that a calendar reaches."""
        day = self.cleaned_data["day"]
        return a_sane_day(day) if day else None

    def clean_open_to(self) -> list[str]:
        """Take the codes apart."""
        codes = [code.strip() for code in self.cleaned_data["open_to"].split(",")]
        codes = list(dict.fromkeys(code for code in codes if code))
        wrong = [code for code in codes if not SLUG.fullmatch(code)]
        if wrong:
            raise forms.ValidationError(
                _("%(codes)s is no code. A code has small letters, digits and lines.")
                % {"codes": ", ".join(wrong)}
            )
        return codes

    def clean(self) -> dict[str, Any]:
        """Ask for the whole of a time or for nothing of it."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.get("day") and not said.get("begins") and "begins" not in self.errors:
            self.add_error("begins", A_TIME)
        if said.get("begins") and not said.get("day") and "day" not in self.errors:
            self.add_error("day", A_DAY)
        if said.get("day") and not said.get("minutes") and "minutes" not in self.errors:
            said["minutes"] = 60
        return said

    def only_read(self) -> None:
        """Show what is planned to who may not change it."""
        for field in self.fields.values():
            field.disabled = True

    @property
    def said(self) -> dict[str, Any]:
        """What was written, as `written` would give it back."""
        codes = ", ".join(self.cleaned_data["open_to"])
        return self.cleaned_data | {"open_to": codes}

    @property
    def facts(self) -> dict[str, Any]:
        """What was written, as it is planned."""
        said = dict(self.cleaned_data)
        said.pop("version", None)
        day, begins = said.pop("day"), said.pop("begins")
        minutes, room_id = said.pop("minutes"), said.pop("room")
        starts_at = ends_at = None
        if day and begins:
            place = board.place_of(day, begins, minutes, room_id or 0)
            starts_at, ends_at = place.starts_at, place.ends_at
        return said | {
            "room_id": room_id,
            "strand_id": said.pop("strand"),
            "starts_at": starts_at,
            "ends_at": ends_at,
        }


def written(session: Session) -> dict[str, Any]:
    """Return a session as its form writes it."""
    known: dict[str, Any] = {
        name: getattr(session, name)
        for name in (
            "version",
            "title",
            "session_type",
            "seats",
            "session_format",
            "join_url",
            "language",
            "interpretation",
            "has_captions",
            "label",
            "abstract",
        )
    }
    known |= {
        "room": session.room_id,
        "strand": session.strand_id,
        "open_to": ", ".join(session.open_to),
    }
    if session.starts_at is None or session.ends_at is None:
        return known
    begins = clock.in_event_zone(session.starts_at)
    length = session.ends_at - session.starts_at
    return known | {
        "day": begins.date(),
        "begins": begins.time(),
        "minutes": int(length.total_seconds() // 60),
    }
