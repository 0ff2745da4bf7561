"""The organisers' own pages inside the panel; apps add theirs here."""

from django.urls import URLPattern, URLResolver, include, path

from conference.config.desk.views import machine, records, today

across_apps = [
    path("running/", today.running, name="running"),
    path("records/", records.page, name="records"),
    path("machine-room/", machine.page, name="machine-room"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((across_apps, "desk"))),
    path("registrations/", include("registration.attendance.urls_desk")),
    path("dates/", include("registration.notices.urls_desk")),
    path("programme/", include("conference.programme.urls_desk")),
    path("releases/", include("registration.notices.urls_releases")),
]
