"""People on stage answer for a new time by one click."""

from datetime import timedelta

import pytest
from django.conf import settings

from conference.core.repeat import fresh_token
from conference.mailroom.models import Letter
from registration.notices.operations import moving
from registration.notices.queries.staging import stage_token
from tests.factories.moving import TUESDAY_14, cancel, change, public_session
from tests.factories.people import UserFactory
from tests.factories.programme import (
    HOUR,
    MAY,
    SessionRoleFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def role():
    session = public_session()
    return SessionRoleFactory(session=session, told=session.released)


def link():
    """The path that stands in the last letter."""
    letter = Letter.objects.order_by("-pk").first()
    return letter.context["items"][0]["url"].removeprefix(settings.SITE_URL)


def moved(role, starts_at=TUESDAY_14, now=MAY):
    change(role.session, starts_at=starts_at, now=now)
    moving.announce_changes(now=now + timedelta(minutes=2))
    return link()


def press(client, path, answer):
    return client.post(path, {"answer": answer, "repeat_token": fresh_token()})


def confirmation(role):
    role.refresh_from_db()
    return role.confirmation


@pytest.mark.parametrize("answer", ["confirmed", "declined"])
def test_one_click_answers(client, role, answer):
    path = moved(role)

    response = press(client, path, answer)

    assert (response.status_code, response["Location"]) == (302, path)
    assert confirmation(role) == answer


def test_looking_changes_nothing(client, role):
    path = moved(role)

    pages = [client.get(path), client.head(path)]

    assert [page.status_code for page in pages] == [200, 200]
    assert b"Tue 8 Sep 2020, 14:00 to 15:00 Ha Noi" in pages[0].content
    assert confirmation(role) == "to_reconfirm"


def test_the_same_press_twice_acts_once(client, role):
    path = moved(role)
    sent = {"answer": "confirmed", "repeat_token": fresh_token()}

    responses = [client.post(path, sent), client.post(path, sent)]

    assert [response.status_code for response in responses] == [302, 302]
    assert confirmation(role) == "confirmed"


def test_a_later_answer_replaces_the_first(client, role):
    path = moved(role)

    press(client, path, "confirmed")
    press(client, path, "declined")

    assert confirmation(role) == "declined"


def test_an_old_link_after_another_move_says_so_and_answers_nothing(client, role):
    old = moved(role)
    new = moved(role, starts_at=TUESDAY_14 + HOUR, now=MAY + HOUR)

    page, pressed = client.get(old), press(client, old, "confirmed")

    assert b"The session has moved again since this letter." in page.content
    assert (pressed.status_code, confirmation(role)) == (409, "to_reconfirm")
    assert press(client, new, "confirmed").status_code == 302
    assert confirmation(role) == "confirmed"


def test_new_words_leave_the_link_as_good_as_it_was(client, role):
    path = moved(role)
    change(role.session, title="Another title", now=MAY + HOUR)

    assert press(client, path, "confirmed").status_code == 302
    assert confirmation(role) == "confirmed"


def test_a_cancelled_session_asks_nothing(client, role):
    path = moved(role)
    cancel(role.session, now=MAY + HOUR)

    assert b"There is nothing to answer." in client.get(path).content
    assert press(client, path, "confirmed").status_code == 409


def test_a_part_that_went_to_another_person_asks_nothing(client, role):
    path = moved(role)
    role.confirmation = "substituted"
    role.save()

    assert press(client, path, "confirmed").status_code == 409
    assert confirmation(role) == "substituted"


def test_something_else_is_no_answer(client, role):
    assert press(client, moved(role), "maybe").status_code == 409


@pytest.mark.parametrize("token", ["nonsense", "1-1.forged", "x" * 200])
def test_a_token_that_is_none_of_ours_opens_nothing(client, role, token):
    assert client.get(f"/stage/{token}/").status_code == 404


def test_the_link_of_a_closed_account_opens_nothing(client):
    session = public_session()
    account = UserFactory()
    speaker = SpeakerFactory(edition=session.edition, account=account)
    role = SessionRoleFactory(session=session, speaker=speaker)
    path = f"/stage/{stage_token(role.pk, session.released_id)}/"
    before = client.get(path).status_code

    account.is_active = False
    account.save()

    assert (before, client.get(path).status_code) == (200, 404)


def test_who_is_signed_in_answers_on_their_own_page(client):
    session = public_session()
    account = UserFactory()
    speaker = SpeakerFactory(edition=session.edition, account=account)
    role = SessionRoleFactory(session=session, speaker=speaker)
    change(session, starts_at=TUESDAY_14, now=MAY)
    client.force_login(account)

    page = client.get("/my/stage-times/")

    path = f"/stage/{stage_token(role.pk, session.released_id)}/"
    assert f'action="{path}"' in page.content.decode()
    assert press(client, path, "confirmed").status_code == 302


def test_a_part_that_no_release_shows_is_not_on_the_own_page(client):
    session = public_session()
    account = UserFactory()
    speaker = SpeakerFactory(edition=session.edition, account=account)
    SessionRoleFactory(session=session, speaker=speaker)
    client.force_login(account)

    before = client.get("/my/stage-times/").context["parts"]
    change(session, title="With a guest", now=MAY)
    after = client.get("/my/stage-times/").context["parts"]

    assert (len(before), len(after)) == (0, 1)


@pytest.mark.parametrize("parts", [1, 3])
def test_the_own_page_costs_the_same_for_any_number(
    client, parts, django_assert_num_queries
):
    account = UserFactory()
    speaker = None
    for number in range(parts):
        session = public_session(
            starts_at=TUESDAY_14 + number * HOUR,
        )
        speaker = speaker or SpeakerFactory(edition=session.edition, account=account)
        SessionRoleFactory(session=session, speaker=speaker)
        change(session, title="With a guest", now=MAY)
    client.force_login(account)
    client.get("/my/stage-times/")

    with django_assert_num_queries(4):
        client.get("/my/stage-times/")
