"""Accounts in the panel: found, read, closed, and given roles by administrators."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conference.core import clock
from conference.core.admin import CarefulAdmin
from conference.core.fresh import is_fresh, show_again
from conference.core.refusals import Refusal
from registration.accounts.models import User
from registration.accounts.operations import appointing, leaving


class RolesForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Nothing of an account but its roles is changed by somebody else."""

    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Roles"),
        help_text=gettext_lazy(
            "They hold from the person's next click. The person gets a letter."
        ),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ("groups",)


@admin.register(User)
class UserAdmin(CarefulAdmin):
    """Passwords and second factors are the person's alone, and stand nowhere here."""

    form = RolesForm
    list_display = (
        "email",
        "full_name",
        "country",
        "language",
        "is_organiser",
        "is_open",
    )
    list_filter = ("is_active", "is_staff", "groups", "language")
    search_fields = ("email", "family_name", "given_name")
    ordering = ("email",)
    show_full_result_count = False
    list_per_page = 50
    actions = ("close_accounts", "open_accounts", "sign_out_everywhere")
    fields = (
        "email",
        "family_name",
        "given_name",
        "country",
        "language",
        "time_zone",
        "is_active",
        "is_staff",
        "created_at",
        "last_login",
        "groups",
    )
    readonly_fields = fields[:-1]

    @admin.display(description=gettext_lazy("Organiser"), ordering="is_staff")
    def is_organiser(self, account: User) -> str:
        """Say it in a word, where Django draws a picture."""
        return _("Yes") if account.is_staff else _("No")

    @admin.display(description=gettext_lazy("State"), ordering="is_active")
    def is_open(self, account: User) -> str:
        """Say in a word and an icon whether the person can get in."""
        if account.is_active:
            state = {"state": "published", "text": _("Can sign in")}
        else:
            state = {"state": "withdrawn", "text": _("Closed")}
        return render_to_string("components/chip.html", state)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Ask who signed in long ago to show again that it is they, before roles."""
        if request.method == "POST" and not is_fresh(request):
            return show_again(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: RolesForm,
        change: bool,  # noqa: FBT001  Django's call
    ) -> None:
        """Write nothing here: the roles go through their operation."""

    def save_related(
        self,
        request: HttpRequest,
        form: RolesForm,
        formsets: object,
        change: bool,  # noqa: FBT001  Django's call
    ) -> None:
        appointing.give_roles(
            form.instance.pk,
            roles=form.cleaned_data["groups"],
            by=cast("User", request.user),
            now=clock.now(),
        )

    @admin.action(
        description=gettext_lazy("Close, and sign out everywhere"),
        permissions=["change"],
    )
    def close_accounts(self, request: HttpRequest, accounts: QuerySet[User]) -> None:
        self._for_each(request, accounts, leaving.close_account)
        stays = _("A registration stays as it is; the desk can cancel it.")
        self.message_user(request, stays, messages.INFO)

    @admin.action(description=gettext_lazy("Open again"), permissions=["change"])
    def open_accounts(self, request: HttpRequest, accounts: QuerySet[User]) -> None:
        self._for_each(request, accounts, leaving.open_account)

    @admin.action(
        description=gettext_lazy("Sign out everywhere"), permissions=["change"]
    )
    def sign_out_everywhere(
        self, request: HttpRequest, accounts: QuerySet[User]
    ) -> None:
        for account in accounts:
            leaving.sign_out_everywhere(account.pk)
        self.message_user(request, _("Signed out everywhere."), messages.SUCCESS)

    def _for_each(
        self, request: HttpRequest, accounts: QuerySet[User], act: Callable[..., None]
    ) -> None:
        done = 0
        for account in accounts:
            try:
                act(account.pk, by=request.user)
                done += 1
            except Refusal as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
        said = ngettext("%(n)s account changed.", "%(n)s accounts changed.", done)
        self.message_user(request, said % {"n": done}, messages.SUCCESS)
