"""Addresses of this app."""

from django.urls import path

from conference.editions.views import public

app_name = "editions"
urlpatterns = [
    path("", public.home, name="home"),
    path("changes/", public.changes, name="changes"),
    path("event.ics", public.calendar, name="calendar"),
]
