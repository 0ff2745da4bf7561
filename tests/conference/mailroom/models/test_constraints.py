from datetime import timedelta

import pytest
from django.db import IntegrityError

from conference.mailroom.models import Batch, Letter, Suppression, Wording
from conference.mailroom.operations import posting
from tests.factories.letters import MAY, a_batch, a_draft

pytestmark = pytest.mark.django_db


def test_a_letter_is_one_per_key():
    posting.post([a_draft("a"), a_draft("b", "b@example.org")], now=MAY)

    with pytest.raises(IntegrityError, match="letter_is_one_per_key"):
        Letter.objects.filter(to_address="b@example.org").update(idempotency_key="a")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("letter_lease_stands_while_it_is_held", {"state": "claimed"}),
        ("letter_lease_stands_while_it_is_held", {"lease_until": MAY}),
        ("letter_end_has_its_time", {"state": "accepted"}),
        ("letter_end_has_its_time", {"finished_at": MAY}),
        (
            "letter_gives_up_after_it_was_posted",
            {"give_up_at": MAY - timedelta(seconds=1)},
        ),
    ],
)
def test_no_statement_brings_a_letter_into_a_state_that_cannot_be(name, changes):
    posting.post([a_draft("a")], now=MAY)

    with pytest.raises(IntegrityError, match=name):
        Letter.objects.update(**changes)


def test_a_stopped_batch_has_its_time():
    a_batch(["a@example.org"])

    with pytest.raises(IntegrityError, match="batch_stopped_has_its_time"):
        Batch.objects.update(state="stopped")


def test_a_batch_has_one_wording_per_language_and_variant():
    batch = a_batch(["a@example.org"])

    with pytest.raises(IntegrityError, match="wording_is_one_per_language_and_variant"):
        Wording.objects.create(
            batch=batch, language="en", template="notice", subject="x"
        )


def test_an_address_is_suppressed_once_in_each_way():
    Suppression.objects.create(address="a@example.org", reason="x", since=MAY)
    Suppression.objects.create(address="a@example.org", kind="news", since=MAY)

    with pytest.raises(IntegrityError, match="suppression_is_one_per_address_and_kind"):
        Suppression.objects.create(address="A@Example.org", reason="y", since=MAY)
