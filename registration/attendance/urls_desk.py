"""Pages for organisers."""

from django.urls import URLPattern, path

from registration.attendance.views import desk

app_name = "attendance_desk"
urlpatterns: list[URLPattern] = [
    path("", desk.registrations, name="registrations"),
    path("approve/", desk.approve_chosen, name="approve-chosen"),
    path("<int:registration_id>/", desk.one, name="registration"),
    path("<int:registration_id>/approve/", desk.approve, name="approve"),
    path("<int:registration_id>/reject/", desk.reject, name="reject"),
    path("<int:registration_id>/cancel/", desk.cancel, name="cancel"),
]
