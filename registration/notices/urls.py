"""Addresses of this app."""

from django.urls import path

from registration.notices.views import answering, mine

app_name = "notices"
urlpatterns = [
    path("a/<str:token>/", answering.answer, name="answer"),
    path("my/notices/", mine.my_list, name="list"),
    path("my/notices/<int:notice_id>/", mine.notice, name="notice"),
]
