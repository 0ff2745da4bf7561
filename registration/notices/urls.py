"""Addresses of this app."""

from django.urls import path

from registration.notices.views import answering, mine, staging

app_name = "notices"
urlpatterns = [
    path("a/<str:token>/", answering.answer, name="answer"),
    path("my/notices/", mine.my_list, name="list"),
    path("my/notices/<int:notice_id>/", mine.notice, name="notice"),
    path(
        "my/notices/sessions/<int:round_id>/",
        mine.schedule_notice,
        name="schedule-notice",
    ),
    path("stage/<str:token>/", staging.stage, name="stage"),
    path("my/stage-times/", staging.my_stage, name="my-stage"),
]
