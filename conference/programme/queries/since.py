"""What is different for readers who last looked at an older release."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from conference.programme.models import SessionVersion, VersionRole
from conference.programme.queries.changes import COPIED, kind_of, plain, public_cast

# What a link to join leads to is not public, nor is that there is another one.
PUBLIC = tuple(name for name in COPIED if name != "join_url")


@dataclass(frozen=True, slots=True)
class Difference:
    """A session as it was in an older release, and as it is in the newest."""

    before: SessionVersion | None
    after: SessionVersion
    kind: str


def changed_since(edition_id: int, number: int) -> Iterator[Difference]:
    """Yield each session that reads otherwise than in release `number`, by code.

    One row a session, however often it moved; one that moved back is none. Four
    statements.
    """
    cast = Prefetch("roles", VersionRole.objects.select_related("speaker"))
    versions = SessionVersion.objects.filter(release__edition_id=edition_id)
    versions = versions.prefetch_related(cast).select_related("room")
    now = versions.current().filter(release__number__gt=number)
    now = now.select_related("session", "release", "room")
    then = versions.filter(
        Q(replaced_in__number__gt=number),
        release__number__lte=number,
    )
    before = {version.session_id: version for version in then}
    for after in now.order_by("session__code"):
        old = before.get(after.session_id)
        if old is None or _differ(old, after):
            yield Difference(old, after, kind_of(old, after))


def _differ(before: SessionVersion, after: SessionVersion) -> bool:
    return any(
        plain(getattr(before, name)) != plain(getattr(after, name)) for name in PUBLIC
    ) or public_cast(before) != public_cast(after)
