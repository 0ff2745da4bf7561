"""The addresses of the site as the demo has them."""

from django.urls import include, path

from conference.config.urls import urlpatterns as everywhere

urlpatterns = [*everywhere, path("demo/", include("conference.config.demo.urls"))]
