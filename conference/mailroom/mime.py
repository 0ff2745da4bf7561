"""Messages as bytes, built by hand: the parts that repeat are encoded once.

Quoted-printable lets us encode a text in pieces. A soft line break before and after
each filled-in value keeps every line short, whatever the value holds.
"""

import binascii
import re
from base64 import b64encode
from collections.abc import Iterable
from typing import Final

CRLF: Final = b"\r\n"
SOFT_BREAK: Final = b"=\r\n"
# Bytes in an encoded word, so that name and word fit into 78 signs (RFC 2047, 2).
WORD_BYTES: Final = 39
# Signs that end a line or steer a machine: none of them belongs into a header.
STEERING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# A dot between a word and letters, as in www.example.org: mail programs make a link.
LINK_DOT: Final = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
# A line may have 998 signs (RFC 5322, 2.1.1); longer ones are encoded and folded.
LONGEST_PLAIN: Final = 900
PLAIN_HEADER: Final = re.compile(r"[\x20-\x7e]*\Z")


def one_line(text: str) -> str:
    """Return the text without line ends and steering signs, as headers need it."""
    return STEERING.sub(" ", text).strip()


def unlinked(text: str) -> str:
    """Return what a person wrote so that no mail program makes a link of it."""
    return LINK_DOT.sub(".\u2060", text).replace("://", ":\u2060//")


def header(name: str, value: str) -> bytes:
    """Return one header line; what is not plain ASCII becomes encoded words."""
    value = one_line(value)
    is_short = len(name) + len(value) < LONGEST_PLAIN
    if PLAIN_HEADER.match(value) and "=?" not in value and is_short:
        return f"{name}: {value}\r\n".encode("ascii")
    words = "\r\n ".join(_encoded_words(value))
    return f"{name}: {words}\r\n".encode("ascii")


def _encoded_words(text: str) -> Iterable[str]:
    piece = b""
    for sign in text:
        raw = sign.encode("utf-8", "replace")
        if len(piece) + len(raw) > WORD_BYTES:
            yield _word(piece)
            piece = b""
        piece += raw
    yield _word(piece)


def _word(piece: bytes) -> str:
    return f"=?utf-8?b?{b64encode(piece).decode('ascii')}?="


def quoted(text: str) -> bytes:
    """Return the text in quoted-printable with lines that end in CRLF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    encoded = binascii.b2a_qp(lines.encode("utf-8", "replace"), istext=True)
    return encoded.replace(b"\n", CRLF)


def quoted_value(text: str) -> bytes:
    """Return a value for the middle of a quoted text, soft breaks around it."""
    return SOFT_BREAK + quoted(text) + SOFT_BREAK if text else b""


def text_part(kind: str) -> bytes:
    """Return the head of a text part; `kind` is "plain" or "html"."""
    return (
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    ).encode("ascii")


def picture_part(png: bytes, content_id: str) -> bytes:
    """Return a whole part that shows a PNG inside the HTML."""
    head = (
        "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-ID: <{content_id}>\r\n"
        'Content-Disposition: inline; filename="code.png"\r\n\r\n'
    )
    return head.encode("ascii") + _base64_lines(png)


def calendar_part(calendar: str, number: int = 1) -> bytes:
    """Return a whole part with an iCalendar object; its method is the one inside.

    `number` tells the files of a letter apart.
    """
    found = re.search(r"^METHOD:([A-Z-]+)\s*$", calendar, re.MULTILINE)
    method = found.group(1) if found else "PUBLISH"
    lines = calendar.replace("\r\n", "\n").replace("\n", "\r\n")
    name = "event.ics" if number == 1 else f"event-{number}.ics"
    head = (
        f"Content-Type: text/calendar; charset=utf-8; method={method};"
        f' name="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
    )
    return head.encode("ascii") + _base64_lines(lines.encode("utf-8", "replace"))


def multipart(kind: str, boundary: str, parts: Iterable[bytes]) -> bytes:
    """Return a whole multipart with its own head, of finished parts."""
    line = b"--" + boundary.encode("ascii")
    inner = b"".join(line + CRLF + part + CRLF for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    return head.encode("ascii") + inner + line + b"--" + CRLF


def _base64_lines(raw: bytes) -> bytes:
    encoded = b64encode(raw)
    return CRLF.join(encoded[at : at + 76] for at in range(0, len(encoded), 76))
