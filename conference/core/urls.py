"""Addresses of this app."""

from django.urls import path

from conference.core import views

app_name = "core"
urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
]
