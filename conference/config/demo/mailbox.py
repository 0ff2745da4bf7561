"""The demo's mailbox: what the mail sink stored, read as a mail program reads it."""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parsedate_to_datetime
from os import scandir
from pathlib import Path
from typing import Final

from django.conf import settings

NAME: Final = re.compile(r"\d{1,24}\.P\d{1,10}Q\d{1,10}\.sink")
TO: Final = re.compile(rb"^Delivered-To: <?([^>\r\n]*)", re.IGNORECASE | re.MULTILINE)
# The envelope stands on top of each file.
TOP: Final = 1000
INLINE: Final = re.compile(r"cid:([^\"'\s)>]{1,200})")
# Whom a stored letter is for; letters never change, so each file is opened once.
_addressees: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inbox."""

    name: str
    to: str
    sender: str
    subject: str
    at: datetime
    has_attachment: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a letter; `text` is filled where people can read it."""

    place: int
    filename: str
    content_type: str
    content: bytes
    text: str

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter, taken apart."""

    line: Line
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def names(address: str = "") -> list[str]:
    """Return the names of the letters to an address or a part of it, newest first.

    A name begins with the instant of its storing, so nothing is opened to put them in
    order; to search, each file is opened once in its life, and only at its top.
    """
    found = sorted(_names(), key=_stored_at, reverse=True)
    wanted = address.strip().lower()
    return [name for name in found if wanted in _addressee(name)] if wanted else found


def lines(chosen: Sequence[str]) -> list[Line]:
    """Return lines of the inbox, reading the headers of these letters only."""
    parser = BytesHeaderParser(policy=policy.default)
    found = []
    for name in chosen:
        path = _path(name)
        if path is not None:
            with path.open("rb") as file:
                message = parser.parse(file)
            found.append(_line(name, message))
    return found


def opened(name: str) -> Opened | None:
    """Take a letter apart; None when there is no such letter."""
    path = _path(name)
    if path is None:
        return None
    with path.open("rb") as file:
        message = BytesParser(policy=policy.default).parse(file)
    return Opened(
        line=_line(name, message),
        headers=tuple((header, _said(value)) for header, value in message.items()),
        text=_body(message, "plain"),
        html=_with_images(message, _body(message, "html")),
        attachments=tuple(_attachments(message)),
    )


def _folder() -> Path:
    return Path(settings.DEMO_DIR or ".demo") / "mail"


def _names() -> Iterator[str]:
    for part in ("new", "cur"):
        folder = _folder() / part
        if folder.is_dir():
            with scandir(folder) as entries:
                yield from (each.name for each in entries if NAME.fullmatch(each.name))


def _stored_at(name: str) -> tuple[int, str]:
    return int(name.partition(".")[0]), name


def _path(name: str) -> Path | None:
    """Return the file of a letter; what is no name of one leads nowhere."""
    if not NAME.fullmatch(name):
        return None
    paths = (_folder() / part / name for part in ("new", "cur"))
    return next((path for path in paths if path.is_file()), None)


def _addressee(name: str) -> str:
    known = _addressees.get(name)
    if known is None:
        path = _path(name)
        if path is None:
            return ""
        with path.open("rb") as file:
            found = TO.findall(file.read(TOP))
        known = b" ".join(found).decode(errors="replace").lower()
        _addressees[name] = known
    return known


def _line(name: str, message: EmailMessage) -> Line:
    return Line(
        name=name,
        to=_said(message.get("Delivered-To") or message.get("To")),
        sender=_said(message.get("From")),
        subject=_said(message.get("Subject")),
        at=_at(name, message),
        has_attachment=message.get_content_type() == "multipart/mixed",
    )


def _at(name: str, message: EmailMessage) -> datetime:
    """Return when the letter says it was written, or else when it was stored."""
    try:
        at = parsedate_to_datetime(_said(message.get("Date")))
    except (ValueError, TypeError):
        return datetime.fromtimestamp(_stored_at(name)[0] / 1e9, tz=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _said(header: object) -> str:
    return " ".join(str(header).split()) if header is not None else ""


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return _text(part) if part is not None else ""


def _text(part: MIMEPart) -> str:
    """Return the text of a part, whatever it says of its own encoding."""
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, KeyError, AttributeError):
        return _content(part).decode(errors="replace")


def _content(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for place, part in enumerate(_files(message)):
        is_text = part.get_content_maintype() == "text"
        yield Attachment(
            place=place,
            filename=part.get_filename() or f"attachment-{place + 1}",
            content_type=part.get_content_type(),
            content=_content(part),
            text=_text(part) if is_text else "",
        )


def _files(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield what is neither the text nor the HTML nor a picture inside it."""
    bodies = [message.get_body(preferencelist=(kind,)) for kind in ("plain", "html")]
    for part in message.walk():
        if part.is_multipart() or any(part is body for body in bodies):
            continue
        if not part.get("Content-ID"):
            yield part


def _with_images(message: EmailMessage, html: str) -> str:
    """Put pictures that came with the letter into its HTML."""
    pictures = {
        str(part["Content-ID"]).strip("<> "): part
        for part in message.walk()
        if part.get("Content-ID") and part.get_content_maintype() == "image"
    }

    def picture(match: re.Match[str]) -> str:
        part = pictures.get(match[1])
        if part is None:
            return match[0]
        encoded = b64encode(_content(part)).decode()
        return f"data:{part.get_content_type()};base64,{encoded}"

    return INLINE.sub(picture, html)
