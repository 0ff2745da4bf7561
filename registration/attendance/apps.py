"""Requests to attend, approval, places."""

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "registration.attendance"
    label = "attendance"
