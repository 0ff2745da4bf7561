"""What the composition root adds to Django's start: roles, checks, the panel."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate

from conference.config import celery as _celery  # noqa: F401  tasks find their broker


class ConferenceConfig(AppConfig):
    name = "conference.config"
    label = "config"

    def ready(self) -> None:
        from conference.config import checks, roles  # noqa: PLC0415  models must be loaded

        register(checks.every_url_declares_who_may_use_it, Tags.urls)
        # Only apps with models report a migration; after the last one, all
        # permissions are there.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(roles.settle, sender=last)


class PanelConfig(AdminConfig):
    default_site = "conference.config.panel.Panel"
