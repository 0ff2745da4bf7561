"""The base of every list in the panel: it answers only what its page offers."""

from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

# What Django's own filters write behind the name of a field.
OFFERED: Final = frozenset(
    {"exact", "in", "isnull", "gte", "lt", "id__exact", "pk__exact", "id__in"}
)
# What a bigint of PostgreSQL surely holds.
ID_DIGITS: Final = 18


class CarefulAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Filters by what stands beside the list, and by nothing else.

    Django's own lets an address filter by any column, also by one that is never
    shown: letter by letter, a password's hash could be read from the lengths of lists.
    """

    def lookup_allowed(
        self, lookup: str, value: str, request: HttpRequest | None = None
    ) -> bool:
        filters = self.get_list_filter(request) if request else self.list_filter
        names = {"pk", *(name for name in filters if isinstance(name, str))}
        return lookup in names or any(
            lookup.removeprefix(f"{name}__") in OFFERED
            for name in names
            if lookup.startswith(f"{name}__")
        )

    def response_action(  # type: ignore[override]  # the stubs know a later Django
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponse | None:
        """Answer 400 to chosen rows that no list of ours can have shown."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(pk.isdecimal() and len(pk) <= ID_DIGITS for pk in chosen):
            message = "Chosen rows must be numbers."
            raise SuspiciousOperation(message)
        return super().response_action(request, queryset)
