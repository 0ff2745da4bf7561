import email
import re
from email.policy import default

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.mailroom import mime, rendering
from conference.mailroom.rendering import Phrasing, Sheet
from tests.factories.letters import MAY, PARTS, PERSON

SHEET = Sheet("notice:1:person:2", "linh@example.org", is_news=False, is_bulk=True)
POSTPONED = Phrasing("notice", "en", "Postponed: {name}", PARTS)
CALENDAR = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ITU//Digital World//EN",
        "METHOD:CANCEL",
        "BEGIN:VEVENT",
        "UID:digital-world-2021@example.org",
        "DTSTAMP:20200507T030000Z",
        "DTSTART;VALUE=DATE:20200906",
        "SEQUENCE:1",
        "STATUS:CANCELLED",
        "SUMMARY:ITU Digital World",
        "ATTENDEE;CN={name}:mailto:linh@example.org",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)
NAMES = [
    "Nguyễn Thị Thuỳ Linh",
    "ليلى الحسن",
    "王小明",
    "Щербакова-Ляпунова",
    "👩‍👩‍👧‍👦 Familie",
    "x",
    "Nguyễn " * 60,
    "Null",
    "O'Brien & <b>Söhne</b>",
    '"; DROP TABLE',
    "a" * 2000,
    "... . .",
    "=?utf-8?b?aGk=?=",
]


def read(message):
    """Read our bytes as a mail program does, and check what any line must keep."""
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", message)
    assert max(len(line) for line in message.split(b"\r\n")) < 998
    parsed = email.message_from_bytes(message, policy=default)
    assert parsed.defects == []
    assert [part for part in parsed.walk() if part.defects] == []
    return parsed


def lines(text):
    return text.replace("\r\n", "\n").strip()


def body(parsed, kind):
    return lines(parsed.get_body((kind,)).get_content())


@pytest.mark.parametrize("name", NAMES)
def test_what_a_mail_program_reads_is_what_we_wrote(name):
    person = {**PERSON, "name": name, "salutation": f"Dear {name},"}

    words = rendering.words_of_phrasing(POSTPONED, person)
    parsed = read(rendering.compose_from(SHEET, POSTPONED, person, now=MAY))

    assert parsed["Subject"].strip() == words.subject.strip()
    assert body(parsed, "plain") == lines(words.text)
    assert body(parsed, "html") == lines(words.html)


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=80))
def test_any_words_come_back_whole(name, number):
    person = {**PERSON, "name": name, "number": number}

    words = rendering.words_of_phrasing(POSTPONED, person)
    parsed = read(rendering.compose_from(SHEET, POSTPONED, person, now=MAY))

    encoded = words.text.encode("utf-8", "replace").decode()
    assert body(parsed, "plain") == lines(encoded)


def test_the_head_of_a_mass_letter_is_complete():
    parsed = read(rendering.compose_from(SHEET, POSTPONED, PERSON, now=MAY))

    assert dict(parsed.items()) == {
        "From": "ITU Digital World <notices@digital-world.example.org>",
        "Reply-To": "help@digital-world.example.org",
        "Content-Language": "en",
        "MIME-Version": "1.0",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "To": "linh@example.org",
        "Date": "Thu, 07 May 2020 03:00:00 +0000",
        "Message-ID": parsed["Message-ID"],
        "Subject": "Postponed: Nguyễn Thị Thuỳ Linh",
        "Precedence": "bulk",
        "Content-Type": 'multipart/alternative; boundary="=_words="',
    }


def test_only_news_can_be_ended_by_one_click():
    news = Sheet("news:1", "linh@example.org", is_news=True, is_bulk=True)

    parsed = read(rendering.compose_from(news, POSTPONED, PERSON, now=MAY))
    notice = read(rendering.compose_from(SHEET, POSTPONED, PERSON, now=MAY))

    link = rendering.unsubscribe_url("linh@example.org")
    assert parsed["List-Unsubscribe"].startswith(f"<{link[:60]}")
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in notice


@pytest.mark.parametrize(
    "evil",
    [
        "x\r\nBcc: b@y.org",
        "x\nBcc: b@y.org",
        "x\r\n\r\n<h1>",
        "x\u2028Bcc: b@y.org",
        "x\x00",
    ],
)
def test_no_name_becomes_a_header(evil):
    person = {**PERSON, "name": evil}

    parsed = read(rendering.compose_from(SHEET, POSTPONED, person, now=MAY))
    single = read(
        rendering.compose(
            SHEET, "plain", "en", {"subject": evil, "text": "x", "html": ""}, now=MAY
        )
    )

    assert "Bcc" not in parsed
    assert "Bcc" not in single
    assert parsed["Subject"].startswith("Postponed: x")
    assert single["Subject"].startswith("x")


def test_a_value_is_filled_in_once_and_stays_plain_text():
    person = {
        **PERSON,
        "name": "{number} {{ number }} <script>alert(1)</script> www.evil.test",
    }

    words = rendering.words_of_phrasing(POSTPONED, person)

    assert (
        "{number} {{ number }} <script>alert(1)</script> www.\u2060evil.\u2060test"
        in (words.text)
    )
    assert "<script>" not in words.html
    assert "&lt;script&gt;" in words.html


def test_words_without_a_value_in_the_letter_stay_as_they_are():
    phrasing = Phrasing("notice", "en", "{user.password} {unknown}", PARTS)

    words = rendering.words_of_phrasing(phrasing, PERSON)

    assert words.subject == "{user.password} {unknown}"


def test_people_who_are_not_asked_get_no_buttons():
    words = rendering.words_of_phrasing(POSTPONED, {**PERSON, "answer_url": ""})

    assert "choice=" not in words.text + words.html
    assert "What you can do" not in words.text


def test_asked_people_get_one_link_for_each_choice():
    words = rendering.words_of_phrasing(POSTPONED, PERSON)

    for shown in (words.text, words.html):
        assert re.findall(
            r"https://dw\.example\.org/a/token/\?choice=(\w+)", shown
        ) == [
            "keep",
            "remote",
            "withdraw",
        ]


def test_an_arabic_letter_reads_from_right_to_left():
    words = rendering.words_of_phrasing(Phrasing("notice", "ar", "x", PARTS), PERSON)

    assert '<html lang="ar" dir="rtl">' in words.html
    assert "text-align:right" in words.html
    assert "padding-right:20px" in words.html
    assert "<bdi>DW21-7K3M-92</bdi>" in words.html
    assert "\u2068DW21-7K3M-92\u2069" in words.text
    assert 'href="https://dw.example.org/a/token/?choice=keep"' in words.html


def test_the_calendar_says_in_its_type_what_it_says_inside():
    phrasing = Phrasing("notice", "en", "x", PARTS, CALENDAR)
    person = {**PERSON, "name": "Linh;\r\nATTENDEE:evil, \\" + "ễ" * 90}

    parsed = read(rendering.compose_from(SHEET, phrasing, person, now=MAY))

    part = next(p for p in parsed.walk() if p.get_content_type() == "text/calendar")
    content = part.get_payload(decode=True)
    event = icalendar.Calendar.from_ical(content).walk("VEVENT")[0]
    assert part.get_param("method") == "CANCEL"
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert str(event["SUMMARY"]) == "ITU Digital World"
    assert str(event["ATTENDEE"]) == "mailto:linh@example.org"


def calendar_parts(message):
    return [
        (part.get_param("method"), part.get_filename(), part.get_content().strip())
        for part in read(message).walk()
        if part.get_content_type() == "text/calendar"
    ]


def said(method):
    return f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n"


def test_several_calendars_hang_on_a_letter_each_with_its_own_method():
    context = {"subject": "x", "text": "x", "_calendar": [said("CANCEL"), ""]}
    two = {**context, "_calendar": [said("CANCEL"), said("REQUEST")]}

    assert calendar_parts(
        rendering.compose(SHEET, "plain", "en", context, now=MAY)
    ) == [("CANCEL", "event.ics", said("CANCEL").strip())]
    assert calendar_parts(rendering.compose(SHEET, "plain", "en", two, now=MAY)) == [
        ("CANCEL", "event.ics", said("CANCEL").strip()),
        ("REQUEST", "event-2.ics", said("REQUEST").strip()),
    ]


def test_a_letter_of_a_batch_may_bring_calendars_of_its_own():
    without = Phrasing("notice", "en", "x", PARTS)
    person = {**PERSON, "_calendar": [said("CANCEL"), said("REQUEST")]}

    parts = calendar_parts(rendering.compose_from(SHEET, without, person, now=MAY))
    none = calendar_parts(
        rendering.compose_from(SHEET, without, {**PERSON, "_calendar": []}, now=MAY)
    )

    assert [(method, name) for method, name, _text in parts] == [
        ("CANCEL", "event.ics"),
        ("REQUEST", "event-2.ics"),
    ]
    assert none == []


def test_a_code_stands_as_a_picture_inside_the_page():
    context = {
        "subject": "x",
        "text": "x",
        "html": "<img src='cid:code'>",
        "_qr": "token",
    }

    parsed = read(rendering.compose(SHEET, "plain", "en", context, now=MAY))

    assert [part.get_content_type() for part in parsed.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    picture = next(p for p in parsed.walk() if p.get_content_type() == "image/png")
    assert picture["Content-ID"] == "<code>"
    assert picture.get_content().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "address",
    [
        "x y@example.org",
        "a@b\r\nBcc:x",
        "<a@example.org>",
        "a@",
        "é@example.org",
        "a,b@x.org",
    ],
)
def test_what_is_no_address_is_not_sent_to(address):
    with pytest.raises(rendering.Unsendable):
        rendering.deliverable(address)


def test_a_domain_in_another_script_is_spoken_in_ascii():
    assert rendering.deliverable("linh@bücher.example") == "linh@xn--bcher-kva.example"


def test_a_long_header_is_folded_within_the_limit():
    line = mime.header("Subject", "Nguyễn " * 100)

    assert max(len(part) for part in line.split(b"\r\n")) <= 78
    assert lines(read(line + b"\r\n")["Subject"]) == ("Nguyễn " * 100).strip()
