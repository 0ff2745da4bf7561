"""The programme: rooms, strands, sessions, people on stage, and its releases."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "conference.programme"
    label = "programme"
