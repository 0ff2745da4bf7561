"""Addresses of this app."""

from django.urls import path

from conference.mailroom.views import public

app_name = "mailroom"
urlpatterns = [
    path("unsubscribe/<str:token>/", public.unsubscribe, name="unsubscribe"),
]
