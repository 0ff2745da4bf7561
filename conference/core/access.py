"""Who may use a URL: declared beside the view, kept by it, and walked by the tests."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers, patch_cache_control

from conference.core.fresh import is_fresh, show_again

View = Callable[..., HttpResponse]


class Who(StrEnum):
    """The kinds of people a URL is for."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    STAFF = "staff"
    BEARER = "bearer of a signed link"
    MACHINE = "machine with a token"


class Whose(StrEnum):
    """Whose objects the URL reaches; others' objects answer 404."""

    NOBODYS = "nobody's"
    OWN = "own"
    ANYBODYS = "anybody's"


@dataclass(frozen=True, slots=True)
class Access:
    """One URL's declaration.

    `permission`: one of Django's, needed besides, "a|b" for either of two; `methods`:
    what it answers, HEAD following GET; `personal`: never stored by browsers or
    proxies; `fresh`: who signed in long ago shows again that it is they.
    """

    who: Who
    whose: Whose = Whose.NOBODYS
    permission: str = ""
    methods: tuple[str, ...] = ("GET",)
    personal: bool = False
    fresh: bool = False

    def permits(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        """Whether the person has the permission that is needed besides."""
        return not self.permission or any(
            map(user.has_perm, self.permission.split("|"))  # type: ignore[union-attr]
        )


def access(
    who: Who,
    *,
    whose: Whose = Whose.NOBODYS,
    permission: str = "",
    methods: tuple[str, ...] = ("GET",),
    fresh: bool = False,
) -> Callable[[View], View]:
    """Declare who may use a view, and keep it: the one way to guard a view of ours."""
    declared = Access(
        who=who,
        whose=whose,
        permission=permission,
        methods=methods,
        personal=who is not Who.ANYONE or whose is not Whose.NOBODYS,
        fresh=fresh,
    )

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = _refusal(request, declared) or view(request, *args, **kwargs)
            if declared.personal:
                add_never_cache_headers(response)
                patch_cache_control(response, no_store=True, private=True)
            return response

        guarded.access = declared  # type: ignore[attr-defined]
        return guarded

    return guard


def _refusal(request: HttpRequest, declared: Access) -> HttpResponse | None:
    method = "GET" if request.method == "HEAD" else request.method
    if method not in declared.methods:
        return HttpResponseNotAllowed(declared.methods)
    if declared.who in {Who.ANYONE, Who.BEARER, Who.MACHINE}:
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if declared.who is Who.STAFF and not request.user.is_staff:
        raise PermissionDenied
    if not declared.permits(request.user):
        raise PermissionDenied
    return show_again(request) if declared.fresh and not is_fresh(request) else None
