"""What every page says of the edition."""

from typing import Any

from django.http import HttpRequest


def edition(request: HttpRequest) -> dict[str, Any]:
    """Give every page the change that is news, if there is one."""
    return {"edition_state": None}
