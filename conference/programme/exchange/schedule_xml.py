"""The programme as schedule.xml, the form of Pentabarf and frab.

The rules are those of the schema that the video team of the CCC keeps for all who
write and read it (github.com/voc/schedule).
"""

import re
from typing import Final
from xml.etree import ElementTree as Xml

from conference.core.clock import EVENT_ZONE
from conference.programme.exchange.schedule import (
    GENERATOR,
    TIMESLOT,
    Day,
    Event,
    Schedule,
)
from conference.programme.exchange.schedule_json import hours

# What XML 1.0 has no way to write (2.2).
UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(schedule: Schedule) -> str:
    """Return the text of the file."""
    root = Xml.Element("schedule")
    # The form has no place for it, and whoever reads the file again needs it.
    root.append(Xml.Comment(f" texts in: {schedule.language} "))
    Xml.SubElement(root, "generator", name=GENERATOR)
    _say(root, "version", schedule.version)
    _conference(root, schedule)
    for day in schedule.days:
        _day(root, day)
    Xml.indent(root)
    body = Xml.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'


def _conference(root: Xml.Element, schedule: Schedule) -> None:
    conference = Xml.SubElement(root, "conference")
    _say(conference, "acronym", schedule.acronym)
    _say(conference, "title", schedule.title)
    _say(conference, "start", schedule.days[0].date.isoformat())
    _say(conference, "end", schedule.days[-1].date.isoformat())
    _say(conference, "days", str(len(schedule.days)))
    _say(conference, "timeslot_duration", hours(TIMESLOT))
    _say(conference, "base_url", schedule.url)
    _say(conference, "time_zone_name", EVENT_ZONE.key)


def _day(root: Xml.Element, day: Day) -> None:
    element = Xml.SubElement(
        root,
        "day",
        index=str(day.index),
        date=day.date.isoformat(),
        start=day.starts_at.isoformat(),
        end=day.ends_at.isoformat(),
    )
    for name, events in day.rooms:
        room = Xml.SubElement(element, "room", name=_writable(name))
        for event in events:
            _event(room, event)


def _event(room: Xml.Element, event: Event) -> None:
    element = Xml.SubElement(room, "event", guid=str(event.guid), id=str(event.id))
    facts = {
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
    }
    for name, words in facts.items():
        _say(element, name, words)
    persons = Xml.SubElement(element, "persons")
    for person in event.persons:
        _say(persons, "person", person.name, id=str(person.id))
    links = Xml.SubElement(element, "links")
    _say(links, "link", "iCalendar", href=event.calendar_url)
    Xml.SubElement(element, "attachments")


def _say(parent: Xml.Element, name: str, words: str, **attributes: str) -> None:
    Xml.SubElement(parent, name, attributes).text = _writable(words)


def _writable(words: str) -> str:
    return UNWRITABLE.sub(" ", words)
