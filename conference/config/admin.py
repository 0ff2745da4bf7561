"""Groups are the organisers' roles: fixed in the code, to read here."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from conference.core.admin import CarefulAdmin

admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(CarefulAdmin, GroupAdmin):
    """Shows what a role may do; `conference.config.roles` decides it."""

    fields = ("name", "permissions")
    readonly_fields = ("name", "permissions")
    filter_horizontal = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Group | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Group | None = None
    ) -> bool:
        return False
