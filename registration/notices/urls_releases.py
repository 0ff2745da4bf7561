"""The organisers' pages about releases: prepare, publish, and who was told."""

from django.urls import URLPattern, path

from registration.notices.views.desk import releasing

app_name = "releases_desk"
urlpatterns: list[URLPattern] = [
    path("", releasing.releases, name="releases"),
    path("prepare/", releasing.prepare, name="prepare"),
    path("publish/", releasing.publish, name="publish"),
    path("announce-now/", releasing.announce_now, name="announce-now"),
    path("release/<int:number>/", releasing.release, name="release"),
    path("notice/<int:number>/", releasing.notice, name="notice"),
    path("gaps/", releasing.gaps, name="gaps"),
]
