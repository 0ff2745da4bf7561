import os
import subprocess
import sys
from email.message import EmailMessage

import pytest
from django.urls import NoReverseMatch, reverse

from conference.config.demo import mailbox

pytestmark = pytest.mark.django_db
DATE = "Thu, 07 May 2020 01:30:00 +0000"
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"


def message(subject="Postponed: September 2021", text="Your registration stays valid."):
    made = EmailMessage()
    made["Subject"] = subject
    made["From"] = "ITU Digital World <notices@digital-world.example.org>"
    made["To"] = "linh@example.org"
    made["Date"] = DATE
    made.set_content(text)
    return made


def rich():
    made = message()
    html = '<html><head><title>x</title></head><body><img src="cid:qr"></body></html>'
    made.add_alternative(html, subtype="html")
    made.get_payload()[1].add_related(b"\x89PNG", "image", "png", cid="<qr>")
    made.add_attachment(
        CALENDAR.encode(), maintype="text", subtype="calendar", filename="sự kiện.ics"
    )
    return made


def test_the_inbox_lists_letters_newest_first(client, keep):
    keep(message("First"))
    keep(message("Tiếng Việt: đã dời"), to="layla@example.org")

    page = client.get("/demo/mailbox/")

    assert [(line.subject, line.to) for line in page.context["lines"]] == [
        ("Tiếng Việt: đã dời", "layla@example.org"),
        ("First", "linh@example.org"),
    ]
    assert page["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )


def test_the_inbox_is_searched_by_address(client, keep):
    keep(message("For Linh"))
    keep(message("For Layla"), to="Layla@example.org")

    page = client.get("/demo/mailbox/", {"q": " layla@ "})

    assert [line.subject for line in page.context["lines"]] == ["For Layla"]


def test_an_empty_inbox_says_what_will_fill_it(client, demo):
    page = client.get("/demo/mailbox/")

    assert "No letters yet." in page.content.decode()


def test_a_page_opens_only_its_own_letters(client, keep, monkeypatch):
    for number in range(60):
        keep(message(f"Letter {number}"))

    page = client.get("/demo/mailbox/", {"page": "2"})

    assert [line.subject for line in page.context["lines"]] == [
        f"Letter {number}" for number in range(9, -1, -1)
    ]


def test_a_letter_shows_text_headers_and_attachments(client, keep):
    name = keep(rich())

    page = client.get(f"/demo/mailbox/{name}/")

    letter = page.context["letter"]
    assert letter.text == "Your registration stays valid.\n"
    assert ("To", "linh@example.org") in letter.headers
    assert [(file.filename, file.content_type) for file in letter.attachments] == [
        ("sự kiện.ics", "text/calendar")
    ]
    assert letter.line.at.isoformat() == "2020-05-07T01:30:00+00:00"
    assert "METHOD:CANCEL" in page.content.decode()


def test_the_html_stands_in_a_frame_without_script(client, keep):
    name = keep(rich())

    page = client.get(f"/demo/mailbox/{name}/")
    html = client.get(f"/demo/mailbox/{name}/html/")

    assert (
        'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page.content.decode()
    )
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    policy = html["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert html.content.decode() == (
        '<html><head><base target="_blank"><title>x</title></head>'
        '<body><img src="data:image/png;base64,iVBORw=="></body></html>\n'
    )


def test_an_attachment_is_downloaded_and_never_shown(client, keep):
    name = keep(rich())

    file = client.get(f"/demo/mailbox/{name}/attachment/0/")

    assert file.content == CALENDAR.encode()
    assert file["Content-Disposition"].startswith("attachment; filename")
    assert "sandbox" in file["Content-Security-Policy"]
    assert client.get(f"/demo/mailbox/{name}/attachment/1/").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "x",
        "..",
        "1.P1Q1.sink",
        "..%2f..%2fsecret.txt",
        "%0a1.P1Q1.sink",
    ],
)
def test_what_is_no_letter_is_not_found(client, demo, name):
    (demo / "secret.txt").write_text("x")

    for rest in ("", "html/", "attachment/0/"):
        assert client.get(f"/demo/mailbox/{name}/{rest}").status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Subject: =?utf-9?q?=FF?=\r\nDate: never\r\n\r\n\xff\xfe",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nn\xc3\xa0y",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x",
        b"From: a\r\n <script>alert(1)</script>\r\n\r\n<script>alert(1)</script>",
    ],
)
def test_a_broken_letter_is_shown_as_far_as_it_goes(client, keep, content):
    name = keep(content)

    inbox = client.get("/demo/mailbox/")
    page = client.get(f"/demo/mailbox/{name}/")

    assert (inbox.status_code, page.status_code) == (200, 200)
    assert "<script>" not in page.content.decode()


def test_outside_the_demo_there_is_no_mailbox_and_no_clock(client):
    assert client.get("/demo/mailbox/").status_code == 404
    assert client.get("/demo/clock/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:mailbox")


@pytest.mark.parametrize(
    ("mode", "pages"), [("production", "[]"), ("demo", "['demo/']")]
)
def test_only_the_demo_has_the_pages_of_the_demo(mode, pages):
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup()\n"
            "from conference.config.urls import urlpatterns\n"
            "print([str(u.pattern) for u in urlpatterns if 'demo' in str(u.pattern)])",
        ],
        capture_output=True,
        check=False,
        env={
            **os.environ,
            "DW_MODE": mode,
            "DJANGO_SETTINGS_MODULE": "conference.config.settings",
            "SITE_URL": "https://digital-world.example.org",
            "DEFAULT_FROM_EMAIL": "notices@digital-world.example.org",
            **dict.fromkeys(("METRICS_TOKEN", "SECRET_KEY"), "x" * 50),
            **dict.fromkeys(("BROKER_URL", "CACHE_URL"), "redis://127.0.0.1:1/0"),
            "DATABASE_URL": "postgresql://app@127.0.0.1:1/app",
            "EMAIL_URL": "smtp://127.0.0.1:1",
        },
        text=True,
    )

    assert (told.stdout.strip(), told.stderr[-400:]) == (pages, "")


def test_a_search_opens_each_letter_once(keep, demo):
    name = keep(message())
    assert mailbox.names("linh") == [name]

    (demo / "mail" / "new" / name).write_bytes(b"")

    assert mailbox.names("linh") == [name]
