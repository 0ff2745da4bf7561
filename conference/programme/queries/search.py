"""The search: what people type, found in every language, without its accents."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from i18nfield.strings import LazyI18nString

from conference.programme.queries.snapshot import (
    PublicSession,
    PublicSpeaker,
    Snapshot,
)

# Letters that no decomposition takes apart, as they are typed without their keys.
PLAIN: Final = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ـ": "",
        "ى": "ي",
        "ة": "ه",
        "ٱ": "ا",
        "’": "'",
    }
)
WORDS: Final = re.compile(r"[^\W_]+")
# Nobody types more; who does is not kept waiting for it.
MOST_SIGNS: Final = 100
MOST_WORDS: Final = 8
MOST_PEOPLE: Final = 5
# "hon" is meant for Hong, not for Phong.
SHORT: Final = 5
# What a word is worth in a code or title, in a name, and elsewhere.
IN_TITLE: Final = 9
IN_NAME: Final = 6
ELSEWHERE: Final = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One session as the search reads it, each text folded with a space before it."""

    session: PublicSession
    title: str
    names: str
    rest: str


def fold(text: str) -> str:
    """Return the words of a text without accents, case and signs: "Đặng" is "dang"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(WORDS.findall(bare.translate(PLAIN)))


def find(snapshot: Snapshot, text: str) -> dict[int, int] | None:
    """Return how well sessions fit what was typed, by key; None when nothing was."""
    words = _words(text)
    if not words:
        return None
    found = {}
    for entry in _index(snapshot):
        worth = _worth(entry, words)
        if worth:
            found[entry.session.pk] = worth
    return found


def people(snapshot: Snapshot, text: str) -> list[PublicSpeaker]:
    """Return the few people on stage whose name is being typed."""
    words = _words(text)
    if not words:
        return []
    found = [
        speaker
        for name, speaker in _names(snapshot)
        if all(f" {word}" in name for word in words)
    ]
    return found[:MOST_PEOPLE]


def _words(text: str) -> list[str]:
    return fold(text[:MOST_SIGNS]).split()[:MOST_WORDS]


def _worth(entry: Entry, words: list[str]) -> int:
    """Return 0 unless each word is somewhere; beginnings of words are worth more."""
    total = 0
    for word in words:
        needle = _needle(word)
        if needle in entry.title:
            worth, place = IN_TITLE, entry.title
        elif needle in entry.names:
            worth, place = IN_NAME, entry.names
        elif needle in entry.rest:
            worth, place = ELSEWHERE, entry.rest
        else:
            return 0
        total += worth * (2 if f" {word}" in place else 1)
    return total


def _needle(word: str) -> str:
    """Return what to look for: few Latin letters only where a word begins."""
    return f" {word}" if word.isascii() and len(word) < SHORT else word


@lru_cache(maxsize=2)
def _index(snapshot: Snapshot) -> tuple[Entry, ...]:
    return tuple(_entry(session) for session in snapshot.sessions)


@lru_cache(maxsize=2)
def _names(snapshot: Snapshot) -> tuple[tuple[str, PublicSpeaker], ...]:
    return tuple((_folded(speaker.name), speaker) for speaker in snapshot.speakers)


def _entry(session: PublicSession) -> Entry:
    speakers = [role.speaker for role in session.people]
    places = [place.name for place in (session.strand, session.room) if place]
    offices = [text for s in speakers for text in (s.position, s.organisation)]
    return Entry(
        session,
        title=_folded(session.code, session.title),
        names=_folded(*(speaker.name for speaker in speakers)),
        rest=_folded(session.abstract, session.label, *places, *offices),
    )


def _folded(*texts: LazyI18nString | str | None) -> str:
    """Return texts in all their languages as one, with a space before each word."""
    told = [said for text in texts if text for said in _languages(text)]
    return " " + fold(" ".join(told))


def _languages(text: LazyI18nString | str) -> list[str]:
    data = getattr(text, "data", text)
    if isinstance(data, dict):
        return [str(said) for said in data.values() if said]
    return [str(data)] if data else []
