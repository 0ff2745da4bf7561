"""Addresses of this app."""

from django.urls import path

from conference.config.demo.views import clock, mailbox

app_name = "demo"
urlpatterns = [
    path("mailbox/", mailbox.inbox, name="mailbox"),
    path("mailbox/<str:name>/", mailbox.letter, name="letter"),
    path("mailbox/<str:name>/html/", mailbox.letter_html, name="letter-html"),
    path(
        "mailbox/<str:name>/attachment/<int:place>/",
        mailbox.attachment,
        name="attachment",
    ),
    path("clock/", clock.page, name="clock"),
]
