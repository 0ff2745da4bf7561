"""What the public reads of a programme, put up without planning it first."""

from conference.programme.models import Programme, SessionChange, SessionVersion
from tests.factories.programme import (
    MAY,
    ReleaseFactory,
    SessionChangeFactory,
    SessionFactory,
    SessionRoleFactory,
    SessionVersionFactory,
    SpeakerFactory,
    VersionRoleFactory,
)

SHOWN = ("abstract", "label", "join_url", "seats", "open_to", "interpretation")


def show(edition, *, people=(), release=None, state="published", **facts):
    """Return a session that the public reads, with people who said yes."""
    if state != "published":
        facts["state"] = state
    session = SessionFactory(edition=edition, **{"state": state, **facts})
    release = release or ReleaseFactory(edition=edition)
    more = {name: facts[name] for name in SHOWN if name in facts}
    version = SessionVersionFactory(
        session=session,
        release=release,
        state=state,
        language=facts.get("language", "en"),
        **more,
    )
    session.capacity = facts.get("seats")
    session.released = version
    session.save(update_fields=["capacity", "released"])
    for name in people:
        speaker = SpeakerFactory(
            edition=edition, name=name, sort_key=name.casefold(), code=slug(name)
        )
        SessionRoleFactory(session=session, speaker=speaker)
        VersionRoleFactory(version=version, speaker=speaker)
    grow(edition)
    return session


def show_moved(session, **facts):
    """Move a session in public: a release, its change, and the version after it."""
    before = session.released
    release = ReleaseFactory(edition=session.edition, published_at=MAY)
    SessionVersion.objects.filter(pk=before.pk).update(replaced_in=release)
    for name, value in facts.items():
        setattr(session, name, value)
    session.ical_sequence += 1
    session.save()
    after = SessionVersionFactory(
        session=session, release=release, sequence=1, state=session.state
    )
    SessionVersion.objects.filter(pk=after.pk).update(
        abstract=before.abstract, label=before.label, seats=before.seats
    )
    for role in before.roles.all():
        VersionRoleFactory(version=after, speaker=role.speaker, role=role.role)
    SessionChangeFactory(
        before=before,
        after=after,
        kind=SessionChange.Kind.MOVED,
        concerns=True,
        made_at=MAY,
    )
    session.released = after
    session.save(update_fields=["released"])
    grow(session.edition)
    return session


def grow(edition):
    """Raise the number that names what the public reads, as publishing does."""
    programme = Programme.objects.get_or_create(edition=edition)[0]
    programme.public_number += 1
    programme.save(update_fields=["public_number"])


def slug(name):
    return name.casefold().replace(" ", "-").encode("ascii", "ignore").decode()
