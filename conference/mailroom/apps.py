"""The post office."""

from django.apps import AppConfig


class MailroomConfig(AppConfig):
    name = "conference.mailroom"
    label = "mailroom"
