"""Addresses of the public programme."""

from datetime import date

from django.urls import include, path, register_converter

from conference.programme.views import public


class Day:
    """A day in an address: 2020-09-07."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


class Code:
    """A code of a session as ITU writes it: C-00010155."""

    regex = r"C-\d{8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Day, "day")
register_converter(Code, "session")

app_name = "programme"
urlpatterns = [
    path("", public.days, name="days"),
    path("print/", public.sheet, name="print"),
    path("people/", public.speakers, name="speakers"),
    path("people/<slug:code>/", public.speaker, name="speaker"),
    path("people/<slug:code>/<slug:digest>/", public.photo, name="photo"),
    path("rooms/<slug:code>/", public.room, name="room"),
    path("releases/", public.all_releases, name="releases"),
    path("releases/<int:number>/", public.release, name="release"),
    path("sessions/<session:code>/", public.session, name="session"),
    path("<day:day>/", public.day, name="day"),
    path("<day:day>/grid/", public.grid, name="grid"),
    path("", include("conference.programme.urls_formats")),
]
