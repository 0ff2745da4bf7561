"""Addresses of this app."""

from django.urls import URLPattern, path

from registration.attendance.views import agenda, applying, feed, my, seats, stars

app_name = "attendance"
urlpatterns: list[URLPattern] = [
    path("attend/", applying.apply, name="apply"),
    path("attend/<slug:name>/", applying.step, name="step"),
    path("my/", my.my, name="my"),
    path("my/answers/", my.answers, name="answers"),
    path("my/answers/change-mode/", my.change_mode, name="change-mode"),
    path("my/withdraw/", my.withdraw, name="withdraw"),
    path("my/agenda/", agenda.agenda, name="agenda"),
    path("my/agenda/settings/", agenda.keeping, name="agenda-settings"),
    path("my/agenda/new-feed/", agenda.new_feed, name="new-feed"),
    path("my/agenda/revoke-feed/", agenda.revoke_feed, name="revoke-feed"),
    path(
        "my/agenda/choose-star-mail/", agenda.choose_star_mail, name="choose-star-mail"
    ),
    path("my/seats/<slug:code>/", seats.seat, name="seat"),
    path("my/seats/<slug:code>/take/", seats.take, name="take-seat"),
    path("my/seats/<slug:code>/join/", seats.join, name="join-line"),
    path("my/seats/<slug:code>/accept/", seats.accept, name="accept-seat"),
    path("my/seats/<slug:code>/give-back/", seats.give_back, name="give-seat-back"),
    path("my/stars/<slug:code>/star/", stars.star, name="star"),
    path("my/stars/<slug:code>/unstar/", stars.unstar, name="unstar"),
    path("calendar/<slug:token>.ics", feed.feed, name="feed"),
]
