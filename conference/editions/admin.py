"""Editions and decisions in the panel: to look at; deciding has pages of its own."""

from django.contrib import admin
from django.http import HttpRequest
from i18nfield.admin import I18nModelAdmin

from conference.core.admin import CarefulAdmin
from conference.editions.models import Edition, ScheduleRevision


class ToLookAt(CarefulAdmin, I18nModelAdmin):  # type: ignore[misc]  # the library is not typed
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: object = None,
    ) -> bool:
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: object = None,
    ) -> bool:
        return False


@admin.register(Edition)
class EditionAdmin(ToLookAt):
    list_display = ("slug", "in_force", "ical_sequence", "is_current")
    list_select_related = ("in_force",)
    ordering = ("-is_current", "slug")


@admin.register(ScheduleRevision)
class ScheduleRevisionAdmin(ToLookAt):
    list_display = (
        "number",
        "name",
        "date_precision",
        "starts_on",
        "ends_on",
        "state",
        "announced_at",
    )
    list_filter = ("state", "edition")
    ordering = ("edition", "-number")
