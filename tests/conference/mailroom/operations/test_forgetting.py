from datetime import timedelta

import pytest

from conference.config import tidying
from conference.mailroom.models import Letter
from conference.mailroom.operations import forgetting, posting, retrying
from tests.factories.letters import MAY, a_draft

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_a_letter_was_made_from_is_forgotten_after_thirty_days():
    names = {"name": "Linh"}
    posting.post([a_draft(key, context=names) for key in ("a", "b", "c")], now=MAY)
    ends = {"a": MAY, "b": MAY + DAY}
    for key, end in ends.items():
        Letter.objects.filter(idempotency_key=key).update(
            state="failed", finished_at=end
        )
    later = MAY + 30 * DAY + timedelta(seconds=1)

    forgotten = [forgetting.forget_old_letters(now=later) for _ in range(2)]

    assert forgotten == [1, 0]
    assert dict(Letter.objects.values_list("idempotency_key", "context")) == {
        "a": {"_spent": True},
        "b": names,
        "c": names,
    }


def test_a_letter_that_was_forgotten_is_not_tried_again():
    posting.post([a_draft("a")], now=MAY)
    Letter.objects.update(state="failed", finished_at=MAY)
    forgetting.forget_old_letters(now=MAY + 31 * DAY)

    with pytest.raises(retrying.NothingToRetry):
        retrying.retry([Letter.objects.get().pk], by=None, now=MAY + 31 * DAY)


def test_many_letters_are_forgotten_a_few_at_a_time(monkeypatch):
    monkeypatch.setattr(forgetting, "CHUNK", 2)
    posting.post([a_draft(str(n)) for n in range(5)], now=MAY)
    Letter.objects.update(state="accepted", finished_at=MAY)

    assert forgetting.forget_old_letters(now=MAY + 31 * DAY) == 5


def test_the_daily_tidying_forgets_old_letters():
    posting.post([a_draft("a")], now=MAY)
    Letter.objects.update(state="accepted", finished_at=MAY)

    assert tidying.tidy(now=MAY + 31 * DAY)["letters"] == 1
