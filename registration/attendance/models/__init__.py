"""Who asks to attend, as what, and what became of it."""

from registration.attendance.models.category import ParticipantCategory
from registration.attendance.models.registration import Registration
from registration.attendance.models.step import RegistrationStep

__all__ = ["ParticipantCategory", "Registration", "RegistrationStep"]
