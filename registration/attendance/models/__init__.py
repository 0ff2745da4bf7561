"""Who asks to attend, as what, what became of it, and in which sessions they sit."""

from registration.attendance.models.category import ParticipantCategory
from registration.attendance.models.registration import Registration
from registration.attendance.models.seat import Agenda, Seat, Star
from registration.attendance.models.step import RegistrationStep

__all__ = [
    "Agenda",
    "ParticipantCategory",
    "Registration",
    "RegistrationStep",
    "Seat",
    "Star",
]
