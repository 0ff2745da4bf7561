from datetime import UTC, datetime

import pytest

from conference.mailroom.models import Letter
from conference.mailroom.operations import posting, sending

pytestmark = pytest.mark.django_db
NOW = datetime(2020, 5, 7, 3, 0, tzinfo=UTC)


def plain(key, to="linh@example.org", **changes):
    context = {"subject": f"About {key}", "text": "Dear you,\n.\nwe write.", "html": ""}
    return posting.Draft(key, to, "en", "plain", context, **changes)


def test_letters_that_are_due_are_handed_over_once(sink):
    posting.post([plain("a"), plain("b", "thu@example.org")], now=NOW)

    left = sending.send_due(is_urgent=False, now=NOW)
    again = sending.send_due(is_urgent=False, now=NOW)

    assert (left, again) == (False, False)
    assert [letter["to"] for letter in sink.accepted()] == [
        "linh@example.org",
        "thu@example.org",
    ]
    assert set(Letter.objects.values_list("state", "attempts", "smtp_code")) == {
        ("accepted", 1, "250")
    }
