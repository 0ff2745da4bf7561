"""Letters, batches and dead addresses in the panel: to read, and to try again."""

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.core.admin import CarefulAdmin
from conference.core.refusals import Refusal
from conference.mailroom.models import Batch, Letter, Suppression
from conference.mailroom.operations import retrying


class ReadOnlyAdmin(CarefulAdmin):
    """A list and its pages, without any way to change a row."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return False

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """How far each letter got. What it says stays closed: it may hold a code."""

    list_display = (
        "to_address",
        "state",
        "template",
        "language",
        "smtp_code",
        "smtp_words",
        "attempts",
        "may_be_double",
        "posted_at",
        "finished_at",
    )
    list_filter = ("state", "is_urgent", "may_be_double", "template", "language")
    search_fields = ("to_address__istartswith", "idempotency_key")
    search_help_text = _("The beginning of an address, or a part of a key.")
    ordering = ("-pk",)
    exclude = ("context",)
    actions = ("send_again",)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Ask for the right to change letters, which no form here uses."""
        return request.user.has_perm("mailroom.change_letter")

    @admin.action(description=_("Try once more"), permissions=["retry"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        """Let the chosen letters leave once more, those that failed."""
        chosen = list(queryset.values_list("pk", flat=True))
        try:
            again = retrying.retry(chosen, by=request.user, now=clock.now())  # type: ignore[arg-type]  # signed in here
        except Refusal as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return
        said = ngettext(
            "%(count)d letter leaves once more.",
            "%(count)d letters leave once more.",
            again,
        )
        self.message_user(request, said % {"count": again}, messages.SUCCESS)


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    """Mass mailings; they are started and stopped where their notice is."""

    list_display = ("title", "state", "alarm", "created_at", "started_at", "stopped_at")
    list_filter = ("state",)
    ordering = ("-pk",)


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    """Addresses without letters; taking one out lets letters be tried again."""

    list_display = ("address", "kind", "reason", "since")
    list_filter = ("kind",)
    search_fields = ("address__istartswith",)
    ordering = ("-pk",)

    def has_delete_permission(
        self,
        request: HttpRequest,
        obj: Model | None = None,
    ) -> bool:
        """Allow it to those with the right to delete, as nothing else is left to do."""
        return request.user.has_perm("mailroom.delete_suppression")
