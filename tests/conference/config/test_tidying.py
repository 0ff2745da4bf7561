"""What nobody needs any more is gone the next day, and nothing else."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from conference.config.celery import app
from conference.core import clock
from conference.core.models import RepeatToken
from registration.accounts.models import Attempt
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def an_attempt(key, age):
    Attempt.objects.create(
        cache_key=key, value="", expires=timezone.now() - timedelta(hours=age)
    )


def a_token(token, days):
    RepeatToken.objects.create(
        owner="a",
        action="b",
        token=token,
        content_hash="",
        used_at=clock.now() - timedelta(days=days),
    )


def test_what_ended_goes_and_what_lives_stays(client):
    linh = UserFactory()
    client.force_login(linh)
    ended = client.session.session_key
    Session.objects.update(expire_date=timezone.now() - timedelta(hours=1))
    client.cookies.clear()
    client.force_login(linh)
    living = client.session.session_key
    for name, age in [("old", 1), ("new", -1)]:
        an_attempt(name, age)
        a_token(name, days=2 + age)
    UserSession.objects.get_or_create(
        session_key=ended, defaults={"user": linh, "ip": "127.0.0.1", "user_agent": ""}
    )
    told = StringIO()

    call_command("tidy", stdout=told)

    assert list(Session.objects.values_list("session_key", flat=True)) == [living]
    assert set(UserSession.objects.values_list("session_key", flat=True)) <= {living}
    assert [row.cache_key for row in Attempt.objects.all()] == ["new"]
    assert [row.token for row in RepeatToken.objects.all()] == ["new"]
    assert (
        told.getvalue()
        == "sessions: 1\ndevices: 1\ntokens: 1\nattempts: 1\ntables: 0\nletters: 0\n"
    )


def test_every_task_that_beat_rings_for_exists():
    app.loader.import_default_modules()

    rung = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert rung - set(app.tasks) == set()
