"""Drafts, batches and wordings."""

from datetime import UTC, datetime, timedelta

from django.db.models import F

from conference.mailroom.models import Letter, Wording
from conference.mailroom.operations import batching, posting

MAY = datetime(2020, 5, 7, 3, 0, tzinfo=UTC)
PARTS = {
    "headline": "ITU Digital World moves to September 2021",
    "lead": "We have postponed the event. Your registration {number} stays valid.",
    "was": "6 to 9 September 2020, Ha Noi",
    "now": "September 2021, Ha Noi",
    "now_note": "The day is not fixed yet.",
    "for_you": "You keep your place, {name}.",
    "you_can": "Answer until {deadline}, or do nothing.",
    "stays": "Your registration.\nYour number.",
    "out_of_date": "Your visa support letter carries the old dates.",
    "why": "The pandemic makes it unsafe to meet.",
    "contact": "Questions: help@digital-world.example.org",
    "notice_no": "1",
    "version": "1",
    "announced_on": "7 May 2020",
    "reply_to": "help@digital-world.example.org",
}
PERSON = {
    "name": "Nguyễn Thị Thuỳ Linh",
    "salutation": "Dear Ms Nguyễn Thị Thuỳ Linh,",
    "number": "DW21-7K3M-92",
    "category": "Member State",
    "deadline": "30 June 2020, 18:00 Ha Noi (11:00 UTC)",
    "answer_url": "https://dw.example.org/a/token/",
    "web_url": "https://dw.example.org/my/notices/1/",
}


def a_draft(key, to="linh@example.org", **changes):
    context = {"subject": f"About {key}", "text": "Dear you,\n.\nwe write.", "html": ""}
    usual = {"language": "en", "template": "plain", "context": context}
    return posting.Draft(key, to, **{**usual, **changes})


def a_batch(addresses, *, now=MAY, starts=True, language="en", **changes):
    """Post one notice to each address, and let it leave."""
    batch = batching.open_batch("Notice No. 1", now=now)
    wording = Wording.objects.create(
        batch=batch,
        language=language,
        template="notice",
        subject="Postponed: ITU Digital World moves to September 2021",
        parts=PARTS,
    )
    posting.post(
        [
            posting.Draft(
                f"{batch.pk}:{address}",
                address,
                language,
                "notice",
                PERSON,
                batch_id=batch.pk,
                wording_id=wording.pk,
                **changes,
            )
            for address in addresses
        ],
        now=now,
    )
    if starts:
        batching.start(batch.pk, by=None, now=now)
    return batch


def leases_run_out():
    """Let the leases of all letters have ended a moment ago."""
    held = Letter.objects.filter(lease_until__isnull=False)
    held.update(lease_until=F("lease_until") - timedelta(hours=1))
