"""Pages for organisers."""

from django.urls import URLPattern

app_name = "attendance_desk"
urlpatterns: list[URLPattern] = []
