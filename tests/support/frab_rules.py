"""The rules of the public schemas of schedule.json and schedule.xml, written as tests.

Taken from validator/json/schema.json and validator/xsd/schedule.xml.xsd of
github.com/voc/schedule, which pretalx, frab and the apps are held against.
"""

import re
from datetime import date, datetime
from uuid import UUID
from xml.etree import ElementTree as Xml


def matches(pattern):
    return lambda value: isinstance(value, str) and bool(re.search(pattern, value))


def made_by(maker):
    def fits(value):
        try:
            maker(value)
        except (TypeError, ValueError):
            return False
        return True

    return fits


def either(*rules):
    return lambda value: any(rule(value) for rule in rules)


def is_instant(value):
    return made_by(datetime.fromisoformat)(value) and (
        datetime.fromisoformat(value).tzinfo is not None
    )


def is_text(value):
    return isinstance(value, str)


def is_number(value):
    return isinstance(value, int)


def is_list(value):
    return isinstance(value, list)


def is_none(value):
    return value is None


is_day = made_by(date.fromisoformat)
is_uuid = made_by(UUID)
is_uri = matches(r"^https?://\S+$")
is_duration = matches(r"^[0-9]{1,2}:[0-9]{2}$")
is_time = matches(r"^[0-2][0-9]:[0-5][0-9]$")
text_or_none = either(is_text, is_none)

EVENT = {
    "abstract": text_or_none,
    "date": is_instant,
    "duration": is_duration,
    "guid": is_uuid,
    "id": lambda value: isinstance(value, int) and value >= 1,
    "language": is_text,
    "links": is_list,
    "persons": is_list,
    "room": is_text,
    "slug": matches(r"^[a-z0-9_-]+[a-z0-9]$"),
    "start": is_time,
    "subtitle": text_or_none,
    "title": is_text,
    "track": text_or_none,
    "type": is_text,
    "url": is_uri,
}
EVENT_MAY = {
    "answers": is_list,
    "attachments": is_list,
    "description": text_or_none,
    "do_not_record": text_or_none,
    "logo": is_uri,
    "recording_license": is_text,
}
CONFERENCE = {
    "acronym": matches(r"^[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?$"),
    "days": is_list,
    "daysCount": is_number,
    "end": is_day,
    "start": is_day,
    "timeslot_duration": is_duration,
    "title": is_text,
}
CONFERENCE_MAY = {
    "rooms": is_list,
    "time_zone_name": matches(r"^([A-Z][a-z]+/[A-Z][a-z]+)|UTC$"),
    "tracks": is_list,
    "url": is_uri,
}
DAY = {
    "date": is_day,
    "day_end": is_instant,
    "day_start": is_instant,
    "index": is_number,
    "rooms": lambda value: isinstance(value, dict),
}
ROOM = {"guid": is_uuid, "name": is_text}
ROOM_MAY = {"capacity": either(is_number, is_none), "description": text_or_none}


def json_faults(document):
    """Return where a schedule.json breaks a rule, as sentences."""
    faults = []
    _look(
        faults,
        "top",
        document,
        {"schedule": dict_},
        {"$schema": is_text, "generator": dict_},
    )
    schedule = document["schedule"]
    _look(faults, "schedule", schedule, {"conference": dict_, "version": is_text}, None)
    if not is_uri(schedule.get("base_url")):
        faults.append("schedule: base_url")
    conference = schedule["conference"]
    _look(faults, "conference", conference, CONFERENCE, CONFERENCE_MAY)
    for room in conference.get("rooms", []):
        _look(faults, "room", room, ROOM, ROOM_MAY)
    events = _events(faults, conference["days"])
    for event in events:
        _look(faults, f"event {event['id']}", event, EVENT, EVENT_MAY)
        faults += [fault for person in event["persons"] for fault in _person(person)]
    if conference["daysCount"] != len(conference["days"]):
        faults.append("daysCount")
    return faults + _twins(events, ("id", "guid", "slug"))


def _events(faults, days):
    events = []
    for day in days:
        _look(faults, "day", day, DAY, {})
        for name, held in day["rooms"].items():
            events += held
            faults += [
                f"{event['id']} in {name}" for event in held if event["room"] != name
            ]
    return events


def dict_(value):
    return isinstance(value, dict)


def _person(person):
    # One of two kinds, never both at once.
    frab = {"id", "public_name"} <= set(person)
    pretalx = is_text(person.get("name"))
    guid = "guid" not in person or is_uuid(person["guid"])
    return [] if frab != pretalx and guid else [f"person {person}"]


def _look(faults, where, found, must, may):
    faults += [f"{where}: {key} is missing" for key in must if key not in found]
    known = {**must, **(may or {})}
    for key, value in found.items():
        if key not in known:
            faults += [f"{where}: {key} is not known"] if may is not None else []
        elif not known[key](value):
            faults.append(f"{where}: {key} is {value!r}")


def _twins(events, keys):
    return [
        f"{key} is not unique"
        for key in keys
        if len({event[key] for event in events}) != len(events)
    ]


XML_EVENT = {
    key: rule
    for key, rule in EVENT.items()
    if key not in {"id", "guid", "links", "persons", "url"}
}
XML_EVENT |= {"date": is_instant}
XML_EVENT_MAY = {
    "description": is_text,
    "logo": is_text,
    "url": is_uri,
    "persons": None,
    "links": None,
    "attachments": None,
    "recording": None,
}
XML_CONFERENCE = {"title": is_text, "acronym": is_text}
XML_CONFERENCE_MAY = {
    "start": is_day,
    "end": is_day,
    "days": matches(r"^[0-9]+$"),
    "timeslot_duration": is_duration,
    "base_url": is_uri,
    "time_zone_name": is_text,
}
XML_DAY = {"index": matches(r"^[1-9][0-9]*$"), "date": is_day}
XML_DAY |= {"start": is_instant, "end": is_instant}


def xml_faults(text):
    """Return where a schedule.xml breaks a rule, as sentences."""
    faults = []
    root = Xml.fromstring(text.encode())
    if root.tag != "schedule":
        faults.append(root.tag)
    order = [child.tag for child in root]
    if not re.fullmatch(r"(generator )?version conference( day)+", " ".join(order)):
        faults.append(f"order: {order}")
    _look(
        faults,
        "conference",
        _texts(root.find("conference")),
        XML_CONFERENCE,
        XML_CONFERENCE_MAY,
    )
    events = []
    for day in root.iter("day"):
        _look(faults, "day", day.attrib, XML_DAY, {})
        for room in day:
            _look(faults, "room", room.attrib, {"name": is_text}, {})
            faults += [
                f"room of {event.get('id')}"
                for event in room
                if event.findtext("room") != room.get("name")
            ]
            events += list(room)
    for event in events:
        _look_at_event(faults, event)
    ids = [{**event.attrib, "slug": event.findtext("slug")} for event in events]
    indexes = [{"index": day.get("index")} for day in root.iter("day")]
    return faults + _twins(ids, ("id", "guid", "slug")) + _twins(indexes, ("index",))


def _look_at_event(faults, event):
    where = f"event {event.get('id')}"
    may = {key: rule or (lambda _value: True) for key, rule in XML_EVENT_MAY.items()}
    _look(faults, where, _texts(event), XML_EVENT, may)
    attributes = {"id": matches(r"^[1-9][0-9]*$"), "guid": is_uuid}
    _look(faults, where, event.attrib, attributes, {})
    for person in event.iterfind("persons/person"):
        _look(faults, where, person.attrib, {}, {"id": matches(r"^[1-9][0-9]*$")})
    for kind in ("links/link", "attachments/attachment"):
        for link in event.iterfind(kind):
            _look(faults, where, link.attrib, {}, {"href": is_uri})
    names = [child.tag for child in event]
    if len(set(names)) != len(names):
        faults.append(f"{where}: twice in {names}")


def _texts(element):
    return {child.tag: child.text or "" for child in element}
