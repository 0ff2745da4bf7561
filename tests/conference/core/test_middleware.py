"""Whose word about addresses is believed."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import RequestFactory

from conference.config.settings import environment
from conference.core import middleware
from tests.factories.people import UserFactory

PROXY = "10.0.0.1"
NETWORK = "192.168.7.0/24"


@pytest.fixture
def seen(settings):
    settings.TRUSTED_PROXIES = [PROXY, NETWORK, "2001:db8::/32"]
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


@pytest.mark.parametrize("proxy", ["192.168.7.9", "::ffff:192.168.7.9", "2001:db8::7"])
def test_every_address_of_a_named_network_is_believed(seen, proxy):
    told = seen(
        REMOTE_ADDR=proxy, HTTP_X_FORWARDED_FOR="198.51.100.1, 192.168.7.200, 10.0.0.1"
    )

    assert told["address"] == "198.51.100.1"


@pytest.mark.parametrize("neighbour", ["192.168.8.9", "10.0.0.2", "2001:db9::7", ""])
def test_an_address_beside_the_network_is_a_stranger(seen, neighbour):
    told = seen(REMOTE_ADDR=neighbour, HTTP_X_FORWARDED_FOR="198.51.100.1")

    assert told["address"] == neighbour


@pytest.mark.parametrize("written", ["", "unknown", "198.51.100.1:80", "x\x00"])
def test_what_is_no_address_leaves_the_proxys_own(seen, written):
    told = seen(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=f"203.0.113.7, {written}")

    assert told["address"] == PROXY


def test_a_proxy_that_is_no_address_stops_the_start():
    with pytest.raises(
        ImproperlyConfigured, match=r"'10\.0\.0\.1/24', which is neither"
    ):
        environment.networks("TRUSTED_PROXIES", ["10.0.0.9", "10.0.0.1/24"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/?in=%00",
        "/help/?%00",
        "/a/%00/",
        "/unsubscribe/a%00b/",
        "/account/login/?next=/%00",
        "/desk/accounts/user/?groups__id__exact=%00",
        "/desk/accounts/user/%00/change/",
        "/desk/registrations/?q=%00",
        "/my/?x=1%00",
    ],
)
def test_the_character_nul_is_not_understood(client, path):
    client.force_login(UserFactory(staff=True, is_superuser=True))

    assert client.get(path).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["session", "language", "messages", "csrf"])
def test_a_cookie_with_the_character_nul_is_not_understood(client, cookie):
    answer = client.get("/my/", headers={"cookie": f'{cookie}="a\\000b"'})

    assert answer.status_code == 400
