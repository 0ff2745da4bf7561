"""Where a person goes on after a press."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def wanted_or(request: HttpRequest, otherwise: str) -> str:
    """Return the page of ours that the form came from, or else this one."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else otherwise
