"""The programme as schedule.json, the form of frab and pretalx.

The rules are those of the schema that the video team of the CCC keeps for all who
write and read it (github.com/voc/schedule).
"""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings

from conference.programme.exchange.schedule import (
    GENERATOR,
    TIMESLOT,
    Day,
    Event,
    Person,
    Room,
    Schedule,
)


def write(schedule: Schedule) -> str:
    """Return the text of the file."""
    return json.dumps(_document(schedule), ensure_ascii=False)


def hours(duration: timedelta) -> str:
    """Return a length of time in hours and minutes: "01:30"."""
    minutes = int(duration.total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _document(schedule: Schedule) -> dict[str, Any]:
    first, last = schedule.days[0].date, schedule.days[-1].date
    return {
        "$schema": "https://c3voc.de/schedule/schema.json",
        "generator": {"name": GENERATOR, "url": settings.SITE_URL + "/"},
        "schedule": {
            "version": schedule.version,
            "base_url": schedule.url,
            "conference": {
                "acronym": schedule.acronym,
                "title": schedule.title,
                "start": first.isoformat(),
                "end": last.isoformat(),
                "daysCount": len(schedule.days),
                "timeslot_duration": hours(TIMESLOT),
                "time_zone_name": settings.EVENT_TIME_ZONE,
                "url": schedule.url,
                "tracks": [{"name": name} for name in schedule.tracks],
                "rooms": [_room(room) for room in schedule.rooms],
                "days": [_day(day) for day in schedule.days],
            },
        },
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "guid": str(room.guid),
        "name": room.name,
        "description": room.description,
        "capacity": room.capacity,
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": day.starts_at.isoformat(),
        "day_end": day.ends_at.isoformat(),
        "rooms": {
            name: [_event(event) for event in events] for name, events in day.rooms
        },
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "guid": str(event.guid),
        "date": event.starts_at.isoformat(),
        "start": f"{event.starts_at:%H:%M}",
        "duration": hours(event.duration),
        "room": event.room,
        "slug": event.slug,
        "url": event.url,
        "title": event.title,
        "subtitle": event.subtitle,
        "track": event.track,
        "type": event.type,
        "language": event.language,
        "abstract": event.abstract,
        "description": event.description,
        "recording_license": "",
        "do_not_record": None,
        "persons": [_person(person) for person in event.persons],
        "links": [{"url": event.calendar_url, "title": "iCalendar"}],
        "attachments": [],
        "answers": [],
    }


def _person(person: Person) -> dict[str, Any]:
    # Older readers know `public_name` only; with an id besides it would be two things.
    return {
        "guid": str(person.guid),
        "name": person.name,
        "public_name": person.name,
        "biography": person.biography,
        "url": person.url,
    }
