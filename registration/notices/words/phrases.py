"""What each language must be able to say in a default notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a decision changes most; it gives the subject its first word."""

    POSTPONED = "postponed"
    UNDATED = "undated"
    DATED = "dated"
    MOVED = "moved"
    ONLINE = "online"
    FORMAT = "format"
    PLACE = "place"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Headline:
    """The first word of the subject, and the headline after it."""

    prefix: str
    words: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language.

    `$words` are put in when a text is made from the facts; {name} and its like stay
    for the letter. Dates arrive as whole phrases, so no sentence bends them.
    """

    comma: str
    gap: str
    colon: str
    greetings: Mapping[str, str]
    greeting_without_name: str
    deadline: str
    formats: Mapping[str, str]
    headlines: Mapping[Kind, Headline]
    leads: Mapping[Kind, str]
    no_new_form: str
    day_open: str
    date_open: str
    name_becomes: str
    for_you: str
    for_you_open: str
    you_can: str
    you_can_open: str
    stays: tuple[str, ...]
    stays_open: tuple[str, ...]
    calendar_taken_out: str
    calendar_moved: str
    out_of_date: str
    new_letter_when_fixed: str
    in_english: str
    decided: str
    decided_by: str
    next_update: str
    contact: str
    choices: Mapping[str, str]
    reminder_subject: str
    reminders: Mapping[str, str]
    if_silent: str
    confirmed_subject: str
    confirmed: Mapping[str, str]
    confirmed_waiting: str
    change_until: str
    change_answer: str
    not_forward: str
    sample: str
    answered: str
    withdraw_hint: str
    restore_hint: str
    said_nothing: str
    closed: Mapping[str, str]
