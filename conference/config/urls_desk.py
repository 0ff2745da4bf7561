"""The organisers' own pages inside the panel; apps add theirs here."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("registrations/", include("registration.attendance.urls_desk")),
    path("dates/", include("registration.notices.urls_desk")),
]
