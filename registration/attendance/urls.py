"""Addresses of this app."""

from django.urls import URLPattern, path

from registration.attendance.views import applying, my

app_name = "attendance"
urlpatterns: list[URLPattern] = [
    path("attend/", applying.apply, name="apply"),
    path("attend/<slug:name>/", applying.step, name="step"),
    path("my/", my.my, name="my"),
    path("my/answers/", my.answers, name="answers"),
    path("my/answers/change-mode/", my.change_mode, name="change-mode"),
    path("my/withdraw/", my.withdraw, name="withdraw"),
]
