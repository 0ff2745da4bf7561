"""Addresses of the programme as files."""

from django.urls import path

from conference.programme.views import formats

urlpatterns = [
    path("programme.ics", formats.calendar, name="calendar"),
    path(
        "sessions/<session:code>/session.ics",
        formats.session_file,
        name="session-calendar",
    ),
    path("schedule.json", formats.schedule_json, name="schedule-json"),
    path("schedule.xml", formats.schedule_xml, name="schedule-xml"),
]
