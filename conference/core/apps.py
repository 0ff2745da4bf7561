"""What would be the same in another project."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "conference.core"
    label = "core"
