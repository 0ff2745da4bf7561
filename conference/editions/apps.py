"""The event itself and every revision of its dates."""

from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "conference.editions"
    label = "editions"
