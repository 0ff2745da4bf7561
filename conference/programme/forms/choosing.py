"""Which sessions a list shows, and who is put on stage."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from conference.programme.forms.places import offer
from conference.programme.models import Room, Session, SessionRole, Strand


class FilterForm(forms.Form):
    """Which sessions the list shows; what is not understood is left out."""

    q = forms.CharField(
        label=_("Title, code or person"), required=False, max_length=200
    )
    day = forms.DateField(label=_("Day"), required=False, widget=forms.Select)
    room = forms.TypedChoiceField(
        label=_("Room"), required=False, coerce=int, empty_value=None
    )
    strand = forms.TypedChoiceField(
        label=_("Strand"), required=False, coerce=int, empty_value=None
    )
    session_type = forms.ChoiceField(label=_("Type"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    only = forms.ChoiceField(label=_("Only those"), required=False)

    ONLY: Final = (
        ("changed", _("with unpublished changes")),
        ("unplaced", _("without room or time")),
        ("unconfirmed", _("with unanswered invitations")),
    )

    def __init__(
        self,
        *args: Any,
        rooms: Iterable[Room],
        strands: Iterable[Strand],
        days: Iterable[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        self.fields["q"].widget.attrs["type"] = "search"
        self.fields["day"].widget.choices = [every, *days]
        offer(self, "room", [every, *((r.pk, str(r.name)) for r in rooms)])
        offer(self, "strand", [every, *((s.pk, str(s.name)) for s in strands)])
        offer(self, "session_type", [every, *Session.Type.choices])
        offer(
            self,
            "state",
            [("", _("All but cancelled")), *Session.State.choices],
        )
        offer(self, "only", [every, *self.ONLY])

    @property
    def wanted(self) -> dict[str, Any]:
        """The filters that were understood and say something."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        only = said.pop("only", "")
        return said | ({only: True} if only else {})


class CastForm(forms.Form):
    """One more person on stage."""

    speaker = forms.TypedChoiceField(
        label=_("Who"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("Choose a person of the list."),
        },
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=SessionRole.Role.choices,
        initial=SessionRole.Role.PANELLIST,
    )
    order = forms.IntegerField(
        label=_("Place in the list"),
        min_value=0,
        max_value=32_000,
        initial=100,
        required=False,
    )

    def __init__(
        self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "speaker", list(people))
