"""One small world that every URL can be opened in: each role, own and foreign."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from conference.config import roles
from conference.core import clock
from conference.editions.models import ScheduleRevision
from conference.mailroom.rendering import unsubscribe_url
from conference.programme.models import Session, SpeakerPhoto, Upload
from registration.accounts.models import User
from registration.attendance.models import Registration
from registration.attendance.operations import agenda
from registration.notices.models import Notice, ScheduleDelivery, ScheduleNotice
from registration.notices.operations import announcing, approving, drafting
from registration.notices.operations.announcing import answer_token
from registration.notices.queries.staging import stage_token
from tests.factories.attendance import ParticipantCategoryFactory, RegistrationFactory
from tests.factories.editions import ScheduleRevisionFactory
from tests.factories.moving import ScheduleDeliveryFactory, ScheduleNoticeFactory
from tests.factories.notices import Newsroom, newsroom
from tests.factories.people import UserFactory
from tests.factories.programme import (
    ProgrammeFactory,
    SessionFactory,
    SessionRoleFactory,
    SessionVersionFactory,
    VersionRoleFactory,
)

OWN, FOREIGN, MISSING = "own", "foreign", "missing"
NOWHERE = 987_654_321
DIGEST = "a" * 64
ROLES = (
    "anonymous",
    "attendee",
    "other attendee",
    "deactivated",
    "staff without a role",
    *sorted([*roles.ROLES, "Auditor", "Administrator"]),
    "superuser",
)
OWNERS = {OWN: "attendee", FOREIGN: "other attendee"}
ADMIN_OBJECT = re.compile(r"admin:(?P<app>[a-z]+)_(?P<model>[a-z]+)_\w+$")


@dataclass
class World:
    """People of each role, one announced notice, and a later decision in writing."""

    users: dict[str, User | None] = field(default_factory=dict)
    registrations: dict[str, Registration] = field(default_factory=dict)
    announced: Notice | None = None
    told_to_the_other: Notice | None = None
    drafted: Notice | None = None
    session: Session | None = None

    @classmethod
    def build(cls) -> "World":
        world = cls(users={"anonymous": None})
        for role in ROLES[1:]:
            is_staff = role not in {*OWNERS.values(), "deactivated"}
            user = UserFactory(
                staff=is_staff,
                is_superuser=role == "superuser",
                is_active=role != "deactivated",
            )
            if Group.objects.filter(name=role).exists():
                user.groups.add(Group.objects.get(name=role))
            world.users[role] = user
        room = newsroom()
        ParticipantCategoryFactory(edition=room.edition)
        for role in OWNERS.values():
            world.registrations[role] = RegistrationFactory(
                edition=room.edition, account=world.users[role], approved=True
            )
        world.session = _public_session(room)
        world.announced = _announce(room)
        # The second one is told to the other attendee alone.
        mine = Registration.objects.of(world.users["attendee"])
        mine.update(state=Registration.State.WITHDRAWN, ended_at=clock.now())
        room.revision = _proposal(room, number=2)
        world.told_to_the_other = _announce(room)
        mine.update(state=Registration.State.APPROVED, ended_at=None)
        world.drafted = drafting.start(
            _proposal(room, number=3).pk,
            answer_by=clock.now() + timedelta(days=60),
            by=room.writer,
            now=clock.now(),
        )
        return world

    def arguments(self, name: str, keys: list[str], whose: str) -> dict[str, Any]:
        """Return the arguments of a URL for somebody's object; KeyError if unknown."""
        return {key: self._argument(name, key, whose) for key in keys}

    def _argument(self, name: str, key: str, whose: str) -> Any:  # noqa: PLR0911
        if key == "object_id":
            return self._admin_object(name, whose)
        if name.startswith("notices_desk:") and key == "revision_id":
            return NOWHERE if whose == MISSING else self._revision(name)
        if key == "registration_id":
            return NOWHERE if whose == MISSING else self._registration(whose).pk
        if key == "notice_id":
            return self._notice(whose)
        if name.startswith("programme_desk:") and key == "session_id":
            return NOWHERE if whose == MISSING else self.session.pk
        return KINDS[name, key](self, whose)

    def _registration(self, whose: str) -> Registration:
        return self.registrations[OWNERS[whose]]

    def _revision(self, name: str) -> int:
        is_after = name.partition(":")[2] in AFTER_ANNOUNCING
        notice = self.announced if is_after else self.drafted
        return notice.revision_id

    def _notice(self, whose: str) -> int:
        foreign = self.told_to_the_other
        return {OWN: self.announced.pk, FOREIGN: foreign.pk}.get(whose, NOWHERE)

    def _admin_object(self, name: str, whose: str) -> Any:
        found = ADMIN_OBJECT.match(name)
        if whose == MISSING or found is None:
            return NOWHERE
        if name == "admin:view_on_site":
            return self.users["attendee"].pk
        model = apps.get_model(found["app"], found["model"])
        first = model._default_manager.order_by("pk").first()
        return NOWHERE if first is None else first.pk


AFTER_ANNOUNCING = {"sending", "progress", "steer", "ledger", "export-ledger", "tally"}


def _proposal(room: Newsroom, *, number: int) -> ScheduleRevision:
    return ScheduleRevisionFactory(
        edition=room.edition,
        number=number,
        proposed_by=room.writer,
        name="ITU Digital World 2021",
        starts_on=date(2021, 9, number),
        ends_on=date(2021, 9, 9),
    )


def _public_session(room: Newsroom) -> Session:
    ProgrammeFactory(edition=room.edition)
    session = SessionFactory(edition=room.edition, published=True)
    session.released = SessionVersionFactory(session=session)
    session.save(update_fields=["released"])
    role = SessionRoleFactory(session=session)
    VersionRoleFactory(version=session.released, speaker=role.speaker)
    SpeakerPhoto.objects.create(
        speaker=role.speaker,
        content=b"RIFF",
        content_type="image/webp",
        digest=DIGEST,
        changed_at=clock.now(),
    )
    return session


def _announce(room: Newsroom) -> Notice:
    now = clock.now()
    notice = drafting.start(
        room.revision.pk, answer_by=now + timedelta(days=30), by=room.writer, now=now
    )
    drafting.submit(notice.pk, by=room.writer, now=now)
    approving.approve(notice.pk, by=room.approver, now=now)
    return announcing.announce(notice.pk, by=room.approver, now=now)


def _answer_token(world: World, whose: str) -> str:
    if whose == MISSING:
        return "nonsense"
    registration = world._registration(whose)
    return answer_token(world.announced.pk, registration.pk)


def _unsubscribe_token(world: World, whose: str) -> str:
    if whose == MISSING:
        return "nonsense"
    return unsubscribe_url(world._registration(whose).account.email).split("/")[-2]


def _feed_token(world: World, whose: str) -> str:
    if whose == MISSING:
        return "nonsense"
    return agenda.new_feed_link(world.users[OWNERS[whose]], now=clock.now())


def _session_code(world: World, whose: str) -> str:
    return "C-99999999" if whose == MISSING else world.session.code


def _passkey(world: World, whose: str) -> int:
    if whose == MISSING:
        return NOWHERE
    owner = world.users[OWNERS[whose]]
    kind = Authenticator.Type.WEBAUTHN
    made, _ = Authenticator.objects.get_or_create(
        user=owner, type=kind, defaults={"data": {"name": "Key"}}
    )
    return made.pk


def _round_told_to(account: User) -> int:
    told = ScheduleDelivery.objects.filter(account=account).first()
    return (told or ScheduleDeliveryFactory(account=account)).notice_id


def _round(world: World) -> int:
    edition = world.session.edition
    there = ScheduleNotice.objects.filter(edition=edition).first()
    return (there or ScheduleNoticeFactory(edition=edition)).number


def _upload(world: World, account: User) -> int:
    made, _ = Upload.objects.get_or_create(
        account=account,
        edition=world.session.edition,
        defaults={
            "kind": Upload.Kind.ROOMS,
            "header": ["code"],
            "rows": [],
            "brought_at": clock.now(),
        },
    )
    return made.pk


KINDS = {
    ("mailroom:unsubscribe", "token"): _unsubscribe_token,
    ("notices:answer", "token"): _answer_token,
    ("attendance:step", "name"): lambda _world, _whose: "about",
    ("attendance:feed", "token"): _feed_token,
    ("admin:view_on_site", "content_type_id"): lambda _world, _whose: (
        ContentType.objects.get_for_model(User).pk
    ),
    ("admin:app_list", "app_label"): lambda _world, _whose: "accounts",
    ("mfa_edit_webauthn", "pk"): _passkey,
    ("mfa_remove_webauthn", "pk"): _passkey,
}
for _name in (
    "seat",
    "take-seat",
    "join-line",
    "accept-seat",
    "give-seat-back",
    "star",
    "unstar",
):
    KINDS[f"attendance:{_name}", "code"] = _session_code
for _name in ("text", "restore-default", "delete-text", "set-fallback", "send-sample"):
    KINDS[f"notices_desk:{_name}", "language"] = lambda _world, _whose: "en"
for _name in ("preview", "letter"):
    KINDS[f"notices_desk:{_name}", "language"] = lambda _world, _whose: "en"
KINDS["notices_desk:letter", "persona"] = lambda _world, _whose: "longest"
KINDS["notices_desk:steer", "lever"] = lambda _world, _whose: "pause"
for _name in ("uncast", "answer-role"):
    KINDS[f"programme_desk:{_name}", "role_id"] = lambda world, whose: (
        NOWHERE if whose == MISSING else world.session.roles.get().pk
    )
for _name in ("speaker", "photo"):
    KINDS[f"programme:{_name}", "code"] = lambda world, _whose: (
        world.session.roles.get().speaker.code
    )
KINDS["notices:stage", "token"] = lambda world, whose: (
    "nonsense"
    if whose == MISSING
    else stage_token(world.session.roles.get().pk, world.session.released_id)
)
KINDS["notices:schedule-notice", "round_id"] = lambda world, whose: (
    NOWHERE if whose == MISSING else _round_told_to(world.users[OWNERS[whose]])
)
for _name in ("day", "grid"):
    KINDS[f"programme:{_name}", "day"] = lambda _world, _whose: "2020-09-07"
KINDS["programme:room", "code"] = lambda world, _whose: world.session.room.code
KINDS["programme:session", "code"] = lambda world, _whose: world.session.code
KINDS["releases_desk:release", "number"] = lambda world, whose: (
    NOWHERE if whose == MISSING else world.session.released.release.number
)
KINDS["releases_desk:notice", "number"] = lambda world, whose: (
    NOWHERE if whose == MISSING else _round(world)
)
KINDS["programme:photo", "digest"] = lambda _world, _whose: DIGEST
KINDS["programme:release", "number"] = lambda world, _whose: (
    world.session.released.release.number
)
for _name in ("programme:session-calendar", "api:session"):
    KINDS[_name, "code"] = lambda world, _whose: world.session.code
KINDS["api:person", "code"] = KINDS["programme:speaker", "code"]
KINDS["programme_desk:board-day", "day"] = lambda _world, _whose: "2020-09-07"
KINDS["programme_desk:set-state", "state"] = lambda _world, _whose: "cancelled"


for _name in ("table", "apply-table"):
    KINDS[f"programme_desk:{_name}", "upload_id"] = lambda world, whose: (
        NOWHERE if whose == MISSING else _upload(world, world.users[OWNERS[whose]])
    )
KINDS["programme_desk:export-table", "kind"] = lambda _world, _whose: "sessions"
KINDS["programme_desk:export-table", "form"] = lambda _world, _whose: "csv"


def address(name: str, keys: list[str], world: World, whose: str) -> str:
    """Return the path of a named URL."""
    return reverse(name, kwargs=world.arguments(name, keys, whose))
