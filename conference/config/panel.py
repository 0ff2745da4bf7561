"""The organisers' panel: Django's admin site, by the organisers' jobs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from conference.config.desk import waiting
from conference.config.desk.views import today


class Panel(AdminSite):
    """Our admin site; it has no login door of its own."""

    site_title = _("Organisers")
    site_header = _("Organisers")
    index_title = _("Today")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Let active organisers in; their second factor is the middleware's matter."""
        return bool(request.user.is_active and request.user.is_staff)

    def index(  # type: ignore[override]  # a redirect or a page of ours
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show Today, which takes the place of Django's list of tables."""
        return today.page(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the one door of the site; who is in and no organiser stays out."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        goal = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        return redirect_to_login(goal, resolve_url(settings.LOGIN_URL))

    def logout(  # type: ignore[override]  # a redirect or a page of ours
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(  # type: ignore[override]  # a redirect or a page of ours
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return redirect("account_change_password")

    def password_change_done(  # type: ignore[override]  # a redirect or a page of ours
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return redirect("account_change_password")


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the rail: a page, for those with one of its permissions."""

    label: str | Promise
    icon: str
    url_name: str
    permissions: tuple[str, ...] = ()
    count: Callable[[], int] | None = None


@dataclass(frozen=True, slots=True)
class JobLink:
    """One line of the rail as a person sees it."""

    url: str
    label: str | Promise
    icon: str
    count: int
    current: bool


JOBS: Final = (
    Job(_("Today"), "home", "admin:index"),
    Job(
        _("Registrations"),
        "users",
        "attendance_desk:registrations",
        ("attendance.view_registration",),
        waiting.undecided,
    ),
    Job(
        _("Dates and changes"),
        "shift",
        "notices_desk:decisions",
        ("editions.view_schedulerevision",),
        waiting.second_readers,
    ),
    Job(_("Programme"), "table", "programme_desk:board", ("programme.view_session",)),
    Job(
        _("Sessions"),
        "microphone",
        "programme_desk:sessions",
        ("programme.view_session",),
    ),
    Job(_("Releases"), "news", "releases_desk:releases", ("programme.view_session",)),
    Job(
        _("Categories"),
        "list",
        "admin:attendance_participantcategory_changelist",
        ("attendance.view_participantcategory",),
    ),
    Job(
        _("Accounts"), "user", "admin:accounts_user_changelist", ("accounts.view_user",)
    ),
    Job(_("Records"), "book", "desk:records"),
    Job(
        _("Machine room"),
        "gear",
        "desk:machine-room",
        ("mailroom.view_letter",),
        waiting.alarms,
    ),
    Job(_("Demo mailbox"), "mail", "demo:mailbox"),
    Job(_("Demo clock"), "clock", "demo:clock"),
)


def jobs(request: HttpRequest) -> dict[str, Any]:
    """Give the rail of the panel its jobs; they are looked up when it is drawn.

    So neither a public page nor a part that is polled asks who is signed in.
    """
    return {"jobs": SimpleLazyObject(lambda: _jobs_of(request))}


def _jobs_of(request: HttpRequest) -> list[JobLink]:
    user = getattr(request, "user", None)
    if user is None or not user.is_staff:
        return []
    found = [(job, _url(job)) for job in JOBS if _may_open(job, request)]
    current = _current(request.path, [url for _job, url in found if url])
    return [
        JobLink(
            url=url,
            label=job.label,
            icon=job.icon,
            count=job.count() if job.count else 0,
            current=url == current,
        )
        for job, url in found
        if url
    ]


def _may_open(job: Job, request: HttpRequest) -> bool:
    return not job.permissions or any(map(request.user.has_perm, job.permissions))


def _url(job: Job) -> str:
    try:
        return reverse(job.url_name)
    except NoReverseMatch:
        # The demo's pages exist in the demo only.
        return ""


def _current(path: str, urls: Iterable[str]) -> str:
    """Return the job whose page this is, or the closest one above it.

    Today lies above all other pages, so it is current only when it is the page.
    """
    today_url = reverse("admin:index")
    above = [
        url
        for url in urls
        if path == url or (url != today_url and path.startswith(url))
    ]
    return max(above, key=len, default="")
