"""What a person on stage is asked, and whether their link still asks it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext

from conference.programme.models import SessionRole, SessionVersion, VersionRole
from conference.programme.queries import changes
from conference.programme.queries.words import slot_text, where_text

SALT: Final = "registration.notices.stage"
LONGEST_TOKEN: Final = 120
Confirmation = SessionRole.Confirmation


@dataclass(frozen=True, slots=True)
class Asked:
    """One part on a stage, and the time it is asked about.

    `closed` is "" while the question can be answered, or: moved, off, gone.
    """

    role: SessionRole
    version: SessionVersion
    closed: str

    @property
    def is_open(self) -> bool:
        """Whether an answer is taken."""
        return not self.closed

    @property
    def answer(self) -> str:
        """What the person said to this time: confirmed, declined or ""."""
        known = {Confirmation.CONFIRMED, Confirmation.DECLINED}
        return self.role.confirmation if self.role.confirmation in known else ""

    @property
    def language(self) -> str:
        """The language the person reads."""
        account = self.role.speaker.account
        return account.language if account else self.role.speaker.language

    @property
    def token(self) -> str:
        """The signed name of this question."""
        return stage_token(self.role.pk, self.version.pk)

    @property
    def slot(self) -> str:
        """The time and the room that were asked about, in words."""
        return when_and_where(self.version)

    @property
    def current_slot(self) -> str:
        """The time and the room that everyone reads now, in words."""
        return when_and_where(self.role.session.released or self.version)

    @property
    def utc(self) -> str:
        """The time in UTC, in words."""
        return slot_text(self.version, zone=UTC) if self.version.starts_at else ""


def when_and_where(version: SessionVersion) -> str:
    """Return a session's slot and room in one line, or why it has none."""
    if version.state == SessionVersion.State.CANCELLED:
        return gettext("Cancelled; it does not take place")
    if version.starts_at is None:
        return slot_text(version)
    return gettext(", ").join((slot_text(version), where_text(version)))


def stage_token(role_id: int, version_id: int) -> str:
    """Return the signed name of one part at one time; it opens nothing else."""
    return _signer().sign(f"{role_id}-{version_id}")


def asked_by(token: str) -> Asked | None:
    """Return what a token asks; None when it was not signed by us.

    The link of a closed account opens nothing, too.
    """
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        role_id, _dash, version_id = _signer().unsign(token).partition("-")
    except signing.BadSignature:
        return None
    return asked_about(int(role_id), int(version_id))


def asked_about(role_id: int, version_id: int) -> Asked | None:
    """Return what a person was asked about one time; None for a closed account."""
    role = _roles().filter(pk=role_id).first()
    versions = SessionVersion.objects.select_related("session", "room")
    shown = versions.filter(pk=version_id).first()
    if role is None or shown is None or shown.session_id != role.session_id:
        return None
    account = role.speaker.account
    return asked(role, shown) if account is None or account.is_active else None


def asked(role: SessionRole, version: SessionVersion) -> Asked:
    """Return whether a part at the time of this version can be answered for."""
    return Asked(role, version, _closed(role, version))


def my_stage(account: AbstractBaseUser | AnonymousUser) -> Sequence[Asked]:
    """Return a person's own parts in the current edition as the public reads them."""
    shown = VersionRole.objects.filter(
        version_id=OuterRef("session__released_id"),
        speaker_id=OuterRef("speaker_id"),
        role=OuterRef("role"),
    )
    roles = _roles().filter(
        Exists(shown),
        speaker__account_id=account.pk,
        session__edition__is_current=True,
        session__released__isnull=False,
    )
    return [
        asked(role, role.session.released)
        for role in roles.order_by("session__released__starts_at", "pk")
        if role.session.released is not None
        and role.confirmation != Confirmation.SUBSTITUTED
    ]


def _roles() -> QuerySet[SessionRole]:
    return SessionRole.objects.select_related(
        "speaker__account",
        "session__edition",
        "session__released__room",
        "session__released__session",
    )


def _closed(role: SessionRole, version: SessionVersion) -> str:
    now = role.session.released
    if role.confirmation == Confirmation.SUBSTITUTED:
        return "gone"
    if now is None or now.state != SessionVersion.State.PUBLISHED:
        return "off"
    # New words on the same slot leave the question as it was.
    return "moved" if changes.time_changed(version, now) else ""


def _signer() -> signing.Signer:
    # A dot parts the name from 256 bits of signature; mail programs keep it in a link.
    return signing.Signer(sep=".", salt=SALT, algorithm="sha256")
