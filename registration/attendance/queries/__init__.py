"""Reads of attendance: registrations, and seats in sessions."""

from registration.attendance.queries.registrations import (
    DESK_FILTERS,
    DOUBLES_SHOWN,
    WORDS_READ,
    Categories,
    CategoryCard,
    MyRegistration,
    categories,
    desk_list,
    desk_request,
    history,
    latest_registration,
    live_registration,
    my_registration,
    next_undecided,
    place_in_line,
    possible_doubles,
)

__all__ = [
    "DESK_FILTERS",
    "DOUBLES_SHOWN",
    "WORDS_READ",
    "Categories",
    "CategoryCard",
    "MyRegistration",
    "categories",
    "desk_list",
    "desk_request",
    "history",
    "latest_registration",
    "live_registration",
    "my_registration",
    "next_undecided",
    "place_in_line",
    "possible_doubles",
]
