"""The organisers' roles: groups with fixed permissions, settled after each migrate."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.models import Group, Permission

VIEW_ALL = (
    "editions",
    "programme",
    "attendance",
    "notices",
    "mailroom",
    "accounts",
)
PLANNING = {
    "editions.view_schedulerevision",
    "programme.view_session",
    "programme.view_room",
    "programme.view_strand",
    "programme.view_speaker",
    "programme.view_sessionrole",
    "programme.view_release",
    "programme.view_sessionchange",
    "programme.plan_session",
    "programme.add_room",
    "programme.change_room",
    "programme.add_strand",
    "programme.change_strand",
    "programme.add_speaker",
    "programme.change_speaker",
}
ROLES: dict[str, set[str]] = {
    "Registration desk": {
        "attendance.view_registration",
        "attendance.change_registration",
        "attendance.decide_registration",
        "attendance.view_participantcategory",
        "editions.view_schedulerevision",
    },
    "Notice writer": {
        "editions.view_schedulerevision",
        "editions.propose_revision",
        "notices.view_notice",
        "notices.write_notice",
        "attendance.view_participantcategory",
    },
    "Notice approver": {
        "editions.view_schedulerevision",
        "editions.approve_revision",
        "notices.view_notice",
        "notices.approve_notice",
        "notices.view_ledger",
        "notices.view_delivery",
        "notices.view_decision",
        "mailroom.view_letter",
        "mailroom.view_batch",
    },
    "Programme team": PLANNING,
    "Programme publisher": PLANNING | {"programme.publish_release"},
}


def settle(**_: Any) -> None:
    """Give each role exactly its permissions: auditors read, administrators do all."""
    if not installed.is_installed("django.contrib.auth"):
        return
    every = Permission.objects.select_related("content_type")
    by_name = {f"{p.content_type.app_label}.{p.codename}": p for p in every}
    auditor = {
        name
        for name in by_name
        if name.split(".")[0] in VIEW_ALL and name.split(".")[1].startswith("view_")
    }
    wanted = ROLES | {"Auditor": auditor, "Administrator": set(by_name)}
    for role, names in wanted.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(by_name[name] for name in names if name in by_name)
