"""Pages for organisers."""

from django.urls import URLPattern

app_name = "notices_desk"
urlpatterns: list[URLPattern] = []
