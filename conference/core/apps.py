"""What would be the same in another project."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class CoreConfig(AppConfig):
    name = "conference.core"
    label = "core"

    def ready(self) -> None:
        # Models of others must be loaded before the session's library is.
        from conference.core import fresh  # noqa: PLC0415

        user_logged_in.connect(fresh.note_entrance, dispatch_uid="note-entrance")
