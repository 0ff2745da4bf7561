"""The letter about moved sessions, as it leaves."""

import email
from datetime import timedelta
from email import policy

import pytest
from django.conf import settings

from conference.mailroom import rendering
from conference.mailroom.models import Letter
from registration.notices.operations import moving
from tests.factories.attendance import RegistrationFactory, SeatFactory, StarFactory
from tests.factories.moving import TUESDAY_14, cancel, change, public_session
from tests.factories.programme import HOUR, MAY, MONDAY_9

pytestmark = pytest.mark.django_db


def letter(language="en"):
    """The letter of somebody whose seat moved and whose starred session is off."""
    moved = public_session(room__name="Hall A", title="Open networks")
    off = public_session(starts_at=MONDAY_9 + HOUR, title="Safe networks")
    registration = RegistrationFactory(
        edition=moved.edition, approved=True, language=language
    )
    SeatFactory(session=moved, registration=registration, told=moved.released)
    StarFactory(session=off, account=registration.account, told=off.released)
    change(moved, starts_at=TUESDAY_14, now=MAY)
    cancel(off, now=MAY)
    moving.announce_changes(now=MAY + timedelta(minutes=2))
    return Letter.objects.get()


def message(language="en"):
    posted = letter(language)
    sheet = rendering.Sheet(
        posted.idempotency_key, posted.to_address, is_news=False, is_bulk=True
    )
    raw = rendering.compose(
        sheet, posted.template, posted.language, posted.context, now=MAY
    )
    return email.message_from_bytes(raw, policy=policy.default)


def test_the_text_says_was_now_for_you_and_what_one_can_do():
    text = message().get_body(["plain"]).get_content()

    code = text.partition("/my/seats/")[2].partition("/")[0]
    for line in (
        "2 of your sessions changed",
        "Moved: Open networks",
        "  Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi, Hall A",
        "  Tue 8 Sep 2020, 14:00 to 15:00 Ha Noi, Hall A",
        "  Tue 8 Sep 2020, 07:00 to 08:00 UTC",
        "  Your seat is kept.",
        "  If it does not suit you, give the seat back.",
        f"  Open my seat: {settings.SITE_URL}/my/seats/{code}/",
        "Cancelled: Safe networks",
        "  Cancelled; it does not take place",
    ):
        assert line in text.splitlines()


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_each_language_has_its_letter_with_all_parts(language):
    found = message(language)

    kinds = [part.get_content_type() for part in found.walk()]
    html = found.get_body(["html"]).get_content()
    assert kinds.count("text/calendar") == 1
    assert found["Subject"]
    assert f'lang="{language}"' in html
    assert ('dir="rtl"' in html) == (language == "ar")


def test_the_calendar_tells_the_four_lines():
    text = letter().context["_calendar"][0].replace("\r\n ", "")

    description = next(
        line for line in text.splitlines() if line.startswith("DESCRIPTION:")
    )
    words = description.replace("\\n", "\n").replace("\\", "").splitlines()
    assert words[:4] == [
        "DESCRIPTION:Moved: Open networks",
        "WAS      Mon 7 Sep 2020, 09:00 to 10:00 Ha Noi, Hall A",
        "NOW      Tue 8 Sep 2020, 14:00 to 15:00 Ha Noi, Hall A",
        "FOR YOU  Your seat is kept.",
    ]
