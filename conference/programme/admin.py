"""Rooms, strands and people in the panel; sessions are planned at the desk."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from i18nfield.admin import I18nModelAdmin
from i18nfield.forms import I18nModelForm

from conference.core import clock
from conference.core.admin import CarefulAdmin
from conference.core.refusals import Refusal
from conference.core.rendering import LinesInput, LinesTextarea
from conference.editions.models import Edition
from conference.programme.forms.people import SpeakerForm
from conference.programme.models import (
    Release,
    Room,
    Session,
    SessionChange,
    Speaker,
    Strand,
)
from conference.programme.operations import furnishing, profiles


class OfThisEdition(CarefulAdmin, I18nModelAdmin):  # type: ignore[misc]  # the library is not typed
    """What belongs to the current edition; a new row is put there."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(edition__is_current=True)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Add to the current edition; without one there is nothing to add to.

        The permission itself is asked for each table on each page of the panel, so it
        must not ask the database.
        """
        if not Edition.objects.filter(is_current=True).exists():
            raise PermissionDenied
        return super().add_view(request, form_url, extra_context)

    def save_form(
        self,
        request: HttpRequest,
        form: Any,  # noqa: ANN401  Django's own
        change: bool,  # noqa: FBT001  Django's own
    ) -> Any:  # noqa: ANN401  Django's own
        if not change:
            form.instance.edition = Edition.objects.get(is_current=True)
        return super().save_form(request, form, change)


class RoomForm(I18nModelForm):  # type: ignore[misc]  # untyped
    """A room, line by line in each language."""

    class Meta:
        model = Room
        exclude = ("edition",)
        widgets: ClassVar[dict[str, type]] = {"name": LinesInput, "place": LinesInput}


class StrandForm(I18nModelForm):  # type: ignore[misc]  # untyped
    """A strand, line by line in each language."""

    class Meta:
        model = Strand
        exclude = ("edition",)
        widgets: ClassVar[dict[str, type]] = {
            "name": LinesInput,
            "description": LinesTextarea,
        }


@admin.register(Room)
class RoomAdmin(OfThisEdition):
    """The columns of the board."""

    form = RoomForm
    list_display = (
        "name",
        "code",
        "seats",
        "online_places",
        "interpretation_booths",
        "order",
    )
    search_fields = ("code", "name")
    ordering = ("order", "code", "pk")

    def save_model(
        self,
        request: HttpRequest,
        obj: Room,
        form: RoomForm,
        change: bool,  # noqa: FBT001  Django's own
    ) -> None:
        furnishing.keep_room(obj)


@admin.register(Strand)
class StrandAdmin(OfThisEdition):
    """The lines of the programme."""

    form = StrandForm
    list_display = ("name", "code", "order")
    search_fields = ("code", "name")
    ordering = ("order", "code", "pk")


@admin.register(Speaker)
class SpeakerAdmin(OfThisEdition):
    """People on stage; what is written goes the way of their own page."""

    form = SpeakerForm
    list_display = ("name", "code", "position", "organisation", "country", "account")
    list_select_related = ("account",)
    list_filter = ("country",)
    search_fields = ("name", "sort_key", "code", "organisation")
    ordering = ("sort_key", "pk")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)

    def save_model(
        self,
        request: HttpRequest,
        obj: Speaker,
        form: SpeakerForm,
        change: bool,  # noqa: FBT001  Django's own
    ) -> None:
        now, said = clock.now(), form.cleaned_data
        saved = profiles.save_speaker(
            obj.pk if change else None,
            edition_id=obj.edition_id,
            facts=form.facts,  # type: ignore[arg-type]  # cleaned
            version=said["seen"],
            by=request.user,  # type: ignore[arg-type]  # signed in
            now=now,
        )
        if said["photo"]:
            profiles.set_photo(saved.pk, said["photo"].read(), now=now)
        elif said["without_photo"]:
            profiles.remove_photo(saved.pk)
        # What follows in Django's page speaks of the saved person.
        obj.pk = saved.pk
        obj._state.adding = False  # noqa: SLF001  as Django names it


class ToLookAt(CarefulAdmin, I18nModelAdmin):  # type: ignore[misc]  # the library is not typed
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Session)
class SessionAdmin(ToLookAt):
    """Leads to the desk, where sessions are planned."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        return redirect("programme_desk:sessions")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseRedirect:
        if not object_id.isdecimal():
            return redirect("programme_desk:sessions")
        return redirect("programme_desk:session", int(object_id))


@admin.register(Release)
class ReleaseAdmin(ToLookAt):
    list_display = ("number", "is_urgent", "note", "published_at", "published_by")
    list_select_related = ("published_by",)
    list_filter = ("is_urgent",)
    ordering = ("-published_at", "-pk")


@admin.register(SessionChange)
class SessionChangeAdmin(ToLookAt):
    """What each release did, and whether those concerned were told."""

    list_display = (
        "session",
        "kind",
        "release",
        "concerns",
        "made_at",
        "announced_at",
    )
    list_select_related = ("session", "release")
    list_filter = ("kind", "concerns")
    fields = ("session", "release", "kind", "concerns", "made_at", "announced_at")
    ordering = ("-made_at", "-pk")
