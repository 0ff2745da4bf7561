"""A letter's words: from template, language and a small context to bytes.

A letter of a batch shares its words with thousands. They are rendered once with marks
where the values go, cut at the marks and encoded; each letter then costs its own values
only. Values are plain text, filled in once, and never looked at again.
"""

import html as html_text
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

import segno
from django.conf import settings
from django.core import signing
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from conference.mailroom import mime
from conference.mailroom.models.letter import message_id

UNSUBSCRIBE_SALT: Final = "conference.mailroom.unsubscribe"
PLACEHOLDER: Final = re.compile(r"\{([a-z_]{1,40})\}")
# Two signs of the private use area stand around the name of a value.
OPEN, CLOSE = "\ue000", "\ue001"
# In a sentence from right to left a value is isolated, or two of them change places.
ISOLATE, RELEASE = "\ue002", "\ue003"
SIGNS: Final = str.maketrans("", "", OPEN + CLOSE + ISOLATE + RELEASE)
MARK: Final = re.compile(f"{OPEN}([a-z_]+){CLOSE}")
EMPTY_LINES: Final = re.compile(r"\n[ \t]*(\n[ \t]*)+\n")
LINK_KEYS: Final = ("url", "address", "email")
CALENDAR_SIGNS: Final = re.compile(r'[\\;:,"]+')
CALENDAR_LINE: Final = 75
PICTURE: Final = "code"
ADDRESS: Final = re.compile(r"[\x21-\x7e]+@[A-Za-z0-9.\-\[\]:]+\Z")


class Unsendable(Exception):
    """An address that no mail server can take."""

    def __str__(self) -> str:
        return gettext("This is not an address that mail can be sent to.")


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader sees of a letter."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The words a batch shares in one language, before names are filled in."""

    template: str
    language: str
    subject: str
    parts: Mapping[str, str] = field(default_factory=dict)
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a message is made from, whoever wrote its words."""

    key: str
    to: str
    is_news: bool
    is_bulk: bool


def words_of(template: str, language: str, context: Mapping[str, Any]) -> Words:
    """Return the words of a single letter, from the folder of its template."""
    with translation.override(language):
        shown = {**_shown(context), **_surroundings(language)}
        return Words(
            subject=mime.one_line(_render(f"mail/{template}/subject.txt", shown)),
            text=_tidy(_render(f"mail/{template}/text.txt", shown)),
            html=_render_page(template, shown),
        )


def words_of_phrasing(phrasing: Phrasing, context: Mapping[str, Any]) -> Words:
    """Return the words of one letter of a batch, names filled in; for previews too."""
    filled = {key: _plain(key, value) for key, value in context.items()}
    marked = _marked(phrasing, _outline(filled))
    escaped = {key: html_text.escape(value) for key, value in filled.items()}
    return Words(
        subject=mime.one_line(_fill(marked.subject, filled)),
        text=_fill(marked.text, filled),
        html=_fill(marked.html, escaped),
    )


def compose(
    sheet: Sheet,
    template: str,
    language: str,
    context: Mapping[str, Any],
    *,
    now: datetime,
) -> bytes:
    """Return a single letter as the bytes of a message, without dot-stuffing."""
    words = words_of(template, language, context)
    page = mime.text_part("html") + mime.quoted(words.html) if words.html else b""
    body = _body(
        mime.text_part("plain") + mime.quoted(words.text),
        page,
        picture=str(context.get("_qr") or ""),
        calendars=_calendars(context),
    )
    return _head(sheet, mime.header("Subject", words.subject), language, now) + body


def compose_from(
    sheet: Sheet, phrasing: Phrasing, context: Mapping[str, Any], *, now: datetime
) -> bytes:
    """Return a letter of a batch as the bytes of a message; its words are cut once."""
    values = {
        key: _plain(key, value) for key, value in context.items() if key != "_calendar"
    }
    cut = _cut(phrasing.template, phrasing.language, _key(phrasing), _outline(values))
    plain = {key: mime.quoted_value(value) for key, value in values.items()}
    escaped = {
        key: mime.quoted_value(html_text.escape(value)) for key, value in values.items()
    }
    subject = cut.subject or mime.header("Subject", _fill(cut.subject_words, values))
    picture = values.get("_qr", "")
    calendars = _calendars(context)
    if not picture and not calendars and not cut.has_own_calendar:
        body = b"".join(
            (
                cut.before,
                _join(cut.text, plain),
                cut.between,
                _join(cut.html, escaped),
                cut.after,
            )
        )
    else:
        body = _body(
            mime.text_part("plain") + _join(cut.text, plain),
            mime.text_part("html") + _join(cut.html, escaped),
            picture=picture,
            calendars=[
                *filter(None, [_fill_calendar(cut.calendar, values)]),
                *calendars,
            ],
        )
    return _head(sheet, subject, phrasing.language, now) + body


def deliverable(address: str) -> str:
    """Return the address as the envelope needs it. Raised: Unsendable."""
    local, _, domain = address.rpartition("@")
    try:
        spoken = address if address.isascii() else f"{local}@{_domain_in_ascii(domain)}"
    except UnicodeError as error:
        raise Unsendable(address) from error
    if not ADDRESS.match(spoken) or set(spoken) & set('<>,;\\"'):
        raise Unsendable(address)
    return spoken


def sender_address() -> str:
    """Return the bare address letters come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def unsubscribe_url(address: str) -> str:
    """Return the signed link that ends news to this address, and does nothing else."""
    token = signing.dumps(address, salt=UNSUBSCRIBE_SALT)
    return settings.SITE_URL + reverse("mailroom:unsubscribe", args=[token])


# -- the words ---------------------------------------------------------------------


def _render(name: str, context: Mapping[str, Any], *, escape: bool = False) -> str:
    # Past Django's wrapper: it escapes always, and asks who is signed in.
    template: Any = get_template(name)
    rendered: str = template.template.render(Context(dict(context), autoescape=escape))
    return rendered


def _render_page(template: str, context: Mapping[str, Any]) -> str:
    try:
        return _render(f"mail/{template}/html.html", context, escape=True).strip()
    except TemplateDoesNotExist:
        return ""


def _tidy(text: str) -> str:
    return EMPTY_LINES.sub("\n\n", text).strip() + "\n"


def _surroundings(language: str) -> dict[str, str]:
    is_rtl = translation.get_language_bidi()
    return {
        "site_url": settings.SITE_URL,
        "language": language,
        "direction": "rtl" if is_rtl else "ltr",
        "qr_src": f"cid:{PICTURE}",
    }


def _shown(context: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in context.items() if not key.startswith("_")}


def _calendars(context: Mapping[str, Any]) -> list[str]:
    """Return the calendar objects that go along: none, one, or one for each session."""
    found = context.get("_calendar") or []
    return [found] if isinstance(found, str) else list(filter(None, found))


def _plain(key: str, value: object) -> str:
    """Return a value as words in a line: no line ends, and no link made of a name."""
    if value is None:
        return ""
    text = mime.one_line(str(value))
    if key.endswith(LINK_KEYS) or key.startswith("_") or "." not in text:
        return text
    return mime.unlinked(text)


def _outline(values: Mapping[str, str]) -> tuple[tuple[str, bool], ...]:
    return tuple(sorted((key, bool(value)) for key, value in values.items()))


def _fill(text: str, values: Mapping[str, str]) -> str:
    return MARK.sub(lambda mark: values.get(mark.group(1), ""), text)


# -- shared words, cut at their marks -------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Marked:
    subject: str
    text: str
    html: str
    calendar: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """Shared words in pieces: bytes, and between them the names of values.

    `before`, `between` and `after` frame the usual letter of two parts.
    """

    subject: bytes
    subject_words: str
    text: tuple[bytes | str, ...]
    html: tuple[bytes | str, ...]
    calendar: str
    has_own_calendar: bool
    before: bytes
    between: bytes
    after: bytes


PhrasingKey = tuple[str, tuple[tuple[str, str], ...], str]
Outline = tuple[tuple[str, bool], ...]


def _key(phrasing: Phrasing) -> PhrasingKey:
    return phrasing.subject, tuple(phrasing.parts.items()), phrasing.calendar


@lru_cache(maxsize=128)
def _cut(template: str, language: str, key: PhrasingKey, outline: Outline) -> _Cut:
    phrasing = Phrasing(template, language, key[0], dict(key[1]), key[2])
    marked = _marked(phrasing, outline)
    fixed = not MARK.search(marked.subject)
    start, middle, end = _frame("" if MARK.search(marked.calendar) else marked.calendar)
    return _Cut(
        subject=mime.header("Subject", marked.subject) if fixed else b"",
        subject_words=marked.subject,
        text=_pieces(marked.text),
        html=_pieces(marked.html),
        calendar=marked.calendar,
        has_own_calendar=bool(MARK.search(marked.calendar)),
        before=start,
        between=middle,
        after=end,
    )


def _frame(calendar: str) -> tuple[bytes, bytes, bytes]:
    """Return what stands around the two parts of the usual letter."""
    text, page = b"\x00text", b"\x00page"
    whole = _body(
        mime.text_part("plain") + text,
        mime.text_part("html") + page,
        calendars=[calendar] if calendar else [],
    )
    start, _, rest = whole.partition(text)
    middle, _, end = rest.partition(page)
    return start, middle, end


def _marked(phrasing: Phrasing, outline: Outline) -> _Marked:
    """Render shared words, with a mark wherever a value of the letter will stand."""
    marks = {name: f"{OPEN}{name}{CLOSE}" if filled else "" for name, filled in outline}
    subject = _mark(phrasing.subject, marks)
    with translation.override(phrasing.language):
        around = _surroundings(phrasing.language)
        within = _isolated(marks) if around["direction"] == "rtl" else marks
        parts = {name: _mark(part, within) for name, part in phrasing.parts.items()}
        context = {**marks, "parts": parts, "subject": subject, **around}
        return _Marked(
            subject=subject,
            text=_with_isolates(
                _tidy(_render(f"mail/{phrasing.template}/text.txt", context)),
                "\u2068",
                "\u2069",
            ),
            html=_with_isolates(
                _render_page(phrasing.template, context), "<bdi>", "</bdi>"
            ),
            calendar=_mark(phrasing.calendar, marks),
        )


def _isolated(marks: Mapping[str, str]) -> dict[str, str]:
    return {name: mark and ISOLATE + mark + RELEASE for name, mark in marks.items()}


def _with_isolates(text: str, before: str, after: str) -> str:
    return text.replace(ISOLATE, before).replace(RELEASE, after)


def _mark(text: str, marks: Mapping[str, str]) -> str:
    clean = str(text).translate(SIGNS)
    return PLACEHOLDER.sub(
        lambda found: marks.get(found.group(1), found.group(0)), clean
    )


def _pieces(text: str) -> tuple[bytes | str, ...]:
    """Cut at the marks: encoded bytes and names, one after the other."""
    pieces: list[bytes | str] = []
    for at, piece in enumerate(MARK.split(text)):
        if at % 2:
            pieces.append(piece)
        elif piece:
            pieces.append(mime.quoted(piece))
    return tuple(pieces)


def _join(pieces: tuple[bytes | str, ...], values: Mapping[str, bytes]) -> bytes:
    return b"".join(
        [
            piece if isinstance(piece, bytes) else values.get(piece, b"")
            for piece in pieces
        ]
    )


def _fill_calendar(calendar: str, values: Mapping[str, str]) -> str:
    if not MARK.search(calendar):
        return calendar
    # A value may stand in a text or in a parameter, where other signs steer; so none.
    harmless = {
        key: value if key.endswith(LINK_KEYS) else CALENDAR_SIGNS.sub(" ", value)
        for key, value in values.items()
    }
    lines = _fill(calendar, harmless).replace("\r\n ", "").splitlines()
    return "\r\n".join(_folded(line) for line in lines) + "\r\n"


def _folded(line: str) -> str:
    """Break a line after at most 75 bytes (RFC 5545, 3.1), never inside a sign."""
    pieces, size = [""], 0
    for sign in line:
        width = len(sign.encode("utf-8", "replace"))
        if size + width >= CALENDAR_LINE:
            pieces.append("")
            size = 1
        pieces[-1] += sign
        size += width
    return "\r\n ".join(pieces)


# -- the message -------------------------------------------------------------------


def _head(sheet: Sheet, subject: bytes, language: str, now: datetime) -> bytes:
    to = deliverable(sheet.to)
    lines = [
        _constant_head(language, settings.DEFAULT_FROM_EMAIL, settings.REPLY_TO_EMAIL),
        f"To: {to}\r\nDate: {_date(now.replace(microsecond=0))}\r\n".encode("ascii"),
        f"Message-ID: {message_id(sheet.key)}\r\n".encode("ascii"),
        subject,
    ]
    if sheet.is_bulk:
        lines.append(b"Precedence: bulk\r\n")
    if sheet.is_news:
        # One click by RFC 8058: the mail program posts, nobody needs to sign in.
        lines.append(
            f"List-Unsubscribe: <{unsubscribe_url(sheet.to)}>\r\n"
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode("ascii")
        )
    return b"".join(lines)


@lru_cache(maxsize=32)
def _constant_head(language: str, sender: str, reply_to: str) -> bytes:
    name, address = parseaddr(sender)
    shown = mime.header("From", name)[6:].rstrip(b"\r\n") if name else b""
    if (
        name
        and PLAIN_NAME.match(name) is None
        and shown.isascii()
        and b"=?" not in shown
    ):
        shown = b'"' + shown.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
    lines = [
        b"From: " + shown + f" <{address}>\r\n".encode("ascii"),
        mime.header("Reply-To", reply_to) if reply_to else b"",
        mime.header("Content-Language", language),
        b"MIME-Version: 1.0\r\n",
        b"Auto-Submitted: auto-generated\r\n",
        b"X-Auto-Response-Suppress: All\r\n",
    ]
    return b"".join(lines)


PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]+\Z")


@lru_cache(maxsize=4)
def _date(second: datetime) -> str:
    return format_datetime(second.astimezone(UTC))


def _domain_in_ascii(domain: str) -> str:
    return domain.encode("idna").decode("ascii")


def _body(
    text: bytes, page: bytes, *, picture: str = "", calendars: Sequence[str] = ()
) -> bytes:
    """Return the body with its own head: text, page, and what hangs on them."""
    whole = text
    if page:
        if picture:
            shown = [page, mime.picture_part(_qr_code(picture), PICTURE)]
            page = mime.multipart("related", "=_page=", shown)
        whole = mime.multipart("alternative", "=_words=", [text, page])
    if calendars:
        hanging = [
            mime.calendar_part(calendar, number)
            for number, calendar in enumerate(calendars, start=1)
        ]
        whole = mime.multipart("mixed", "=_whole=", [whole, *hanging])
    return whole


@lru_cache(maxsize=8)
def _qr_code(content: str) -> bytes:
    picture = BytesIO()
    segno.make(content, error="m", micro=False).save(
        picture, kind="png", scale=6, border=4
    )
    return picture.getvalue()
