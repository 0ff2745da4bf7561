"""Categories and seats in the panel; registrations are decided at the desk."""

from datetime import datetime
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from i18nfield.admin import I18nModelAdmin
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.forms import I18nModelForm
from i18nfield.strings import LazyI18nString

from conference.core import clock
from conference.core.admin import CarefulAdmin
from conference.core.rendering import LinesInput, LinesTextarea
from registration.attendance.models import ParticipantCategory, Registration, Seat
from registration.attendance.operations import opening

NAME_LENGTH: Final = 120
YEARS: Final = range(2000, 2101)


class CategoryForm(I18nModelForm):  # type: ignore[misc]  # untyped
    """A category, with a kind sentence where the database would say no."""

    class Meta:
        model = ParticipantCategory
        fields = "__all__"
        widgets: ClassVar[dict[str, type]] = {
            "name": LinesInput,
            "description": LinesTextarea,
        }

    def clean_quota(self) -> int | None:
        quota: int | None = self.cleaned_data["quota"]
        taken = self.instance.places_taken if self.instance.pk else 0
        if quota is not None and quota < taken:
            raise forms.ValidationError(
                _("%(taken)d places are taken already. Write at least that many."),
                code="taken",
                params={"taken": taken},
            )
        return quota

    def clean_name(self) -> LazyI18nString:
        name: LazyI18nString = self.cleaned_data["name"]
        if any(len(text or "") > NAME_LENGTH for text in _texts(name)):
            raise forms.ValidationError(
                _("Write at most %(most)d letters in each language."),
                code="long",
                params={"most": NAME_LENGTH},
            )
        return name

    def clean_opens_at(self) -> datetime | None:
        return _in_our_time(self.cleaned_data["opens_at"])

    def clean_closes_at(self) -> datetime | None:
        return _in_our_time(self.cleaned_data["closes_at"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("Choose an end later than the beginning."))
        return cleaned


@admin.register(ParticipantCategory)
class ParticipantCategoryAdmin(CarefulAdmin, I18nModelAdmin):  # type: ignore[misc]  # untyped
    """Who may come; more places go to those in line at once."""

    form = CategoryForm
    formfield_overrides_defaults: ClassVar[dict[type, dict[str, type]]] = {
        I18nTextField: {"widget": LinesTextarea},
        I18nCharField: {"widget": LinesInput},
    }
    list_display = [
        "name",
        "code",
        "approval",
        "quota",
        "places_taken",
        "opens_at",
        "closes_at",
    ]
    list_filter = ["approval"]
    search_fields = ["code", "name"]
    ordering = ["order", "pk"]
    readonly_fields = ["places_taken", "last_waiting_number"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: ParticipantCategory | None = None
    ) -> list[str]:
        """Keep the edition of a category that exists."""
        return [*self.readonly_fields, "edition"] if obj else list(self.readonly_fields)

    def save_model(
        self,
        request: HttpRequest,
        obj: ParticipantCategory,
        form: CategoryForm,
        change: bool,  # noqa: FBT001  Django's own
    ) -> None:
        opening.save_category(obj, now=clock.now())


@admin.register(Registration)
class RegistrationAdmin(CarefulAdmin):
    """Leads to the desk, where registrations are read and decided."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Registration | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Registration | None = None
    ) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        return redirect("attendance_desk:registrations")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseRedirect:
        if not object_id.isdecimal():
            return redirect("attendance_desk:registrations")
        return redirect("attendance_desk:registration", int(object_id))


@admin.register(Seat)
class SeatAdmin(CarefulAdmin):
    """Who has, waits for or gave back a seat; to look at."""

    list_display = (
        "registration",
        "session",
        "state",
        "arrival_number",
        "held_until",
        "changed_at",
    )
    list_select_related = ("registration", "session")
    list_filter = ("state",)
    search_fields = ("session__code", "registration__number")
    fields = list_display
    ordering = ("-changed_at", "-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Seat | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Seat | None = None
    ) -> bool:
        return False


def _texts(name: LazyI18nString) -> list[str | None]:
    return list(name.data.values()) if isinstance(name.data, dict) else [str(name)]


def _in_our_time(at: datetime | None) -> datetime | None:
    if at is not None and at.year not in YEARS:
        raise forms.ValidationError(
            _("Choose a year from %(first)d to %(last)d."),
            code="year",
            params={"first": YEARS[0], "last": YEARS[-1]},
        )
    return at
