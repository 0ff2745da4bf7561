"""What the public API says of the programme: names, types and meanings.

Texts come in all their languages at once, so that an answer is the same for everyone.
Nothing here tells how to join: that is for participants.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.urls import reverse
from i18nfield.strings import LazyI18nString
from ninja import Field, Schema

from conference.core.clock import in_event_zone
from conference.programme.models import Release, SessionVersion
from conference.programme.queries.since import Difference
from conference.programme.queries.snapshot import (
    PublicRole,
    PublicRoom,
    PublicSession,
    PublicSpeaker,
    PublicStrand,
    Slot,
)

Words = dict[str, str]
SessionState = Literal["published", "tbc", "cancelled"]
Format = Literal["on_site", "online", "both"]


class Problem(Schema):
    """Why a question has no answer, and what to ask instead."""

    detail: str


class RoomShape(Schema):
    """A space for sessions, on site or online."""

    code: str = Field(description="Names the room for good.")
    name: Words = Field(description="By language.")
    place: Words = Field(description="Where it is in the building, by language.")
    seats: int | None = Field(description="Chairs on site.")
    online_places: int | None = Field(description="Places in the meeting.")
    url: str


class StrandShape(Schema):
    """A line of the programme, such as the Forum."""

    code: str
    name: Words
    description: Words


class RoleShape(Schema):
    """A person on stage in one role."""

    role: str = Field(description="For example moderator or panellist.")
    person: str = Field(description="The code of the person.")
    name: str
    is_confirmed: bool = Field(
        description="False while the person has not said yes to the present time."
    )


class SlotShape(Schema):
    """When, where, and whether it takes place."""

    starts_at: datetime | None
    ends_at: datetime | None
    room: str | None = Field(description="The code of the room.")


class SessionShape(Schema):
    """A session as the newest release shows it."""

    code: str = Field(description="ITU's code, the same for good: C-00010155.")
    uid: str = Field(description="Its UID in calendars, the same for good.")
    sequence: int = Field(description="Its SEQUENCE in calendars; grows with moves.")
    state: SessionState = Field(description="tbc: the time is to be confirmed.")
    title: Words
    abstract: Words
    label: Words
    type: str
    strand: str | None = Field(description="The code of the strand.")
    room: str | None = Field(description="The code of the room.")
    starts_at: datetime | None = Field(description="In Ha Noi time, with its offset.")
    ends_at: datetime | None
    language: str = Field(description="Spoken on the floor.")
    interpretation: list[str] = Field(description="Languages interpreted into.")
    has_captions: bool
    format: Format
    seats: int | None = Field(description="Empty for no limit.")
    availability: Literal["open", "few", "full"] = Field(
        description="few: at least nine of ten seats are taken."
    )
    open_to: list[str] = Field(description="Categories of participants; empty for all.")
    people: list[RoleShape]
    before: SlotShape | None = Field(description="Where it was before its last move.")
    moved_at: datetime | None = Field(description="When it moved last.")
    changed_at: datetime = Field(description="When the release came that changed it.")
    url: str
    calendar_url: str


class PersonShape(Schema):
    """A person on stage."""

    code: str
    name: str
    position: Words
    organisation: Words
    country: str = Field(description="ISO 3166-1, two letters; may be empty.")
    biography: Words
    photo_url: str | None
    url: str
    sessions: list[str] = Field(description="Codes of their sessions.")


class ReleaseShape(Schema):
    """One public state of the programme."""

    number: int
    published_at: datetime
    note: str
    is_urgent: bool = Field(description="Only chosen sessions were released.")
    url: str


class ChangeShape(Schema):
    """A session that reads otherwise than in the release you name."""

    code: str
    title: Words
    kind: Literal["added", "moved", "cancelled", "revived", "tbc", "format", "details"]
    release: int = Field(description="The release that shows it as it is now.")
    was: SlotShape | None = Field(description="Empty for a session that is new.")
    was_state: SessionState | None
    now: SlotShape
    now_state: SessionState


class Rooms(Schema):
    release: int = Field(description="The newest release.")
    items: list[RoomShape]


class Strands(Schema):
    release: int
    items: list[StrandShape]


class Sessions(Schema):
    release: int
    items: list[SessionShape]


class People(Schema):
    release: int
    items: list[PersonShape]


class Releases(Schema):
    release: int
    items: list[ReleaseShape]


class Changes(Schema):
    release: int
    items: list[ChangeShape]


def room_shape(room: PublicRoom) -> RoomShape:
    """Return a room as the API tells of it."""
    return RoomShape(
        code=room.code,
        name=words(room.name),
        place=words(room.place),
        seats=room.seats,
        online_places=room.online_places,
        url=_address("programme:room", room.code),
    )


def strand_shape(strand: PublicStrand) -> StrandShape:
    """Return a strand as the API tells of it."""
    return StrandShape(
        code=strand.code,
        name=words(strand.name),
        description=words(strand.description),
    )


def session_shape(session: PublicSession) -> SessionShape:
    """Return a session as the API tells of it, without the link to join."""
    return SessionShape.model_validate(
        {
            "code": session.code,
            "uid": session.uid,
            "sequence": session.sequence,
            "state": session.state,
            "title": words(session.title),
            "abstract": words(session.abstract),
            "label": words(session.label),
            "type": session.session_type,
            "strand": session.strand.code if session.strand else None,
            "room": session.room.code if session.room else None,
            "starts_at": _local(session.starts_at),
            "ends_at": _local(session.ends_at),
            "language": session.language,
            "interpretation": list(session.interpretation),
            "has_captions": session.has_captions,
            "format": session.session_format,
            "seats": session.seats,
            "availability": session.availability,
            "open_to": list(session.open_to),
            "people": [_role(role) for role in session.people],
            "before": _slot(session.before) if session.before else None,
            "moved_at": session.moved_at,
            "changed_at": session.changed_at,
            "url": _address("programme:session", session.code),
            "calendar_url": _address("programme:session-calendar", session.code),
        }
    )


def person_shape(speaker: PublicSpeaker, sessions: list[str]) -> PersonShape:
    """Return a person on stage with the codes of their sessions."""
    photo = speaker.photo and _address("programme:photo", speaker.code, speaker.photo)
    return PersonShape(
        code=speaker.code,
        name=speaker.name,
        position=words(speaker.position),
        organisation=words(speaker.organisation),
        country=speaker.country,
        biography=words(speaker.biography),
        photo_url=photo or None,
        url=_address("programme:speaker", speaker.code),
        sessions=sessions,
    )


def release_shape(release: Release) -> ReleaseShape:
    """Return a release as the API tells of it."""
    return ReleaseShape(
        number=release.number,
        published_at=release.published_at,
        note=release.note,
        is_urgent=release.is_urgent,
        url=_address("programme:release", release.number),
    )


def change_shape(difference: Difference) -> ChangeShape:
    """Return what is different about a session."""
    before, after = difference.before, difference.after
    return ChangeShape.model_validate(
        {
            "code": after.session.code,
            "title": words(after.title),
            "kind": difference.kind,
            "release": after.release.number,
            "was": _slot(before) if before else None,
            "was_state": before.state if before else None,
            "now": _slot(after),
            "now_state": after.state,
        }
    )


def words(text: LazyI18nString | str) -> Words:
    """Return a text by language; one without a language is English."""
    found = getattr(text, "data", text)
    if isinstance(found, Mapping):
        return {language: said for language, said in found.items() if said}
    return {settings.LANGUAGE_CODE: found} if found else {}


def _role(role: PublicRole) -> RoleShape:
    return RoleShape(
        role=role.role,
        person=role.speaker.code,
        name=role.speaker.name,
        is_confirmed=role.is_confirmed,
    )


def _slot(placed: Slot | SessionVersion) -> SlotShape:
    return SlotShape(
        starts_at=_local(placed.starts_at),
        ends_at=_local(placed.ends_at),
        room=placed.room.code if placed.room else None,
    )


def _local(instant: datetime | None) -> datetime | None:
    return instant and in_event_zone(instant)


def _address(name: str, *arguments: str | int) -> str:
    return settings.SITE_URL + reverse(name, args=arguments)
