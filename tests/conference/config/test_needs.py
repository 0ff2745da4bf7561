"""What needs the person stands on their page until they answer."""

from datetime import timedelta

import pytest

from conference.core import clock
from registration.notices.models import Decision
from registration.notices.operations import answering
from tests.factories.notices import newsroom, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    room = newsroom()
    registration = person(edition=room.edition)
    notice = room.announced(answer_by=clock.now() + timedelta(days=30))
    return registration, notice


def test_an_open_question_stands_on_the_persons_page(client, asked):
    registration, notice = asked
    client.force_login(registration.account)

    page = client.get("/my/").content.decode()

    assert f'href="/my/notices/{notice.pk}/"' in page


def test_an_answered_question_stands_there_no_more(client, asked):
    registration, notice = asked
    client.force_login(registration.account)
    answering.answer(
        notice.deliveries.get().pk,
        choice=Decision.Choice.KEEP,
        via=Decision.Via.LINK,
        now=clock.now(),
    )

    page = client.get("/my/").content.decode()

    assert f'href="/my/notices/{notice.pk}/"' not in page
