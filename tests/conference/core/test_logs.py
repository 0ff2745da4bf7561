"""The logs do not tell the addresses that open somebody's page."""

import io
import json
import logging

import pytest

from conference.core.logs import WithoutAddresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """What the site's own log would hold."""
    stream = io.StringIO()
    [ours] = [
        handler
        for handler in logging.getLogger().handlers
        if any(isinstance(each, WithoutAddresses) for each in handler.filters)
    ]
    monkeypatch.setattr(ours, "stream", stream)
    return stream


def told(written):
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    return [(line["event"], line["request"]) for line in lines if "request" in line]


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/a/7-7.SECRET/", "a/<str:token>/"),
        ("/unsubscribe/SECRET/", "unsubscribe/<str:token>/"),
        ("/a/7-7.SECRET/more/", "(no page of ours)"),
        ("/a/7-7.SECRET/?in=%00", "(no page of ours)"),
    ],
)
def test_a_link_that_fails_is_logged_without_its_token(client, written, path, page):
    client.get(path)

    events = told(written)
    assert events
    assert {request for _event, request in events} == {f"GET {page}"}
    assert "SECRET" not in str(events)


def test_a_fault_is_logged_with_its_page_and_without_its_address(
    client, written, monkeypatch
):
    client.raise_request_exception = False
    monkeypatch.setattr("registration.notices.views.answering.delivery_of", 1)

    client.get("/a/7-7.SECRET/?x=SECRET")

    assert "TypeError" in written.getvalue()
    assert "GET a/<str:token>/" in written.getvalue()
    assert "SECRET" not in written.getvalue()
