"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from conference.config import health
from conference.programme import api

handler500 = "conference.core.views.fault"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("conference.core.urls")),
    path("", include("conference.mailroom.urls")),
    path("", include("conference.editions.urls")),
    path("programme/", include("conference.programme.urls")),
    path("my/stage/", include("conference.programme.urls_mine")),
    path("api/", api.urls),
    path("", include("registration.attendance.urls")),
    path("", include("registration.notices.urls")),
    path("account/", include("registration.accounts.urls")),
    path("account/", include("allauth.urls")),
    # Without a token in the footer, a public page is the same for everyone.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("desk/", include("conference.config.urls_desk")),
    path("desk/", admin.site.urls),
]
if settings.MODE == "demo":
    urlpatterns.append(path("demo/", include("conference.config.demo.urls")))
