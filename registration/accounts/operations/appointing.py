"""Who has which role among the organisers."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from conference.core.refusals import Refusal
from registration.accounts.models import User
from registration.accounts.operations import writing


class OwnRoles(Refusal):
    """Nobody gives themselves a role, or takes one."""

    sentence = _("These are your own roles. Ask another administrator.")


@transaction.atomic
def give_roles(
    account_id: int, *, roles: Collection[Group], by: User, now: datetime
) -> None:
    """Give an account exactly these roles, and write to the person when they changed.

    With a role one is an organiser, without any not. Takes effect on the next
    request. Refused for one's own account. Locks the account.
    """
    if account_id == by.pk:
        raise OwnRoles
    user = User.objects.select_for_update(no_key=True).get(pk=account_id)
    before = set(user.groups.all())
    if before == set(roles):
        return
    user.groups.set(roles)
    user.is_staff = bool(roles) or user.is_superuser
    user.save(update_fields=["is_staff"])
    names = ", ".join(sorted(role.name for role in roles))
    writing.write("roles_changed", user.email, facts={"roles": names}, now=now)
