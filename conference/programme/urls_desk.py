"""The organisers' pages about the programme: the board, the list, one session."""

from datetime import date

from django.urls import (
    URLPattern,
    URLResolver,
    include,
    path,
    register_converter,
)
from django.urls.converters import StringConverter

from conference.programme.views.desk import (
    boards,
    casting,
    editing,
    listing,
    placing,
)


class DayConverter(StringConverter):
    """A day as ISO 8601 writes it."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:  # type: ignore[override]  # a day
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


register_converter(DayConverter, "planned_day")

app_name = "programme_desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", boards.board, name="board"),
    path("<planned_day:day>/", boards.board_day, name="board-day"),
    path("what-if/", boards.what_if, name="what-if"),
    path("undo/", placing.undo, name="undo"),
    path("sessions/", listing.sessions, name="sessions"),
    path("new/", editing.new_session, name="new-session"),
    path("session/<int:session_id>/", editing.session, name="session"),
    path("session/<int:session_id>/save/", editing.save, name="save-session"),
    path(
        "session/<int:session_id>/state/<slug:state>/",
        editing.set_state,
        name="set-state",
    ),
    path(
        "session/<int:session_id>/discard/", editing.delete_draft, name="delete-draft"
    ),
    path("session/<int:session_id>/swap/", casting.swap, name="swap"),
    path("session/<int:session_id>/cast/", casting.cast, name="cast"),
    path(
        "session/<int:session_id>/cast/<int:role_id>/remove/",
        casting.uncast,
        name="uncast",
    ),
    path(
        "session/<int:session_id>/cast/<int:role_id>/answer/",
        casting.answer,
        name="answer-role",
    ),
    path("session/<int:session_id>/move/", placing.move, name="move"),
    path("session/<int:session_id>/unplace/", placing.unplace, name="unplace"),
    path("tables/", include("conference.programme.urls_tables")),
]
