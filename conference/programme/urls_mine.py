"""The page that a person on stage keeps themselves."""

from django.urls import path

from conference.programme.views import mine

app_name = "programme_mine"
urlpatterns = [path("", mine.profile, name="profile")]
