"""Whose word about addresses is believed."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from conference.core import middleware

PROXY = "10.0.0.1"


@pytest.fixture
def seen(settings):
    settings.TRUSTED_PROXIES = [PROXY]
    seen = {}

    def note(request):
        seen.update(address=request.META["REMOTE_ADDR"], scheme=request.scheme)
        seen.update(
            left=[name for name in middleware.FORWARDED if name in request.META]
        )
        return HttpResponse()

    def ask(**headers):
        middleware.proxies(note)(RequestFactory().get("/", **headers))
        return seen

    return ask


def test_a_strangers_forwarded_address_is_dropped(seen):
    told = seen(
        REMOTE_ADDR="192.0.2.9",
        HTTP_X_FORWARDED_FOR="198.51.100.1",
        HTTP_X_FORWARDED_PROTO="https",
        HTTP_X_FORWARDED_HOST="evil.test",
        HTTP_X_REAL_IP="198.51.100.1",
        HTTP_FORWARDED="for=198.51.100.1",
    )

    assert told == {"address": "192.0.2.9", "scheme": "http", "left": []}


def test_a_named_proxy_is_believed_about_the_nearest_address(seen):
    told = seen(
        REMOTE_ADDR=PROXY,
        # The first was written by the client itself.
        HTTP_X_FORWARDED_FOR=f"203.0.113.7, 198.51.100.1, {PROXY}",
        HTTP_X_FORWARDED_PROTO="https",
    )

    assert told == {"address": "198.51.100.1", "scheme": "https", "left": []}
