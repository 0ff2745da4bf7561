"""The plan organisers work on, and the releases everyone reads."""

from conference.programme.models.place import Programme, Room, Strand
from conference.programme.models.release import (
    Release,
    SessionChange,
    SessionVersion,
    VersionRole,
)
from conference.programme.models.role import SessionRole
from conference.programme.models.session import Session
from conference.programme.models.speaker import Speaker, SpeakerPhoto
from conference.programme.models.upload import Upload

__all__ = [
    "Programme",
    "Release",
    "Room",
    "Session",
    "SessionChange",
    "SessionRole",
    "SessionVersion",
    "Speaker",
    "SpeakerPhoto",
    "Strand",
    "Upload",
    "VersionRole",
]
