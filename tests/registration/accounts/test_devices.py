"""What browsers are called."""

import pytest

from registration.accounts.devices import device_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/120 Safari/537 Edg/120",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU like Mac OS X) Version/17 Safari/604",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0", "Firefox, Linux"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_by_what_people_call_it(header, name):
    assert device_name(header) == name
