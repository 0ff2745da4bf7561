"""Rooms: what is known of the places in which sessions are."""

from datetime import datetime
from typing import TypedDict

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.transaction import atomic
from i18nfield.strings import LazyI18nString

from conference.programme.models import Room, Session
from conference.programme.operations.turns import take_turn
from conference.programme.queries import changes


class RoomFacts(TypedDict, total=False):
    """What is known of a room; of a change, only what it says."""

    code: str
    name: LazyI18nString
    place: LazyI18nString
    seats: int | None
    online_places: int | None
    interpretation_booths: int
    order: int


@atomic
def save_room(
    room_id: int | None,
    *,
    edition_id: int,
    facts: RoomFacts,
    by: AbstractBaseUser | None,  # noqa: ARG001  the record takes it from the request
    now: datetime,  # noqa: ARG001
) -> Room:
    """Write down a room, new without an id. Takes the turn, then locks the room."""
    take_turn(edition_id)
    if room_id is None:
        room = Room(edition_id=edition_id)
    else:
        rooms = Room.objects.select_for_update(of=("self",), no_key=True)
        room = rooms.get(pk=room_id, edition_id=edition_id)
    for name, value in facts.items():
        setattr(room, name, value)
    keep_room(room)
    return room


@atomic
def keep_room(room: Room) -> None:
    """Save a room; the next release looks at sessions that have other seats by it.

    Takes the turn, then locks the sessions.
    """
    take_turn(room.edition_id)
    room.save()
    rows = Session.objects.filter(room=room)
    locked = changes.with_public(rows).select_for_update(of=("self",), no_key=True)
    pending = [
        session.pk
        for session in locked.order_by("pk")
        if changes.pending_of(session) is not None
    ]
    rows.filter(pk__in=pending).update(has_unreleased_changes=True)
    rows.exclude(pk__in=pending).update(has_unreleased_changes=False)
