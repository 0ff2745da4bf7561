from datetime import timedelta

import pytest

from conference.mailroom.models import Letter, Suppression
from conference.mailroom.operations import posting
from tests.factories.letters import MAY, a_draft

pytestmark = pytest.mark.django_db


def test_posting_a_key_twice_makes_one_letter():
    first = posting.post([a_draft("a"), a_draft("b")], now=MAY)
    second = posting.post([a_draft("b"), a_draft("c"), a_draft("c")], now=MAY)

    keys = dict(Letter.objects.values_list("idempotency_key", "id"))
    assert first == {"a": keys["a"], "b": keys["b"]}
    assert second == {"b": keys["b"], "c": keys["c"]}
    assert sorted(keys) == ["a", "b", "c"]


def test_a_letter_keeps_what_its_draft_says():
    posting.post(
        [
            a_draft(
                "a",
                context={"name": "Linh\x00", "half": "\ud800"},
                urgent=True,
                give_up_after=timedelta(hours=1),
                must_not_repeat=True,
            )
        ],
        now=MAY,
    )

    letter = Letter.objects.values(
        "state", "context", "is_urgent", "must_not_repeat", "give_up_at", "to_address"
    ).get()
    assert letter == {
        "state": "due",
        "context": {"name": "Linh\ufffd", "half": "\ufffd"},
        "is_urgent": True,
        "must_not_repeat": True,
        "give_up_at": MAY + timedelta(hours=1),
        "to_address": "linh@example.org",
    }


def test_a_dead_address_gets_no_letter_and_a_row_that_says_so():
    Suppression.objects.create(
        address="Linh@Example.org", reason="550 5.1.1", since=MAY
    )

    posting.post([a_draft("a"), a_draft("b", "thu@example.org")], now=MAY)

    assert list(
        Letter.objects.order_by("idempotency_key").values_list(
            "state", "smtp_words", "finished_at"
        )
    ) == [("suppressed", "550 5.1.1", MAY), ("due", "", None)]


def test_who_wants_no_news_still_gets_operational_letters():
    Suppression.objects.create(
        address="linh@example.org", kind="news", reason="Unsubscribed", since=MAY
    )

    posting.post([a_draft("news", news=True), a_draft("notice")], now=MAY)

    assert dict(Letter.objects.values_list("idempotency_key", "state")) == {
        "news": "suppressed",
        "notice": "due",
    }


def test_letters_beyond_one_statement_are_all_posted(django_assert_num_queries):
    drafts = [a_draft(str(number)) for number in range(2500)]

    with django_assert_num_queries(3):
        posted = posting.post(drafts, now=MAY)

    assert sorted(posted) == sorted(draft.key for draft in drafts)
