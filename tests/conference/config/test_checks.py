"""An address that nobody declared stops the start."""

import pytest
from django.core.checks import run_checks
from django.http import HttpResponse
from django.urls import path

from conference.config.urls import urlpatterns as everywhere


def undeclared(_request):
    return HttpResponse()


urlpatterns = [
    *everywhere,
    path("forgotten/", undeclared, name="forgotten"),
    path("nameless/", undeclared),
]


def found():
    return sorted(each.msg for each in run_checks(tags=["urls"]) if "house" in each.id)


def test_every_address_of_the_site_is_declared():
    assert found() == []


@pytest.mark.urls(__name__)
def test_an_address_that_nobody_declared_is_named():
    assert found() == [
        "forgotten does not declare who may use it.",
        "nameless/ does not declare who may use it.",
    ]
