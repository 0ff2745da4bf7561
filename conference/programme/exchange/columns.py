"""The columns of our tables: what each holds, how it is read and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.programme.exchange import cells
from conference.programme.exchange.cells import Wrong
from conference.programme.models import (
    Room,
    Session,
    SessionRole,
    Speaker,
    Strand,
    Upload,
)

Kind = Upload.Kind
Cast = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, the fact it holds, and words about it.

    A translated one stands once for each language, as title_en, title_vi; `words` are
    all that can stand there.
    """

    name: str
    fact: str
    about: Promise
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    is_translated: bool = False
    is_needed: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What cells of sessions refer to: codes and keys, both ways."""

    rooms: Mapping[str, int]
    strands: Mapping[str, int]
    speakers: Mapping[str, int]

    @classmethod
    def of(cls, edition_id: int) -> "Known":
        """Read the codes that there are: three statements."""
        rooms, strands, speakers = (
            dict(model.objects.filter(edition_id=edition_id).values_list("code", "pk"))
            for model in (Room, Strand, Speaker)
        )
        return cls(rooms, strands, speakers)


def columns(kind: str, known: Known) -> tuple[Column, ...]:
    """Return the columns of a table, in the order of our files."""
    if kind == Kind.SESSIONS:
        return _of_sessions(known)
    return OF_PEOPLE if kind == Kind.PEOPLE else OF_ROOMS


def described(kind: str) -> tuple[Column, ...]:
    """Return the columns for their description alone."""
    return columns(kind, Known({}, {}, {}))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _listed(codes: list[str]) -> str:
    return ", ".join(codes)


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _code_of(keys: Mapping[str, int]) -> Callable[[Any], str]:
    codes = {key: code for code, key in keys.items()}
    return lambda key: codes.get(key, "")


def _read_cast(keys: Mapping[str, int], text: str) -> Cast:
    """Read roles and people, as "moderator: amara-okafor; panellist: …"."""
    read_role = cells.one_of(SessionRole.Role.choices)
    read_person = cells.known_by(keys, NO_PERSON)
    cast = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        role, colon, code = part.partition(":")
        if not colon:
            raise Wrong(
                _("Write a role, a colon and the code of a person, such as %s.")
                % "moderator: amara-okafor"
            )
        person = cells.needed(read_person)(code)
        one = (read_role(role), person)
        if one in cast:
            raise Wrong(_("Somebody is here twice in the same role."))
        cast.append(one)
    return tuple(cast)


def _write_cast(keys: Mapping[str, int], cast: Cast) -> str:
    code_of = _code_of(keys)
    return "; ".join(f"{role}: {code_of(person)}" for role, person in cast)


NO_ROOM: Final = _("There is no room “{code}”. Import the rooms first.")
NO_STRAND: Final = _("There is no strand “{code}”. Add it in the panel first.")
NO_PERSON: Final = _("There is no person “{code}”. Import the people first.")


def _of_sessions(known: Known) -> tuple[Column, ...]:
    types, formats, states = (
        cells.one_of(choices.choices)
        for choices in (Session.Type, Session.Format, Session.State)
    )
    return (
        Column(
            "code",
            "code",
            _("C- and eight digits. Says which session is meant; new ones are added."),
            cells.needed(cells.session_code),
            is_needed=True,
        ),
        Column(
            "title",
            "title",
            _("One line in each language."),
            cells.line_of(300),
            is_translated=True,
            is_needed=True,
        ),
        Column(
            "abstract",
            "abstract",
            _("Several lines in each language."),
            cells.lines_of(10_000),
            is_translated=True,
        ),
        Column(
            "label",
            "label",
            _("A short remark for readers, such as “Sample”."),
            cells.line_of(200),
            is_translated=True,
        ),
        Column(
            "type",
            "session_type",
            _("What kind of session it is."),
            cells.needed(types),
            is_needed=True,
            words=tuple(Session.Type.values),
        ),
        Column(
            "strand",
            "strand_id",
            _("The code of a strand."),
            cells.known_by(known.strands, NO_STRAND),
            _code_of(known.strands),
        ),
        Column(
            "room",
            "room_id",
            _("The code of a room."),
            cells.known_by(known.rooms, NO_ROOM),
            _code_of(known.rooms),
        ),
        Column(
            "starts",
            "starts_at",
            _("2020-09-07 09:00 on the clocks of Ha Noi, or with an offset, +00:00."),
            cells.moment,
            cells.moment_text,
        ),
        Column("ends", "ends_at", _("As the start."), cells.moment, cells.moment_text),
        Column(
            "language",
            "language",
            _("Spoken on the floor, by its code: en, vi, ar."),
            cells.needed(cells.one_of((code, code) for code in cells.LANGUAGES)),
        ),
        Column(
            "interpretation",
            "interpretation",
            _("Codes of languages with commas between them."),
            cells.languages,
            _listed,
        ),
        Column("captions", "has_captions", _("yes or no."), cells.yes_or_no, _yes),
        Column(
            "format",
            "session_format",
            _("How people join."),
            formats,
            words=tuple(Session.Format.values),
        ),
        Column("link", "join_url", _("The address to join online."), cells.web_address),
        Column(
            "seats",
            "seats",
            _("A number; empty for no limit."),
            cells.number_to(cells.LARGEST),
            _text,
        ),
        Column(
            "open_to",
            "open_to",
            _("Codes of categories with commas between them; empty for all."),
            cells.slugs,
            _listed,
        ),
        Column(
            "state",
            "state",
            _("What is planned of it."),
            states,
            words=tuple(Session.State.values),
        ),
        Column(
            "people",
            "people",
            _("Role and person, in order: moderator: amara-okafor; panellist: …"),
            partial(_read_cast, known.speakers),
            partial(_write_cast, known.speakers),
            words=tuple(SessionRole.Role.values),
        ),
    )


OF_PEOPLE: Final = (
    Column(
        "code",
        "code",
        _("Letters, digits, hyphens. Says who is meant; new people are added."),
        cells.needed(cells.slug_to(80)),
        is_needed=True,
    ),
    Column(
        "name",
        "name",
        _("As it is shown to readers."),
        cells.needed(cells.line_of(200)),
        is_needed=True,
    ),
    Column(
        "position",
        "position",
        _("One line in each language."),
        cells.line_of(300),
        is_translated=True,
    ),
    Column(
        "organisation",
        "organisation",
        _("One line in each language."),
        cells.line_of(300),
        is_translated=True,
    ),
    Column("country", "country", _("Two letters, such as VN."), cells.country),
    Column(
        "biography",
        "biography",
        _("Several lines in each language."),
        cells.lines_of(10_000),
        is_translated=True,
    ),
    Column("email", "address", _("For our letters; not public."), cells.mail_address),
    Column(
        "language",
        "language",
        _("Of our letters, by its code."),
        cells.needed(cells.one_of((code, code) for code in cells.LANGUAGES)),
    ),
)
OF_ROOMS: Final = (
    Column(
        "code",
        "code",
        _("Letters, digits, hyphens. Says which room is meant; new ones are added."),
        cells.needed(cells.slug_to(40)),
        is_needed=True,
    ),
    Column(
        "name",
        "name",
        _("One line in each language."),
        cells.line_of(120),
        is_translated=True,
        is_needed=True,
    ),
    Column(
        "place",
        "place",
        _("Where it is, one line in each language."),
        cells.line_of(200),
        is_translated=True,
    ),
    Column(
        "seats",
        "seats",
        _("Chairs; empty for none."),
        cells.number_to(cells.LARGEST),
        _text,
    ),
    Column(
        "online_places",
        "online_places",
        _("Places in the meeting; empty for no limit."),
        cells.number_to(cells.LARGEST),
        _text,
    ),
    Column(
        "booths",
        "interpretation_booths",
        _("Interpretation booths."),
        cells.needed(cells.number_to(cells.SMALL)),
        _text,
    ),
    Column(
        "order",
        "order",
        _("Place in lists, smallest first."),
        cells.needed(cells.number_to(cells.SMALL)),
        _text,
    ),
)
