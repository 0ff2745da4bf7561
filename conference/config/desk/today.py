"""What Today shows: what waits, what runs, the edition, and figures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_countries import countries

from conference.core.charts import Bar, Curve, Piece, bars, curve
from conference.core.clock import EVENT_ZONE, in_event_zone
from conference.editions.dates import date_text, date_text_in_words
from conference.editions.models import Edition, ScheduleRevision
from conference.mailroom.models import Letter
from registration.attendance.models import ParticipantCategory, Registration
from registration.notices import queries as notices
from registration.notices.charts import letters_of
from registration.notices.models import Notice
from registration.notices.queries import NoticeProgress, TallyRow, releases

COUNTRIES_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Undecided:
    """Requests that wait, and since when the oldest does."""

    count: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The registrations of an edition that were sent, counted in four ways."""

    total: int
    growth: Curve | None
    by_state: list[Bar]
    by_category: list[Bar]
    by_country: list[Bar]
    by_mode: list[Bar]
    countries: int
    other_countries: int
    in_other_countries: int


@dataclass(frozen=True, slots=True)
class Running:
    """A notice on its way or on hold, with how far it got."""

    notice: Notice
    progress: NoticeProgress
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class EditionNow:
    """The decision in force, its date before and now, and the answers to its notice."""

    revision: ScheduleRevision
    was: str
    now: str
    place: str
    notice: Notice | None
    tally: TallyRow | None


def undecided(edition: Edition) -> Undecided:
    """Return how many requests wait for a decision and since when."""
    row = edition.registrations.undecided().aggregate(
        n=Count("pk"), at=Min("submitted_at")
    )
    return Undecided(row["n"], row["at"])


def failed_letters() -> int:
    """Count the letters that no mail server took."""
    return Letter.objects.failed().count()


def notices_to_approve() -> list[Notice]:
    """List the notices that wait for a second person, oldest first."""
    ready = Notice.objects.filter(state=Notice.State.READY)
    return list(
        ready.select_related("revision", "written_by").order_by("written_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Programme:
    """What waits in the programme: for a release, and for an answer from the stage."""

    unreleased: int
    silent: int


def programme(edition: Edition) -> Programme:
    """Count the sessions unlike what readers see, and who on stage has not answered."""
    return Programme(
        unreleased=edition.sessions.changed_since_release().count(),
        silent=sum(len(one.roles) for one in releases.silent(edition.pk)),
    )


def edition_now(edition: Edition) -> EditionNow | None:
    """Return what is in force, what it replaced, and the answers so far."""
    revision = edition.in_force
    if revision is None:
        return None
    notice = Notice.objects.filter(
        revision=revision, state=Notice.State.ANNOUNCED
    ).first()
    language = get_language() or "en"
    return EditionNow(
        revision=revision,
        was=_date_before(edition, revision, language),
        now=date_text(revision, language),
        place=", ".join(filter(None, [str(revision.venue), str(revision.city)])),
        notice=notice,
        tally=notices.tally_total(notice) if notice else None,
    )


def _date_before(edition: Edition, revision: ScheduleRevision, language: str) -> str:
    earlier = edition.revisions.announced().filter(number__lt=revision.number)
    before = earlier.order_by("-number").first()
    was = date_text_in_words(before, language) if before else ""
    return "" if was == date_text_in_words(revision, language) else was


def running() -> Running | None:
    """Return the last notice that was announced, while letters of it wait."""
    latest = (
        Notice.objects.filter(state=Notice.State.ANNOUNCED)
        .select_related("revision", "batch")
        .order_by("-announced_at", "-pk")
        .first()
    )
    if latest is None:
        return None
    progress = notices.progress(latest)
    return Running(latest, progress, letters_of(progress)) if progress.waiting else None


def figures(edition: Edition, *, today: date) -> Figures:
    """Count the requests that were sent: over time, by state, category, country, mode.

    Drafts are no requests yet. Five statements, whatever the number of people.
    """
    sent = edition.registrations.exclude(state=Registration.State.DRAFT)
    states = dict(Registration.State.choices)
    modes = dict(Registration.Mode.choices)
    names = {row.pk: str(row.name) for row in ParticipantCategory.objects.all()}
    by_country = _counted(sent, "country")
    shown = by_country[:COUNTRIES_SHOWN]
    state_counts = _counted(sent, "state")
    return Figures(
        total=sum(count for _code, count in state_counts),
        growth=curve(_by_day(sent), until=today, marks=_moves(edition)),
        by_state=_bars("state", state_counts, states),
        by_category=_bars("category", _counted(sent, "category"), names),
        by_country=_bars("country", shown, dict(countries)),
        by_mode=_bars("attendance_mode", _counted(sent, "attendance_mode"), modes),
        countries=len(by_country),
        other_countries=len(by_country) - len(shown),
        in_other_countries=sum(count for _code, count in by_country[COUNTRIES_SHOWN:]),
    )


def _counted(sent: QuerySet[Registration], field: str) -> list[tuple[Any, int]]:
    rows = sent.values_list(field).annotate(n=Count("pk")).order_by("-n", field)
    return [(code, count) for code, count in rows]


def _by_day(sent: QuerySet[Registration]) -> list[tuple[date, int]]:
    days = sent.exclude(submitted_at=None).annotate(
        day=TruncDate("submitted_at", tzinfo=EVENT_ZONE)
    )
    return list(days.values_list("day").annotate(n=Count("pk")).order_by("day"))


def _moves(edition: Edition) -> list[tuple[date, str]]:
    moves = edition.revisions.announced().filter(number__gt=0).order_by("number")
    return [
        (in_event_zone(at).date(), _("No. %(number)d") % {"number": number})
        for at, number in moves.values_list("announced_at", "number")
        if at
    ]


def _bars(
    field: str, counts: list[tuple[Any, int]], names: dict[Any, Any]
) -> list[Bar]:
    return bars(
        (str(names.get(code) or code or _("Not said")), count, _list_url(field, code))
        for code, count in counts
    )


def _list_url(field: str, value: str | int) -> str:
    return f"{reverse('attendance_desk:registrations')}?{urlencode({field: value})}"
