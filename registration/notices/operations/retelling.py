"""Retelling: what changed of a session, in the words and the calendar of one person."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, TypedDict
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.clock import EVENT_ZONE
from conference.editions.queries import change_lines
from conference.mailroom import mime
from conference.programme.calendars import addressed_to, session_calendar
from conference.programme.models import Session, SessionChange, SessionVersion
from conference.programme.queries.words import moment_text, slot_text
from registration.notices.queries.schedule import (
    HELD,
    OFF,
    STAGE,
    STAR,
    TAKEN,
    WAITING,
    News,
    Reader,
)
from registration.notices.queries.staging import stage_token, when_and_where

Kind = SessionChange.Kind
State = SessionVersion.State
# An offer that waits for its answer is no entry yet.
IN_CALENDARS: Final = frozenset({STAGE, TAKEN, OFF})
# What is the same for everyone who reads of a session in the same words.
Alike = tuple[
    tuple[int, int, int | None, bool],
    tuple[str, str, str, int, datetime | None],
    int | None,
]


class Item(TypedDict):
    """One session in a letter, every word written, and kept as it was told.

    `title` says what happened first; `now_utc` and `now_own` are the new time again, on
    other clocks; `clash` is the title of what it overlaps with, or empty.
    """

    code: str
    title: str
    kind: str
    was: str
    now: str
    now_utc: str
    now_own: str
    yours: str
    you_can: str
    label: str
    relation: str
    clash: str
    url: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What everyone reads alike who speaks a language and lives in a zone."""

    title: str
    was: str
    now: str
    now_utc: str
    now_own: str


@dataclass
class Retelling:
    """The words of one round of telling; each is written once and used for all."""

    now: datetime
    slips: dict[tuple[int, int, str, str, bool], Slip] = field(default_factory=dict)
    entries: dict[Alike, tuple[Item, str]] = field(default_factory=dict)
    addresses: dict[tuple[str, ...], str] = field(default_factory=dict)

    def letter(self, reader: Reader, news: list[News]) -> dict[str, object]:
        """Return what one person's letter is filled with, calendars included."""
        with translation.override(reader.language):
            entries = [self._entry(one) for one in news]
            items = [item for item, _calendar in entries]
            context: dict[str, object] = {
                "name": mime.unlinked(reader.name),
                "subject": _subject(items),
                "items": items,
                "has_stars": any(item["relation"] == STAR for item in items),
            }
        calendars = [
            addressed_to(reader.address, text) for _item, text in entries if text
        ]
        context["has_calendar"] = bool(calendars)
        return context | ({"_calendar": calendars} if calendars else {})

    def _entry(self, news: News) -> tuple[Item, str]:
        """Return one session with its calendar, which is addressed to nobody yet."""
        part = news.part
        key = (
            (news.before.pk, news.after.pk, part.role_id, part.is_asked),
            (
                part.reader.language,
                part.reader.zone,
                part.relation,
                part.step,
                part.held_until,
            ),
            news.clash.session_id if news.clash else None,
        )
        entry = self.entries.get(key)
        if entry is None:
            item = self.item(news)
            entry = self.entries[key] = (item, self.calendar(news, item))
        return entry

    def item(self, news: News) -> Item:
        """Return one session in the words of its reader, in the active language."""
        slip = self._slip(news)
        clash = str(news.clash.title) if news.clash else ""
        you_can, label, url = self._you_can(news)
        return Item(
            code=news.after.session.code,
            title=slip.title,
            kind=news.kind,
            was=slip.was,
            now=slip.now,
            now_utc=slip.now_utc,
            now_own=slip.now_own,
            yours=_yours(news),
            you_can=you_can,
            label=label,
            relation=news.part.relation,
            clash=clash,
            url=url,
        )

    def calendar(self, news: News, item: Item) -> str:
        """Return the entry of whoever has the session in their calendar, or "".

        It is addressed to nobody yet.
        """
        if news.part.relation not in IN_CALENDARS:
            return ""
        return session_calendar(
            news.after,
            method="REQUEST" if news.takes_place and not _is_off(news) else "CANCEL",
            step=news.part.step,
            before=news.before,
            lines=change_lines(
                item["title"],
                was=item["was"],
                now=item["now"],
                for_you=item["yours"],
                you_can=self._session_url(news),
            ),
            now=self.now,
        )

    def _slip(self, news: News) -> Slip:
        reader = news.part.reader
        key = (
            news.before.pk,
            news.after.pk,
            reader.language,
            reader.zone,
            _is_off(news),
        )
        slip = self.slips.get(key)
        if slip is None:
            slip = self.slips[key] = _slip(news, reader.zone)
        return slip

    def _you_can(self, news: News) -> tuple[str, str, str]:
        """Return what the person can do, what the button says, and where it leads."""
        page = self._session_url(news)
        on_stage = news.part.relation == STAGE and news.takes_place
        if on_stage or _is_off(news):
            return _as_asked(news, page)
        if not news.takes_place:
            waits = news.after.state == State.TO_BE_CONFIRMED
            if waits:
                label = _("Open the session")
                return _("We write to you when the time is known."), label, page
            programme = self._address("programme:days")
            label = _("Open the programme")
            return _("You need to do nothing. Find another session."), label, programme
        words, label = _choices(news)
        return words, label, page if news.part.relation == STAR else self._seat(news)

    def _session_url(self, news: News) -> str:
        return self._address("programme:session", news.after.session.code)

    def _seat(self, news: News) -> str:
        return self._address("attendance:seat", news.after.session.code)

    def _address(self, name: str, *arguments: str) -> str:
        """Return a whole address; finding one takes longer than the words around it."""
        key = (name, *arguments)
        if key not in self.addresses:
            path = reverse(name, args=arguments)
            self.addresses[key] = settings.SITE_URL + path
        return self.addresses[key]


def stage_url(role_id: int, version_id: int) -> str:
    """Return the link by which a person on stage answers for one time."""
    path = reverse("notices:stage", args=[stage_token(role_id, version_id)])
    return settings.SITE_URL + path


def title_of(kind: str, version: SessionVersion) -> str:
    """Return a session's title with what happened ahead of it."""
    return _pattern(kind, version) % {"title": version.title}


def _pattern(kind: str, version: SessionVersion) -> str:
    if kind == Kind.NEW_FORMAT:
        return {
            Session.Format.ON_SITE: _("Now on site: %(title)s"),
            Session.Format.ONLINE: _("Now online: %(title)s"),
            Session.Format.BOTH: _("Now on site and online: %(title)s"),
        }[Session.Format(version.session_format)]
    return {
        Kind.CANCELLED: _("Cancelled: %(title)s"),
        Kind.REVIVED: _("Takes place after all: %(title)s"),
        Kind.TO_BE_CONFIRMED: _("Time to be confirmed: %(title)s"),
    }.get(Kind(kind), _("Moved: %(title)s"))


def _is_off(news: News) -> bool:
    return news.part.relation == OFF


def _slip(news: News, zone: str) -> Slip:
    after = news.after
    if _is_off(news):
        title = _("You are no longer on stage in “%(title)s”")
        return Slip(
            title=title % {"title": after.title},
            was=when_and_where(news.before),
            now=_("No longer on stage"),
            now_utc="",
            now_own="",
        )
    is_timed = news.takes_place and after.starts_at is not None
    return Slip(
        title=title_of(news.kind, after),
        was=when_and_where(news.before),
        now=when_and_where(after),
        now_utc=slot_text(after, zone=UTC) if is_timed else "",
        now_own=own_time(after, zone) if is_timed else "",
    )


def own_time(version: SessionVersion, zone: str) -> str:
    """Return the slot on the reader's clock when it shows another time, or ""."""
    own = ZoneInfo(zone)
    at = version.starts_at
    if at is None or own.utcoffset(at) == EVENT_ZONE.utcoffset(at):
        return ""
    return slot_text(version, zone=own)


def _subject(items: list[Item]) -> str:
    if len(items) == 1:
        return items[0]["title"]
    words = ngettext(
        "%(count)s of your sessions changed",
        "%(count)s of your sessions changed",
        len(items),
    )
    return words % {"count": len(items)}


def _yours(news: News) -> str:
    """Return what the change means for the person."""
    if _is_off(news):
        return ""
    words = [_kept(news.part.relation, news)]
    if news.clash is not None:
        clash = _("It overlaps with “%(title)s”, which is yours as well.")
        words.append(clash % {"title": news.clash.title})
    return " ".join(words)


def _kept(relation: str, news: News) -> str:
    if news.after.state == State.CANCELLED:
        return {
            STAGE: _("You were to be on stage. This part of yours falls away."),
            TAKEN: _("Your seat has ended with the session."),
            HELD: _("The seat we held for you has ended with the session."),
            WAITING: _("The line for it has ended with the session."),
            STAR: _("You starred it."),
        }[relation]
    if relation == STAGE and news.part.is_asked and news.takes_place:
        return _("You are on stage. Until you say yes, we show you as to be confirmed.")
    until = news.part.held_until
    if relation == HELD and news.takes_place and until is not None:
        words = _("Your seat is held for your answer until %(until)s.")
        return words % {"until": moment_text(until)}
    return {
        STAGE: _("You are on stage."),
        TAKEN: _("Your seat is kept."),
        HELD: _("Your seat is still held for your answer."),
        WAITING: _("Your place in the line is kept."),
        STAR: _("You starred it."),
    }[relation]


def _as_asked(news: News, page: str) -> tuple[str, str, str]:
    """Return what whoever is on stage, or was, can do."""
    if not news.part.is_asked or news.part.role_id is None:
        words = _("If it does not suit you, answer this mail.")
        return words, _("Open the session"), page
    url = stage_url(news.part.role_id, news.after.pk)
    words = _("Tell us whether the new time suits you. It takes one click.")
    return words, _("Answer"), url


def _choices(news: News) -> tuple[str, str]:
    """Return what whoever is in the audience can do, and the word on the button."""
    if news.part.relation == TAKEN and news.clash is not None:
        return _("Keep the one that you want, and give the other back."), _("Choose")
    return {
        STAR: (_("Take a seat, or remove the star."), _("Open the session")),
        HELD: (_("Take the seat or let it go."), _("Answer")),
        WAITING: (
            _("You need to do nothing. You can leave the line."),
            _("Open the line"),
        ),
        TAKEN: (
            _("If it does not suit you, give the seat back."),
            _("Open my seat"),
        ),
    }[news.part.relation]
