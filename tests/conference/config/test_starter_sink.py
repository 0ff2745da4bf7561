"""The mail sink of the demo: what it said yes to is a file on disk."""

import email
import smtplib
import sys

import pytest

from conference.config.starter.broker import free_port
from conference.config.starter.children import Child
from conference.config.starter.processes import listens

LETTER = "Subject: =?utf-8?q?=C4=90=C3=A3_d=E1=BB=9Di?=\r\n\r\nSee you in Ha Noi.\r\n"


@pytest.fixture
def sink(tmp_path):
    port = free_port()
    module = "conference.config.starter.sink"
    command = [sys.executable, "-m", module, str(port), str(tmp_path / "mail")]
    child = Child("The mail sink", command, tmp_path / "sink.log")
    child.start()
    child.wait_until(lambda: listens(port), seconds=20)
    yield port
    child.stop()


def test_every_letter_that_got_a_yes_is_a_file(sink, tmp_path):
    with smtplib.SMTP("127.0.0.1", sink) as line:
        for number in range(3):
            line.sendmail("desk@example.org", [f"p{number}@example.org"], LETTER)

    kept = sorted(path.read_bytes() for path in (tmp_path / "mail" / "new").iterdir())
    assert [email.message_from_bytes(letter)["Delivered-To"] for letter in kept] == [
        "p0@example.org",
        "p1@example.org",
        "p2@example.org",
    ]
    assert kept[0].decode() == (
        f"Return-Path: <desk@example.org>\r\nDelivered-To: p0@example.org\r\n{LETTER}"
    )
    assert list((tmp_path / "mail" / "tmp").iterdir()) == []


def test_a_letter_that_could_not_be_stored_is_refused_for_now(sink, tmp_path):
    (tmp_path / "mail" / "tmp").rmdir()

    line = smtplib.SMTP("127.0.0.1", sink)
    with line, pytest.raises(smtplib.SMTPDataError) as refusal:
        line.sendmail("desk@example.org", ["p@example.org"], LETTER)

    assert refusal.value.smtp_code == 452
