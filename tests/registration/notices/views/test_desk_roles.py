"""Who may open which page of a decision, and press which button."""

import pytest
from django.urls import reverse

from tests.factories.panel import ROLES, announced, drafted, organiser, press

pytestmark = pytest.mark.django_db
DESK, WRITER, APPROVER, AUDITOR, ADMINISTRATOR = ROLES
EVERYBODY = set(ROLES)
READERS = {WRITER, APPROVER, AUDITOR, ADMINISTRATOR}
PAGES = {
    "decisions": EVERYBODY,
    "propose": {WRITER, ADMINISTRATOR},
    "effect": EVERYBODY,
    "amend": {WRITER, ADMINISTRATOR},
    "notice": {WRITER, ADMINISTRATOR},
    "text": {WRITER, ADMINISTRATOR},
    "preview": READERS,
    "letter": READERS,
    "approval": READERS,
    "sending": READERS,
    "progress": READERS,
    "ledger": {APPROVER, AUDITOR, ADMINISTRATOR},
    "tally": READERS,
}
BUTTONS = {
    "propose": {WRITER, ADMINISTRATOR},
    "amend": {WRITER, ADMINISTRATOR},
    "discard": {WRITER, ADMINISTRATOR},
    "notice": {WRITER, ADMINISTRATOR},
    "text": {WRITER, ADMINISTRATOR},
    "restore-default": {WRITER, ADMINISTRATOR},
    "delete-text": {WRITER, ADMINISTRATOR},
    "set-fallback": {WRITER, ADMINISTRATOR},
    "send-sample": {WRITER, ADMINISTRATOR},
    "submit": {WRITER, ADMINISTRATOR},
    "approve": {APPROVER, ADMINISTRATOR},
    "announce": {APPROVER, ADMINISTRATOR},
    "steer": {APPROVER, ADMINISTRATOR},
    "export-ledger": {APPROVER, AUDITOR, ADMINISTRATOR},
}
MORE = {
    "text": ["en"],
    "preview": ["en"],
    "letter": ["en", "longest"],
    "restore-default": ["en"],
    "delete-text": ["en"],
    "set-fallback": ["en"],
    "send-sample": ["en"],
    "steer": ["pause"],
}


def url_of(name, notice):
    if name in {"decisions", "propose"}:
        return reverse(f"notices_desk:{name}")
    return reverse(
        f"notices_desk:{name}", args=[notice.revision_id, *MORE.get(name, [])]
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_for_its_roles_only(client, name):
    notice = announced(organiser(WRITER), organiser(APPROVER))
    answers = {}

    for role in ROLES:
        client.force_login(organiser(role))
        answers[role] = client.get(url_of(name, notice)).status_code

    assert answers == {role: 200 if role in PAGES[name] else 403 for role in ROLES}


@pytest.mark.parametrize("name", BUTTONS)
def test_a_button_is_kept_from_other_roles(client, name):
    notice = drafted(organiser(WRITER))
    kept_from = set()

    for role in ROLES:
        client.force_login(organiser(role))
        if press(client, url_of(name, notice)).status_code == 403:
            kept_from.add(role)

    assert kept_from == EVERYBODY - BUTTONS[name]


def test_a_person_who_is_no_organiser_is_shown_the_door(client, django_user_model):
    notice = drafted(organiser(WRITER))
    client.force_login(django_user_model.objects.create_user("an@example.org"))

    answers = {client.get(url_of(name, notice)).status_code for name in PAGES}

    assert answers == {403}


def test_a_stranger_is_led_to_the_one_door(client):
    answer = client.get(reverse("notices_desk:decisions"))

    assert (answer.status_code, answer.url) == (
        302,
        "/account/login/?next=/desk/dates/",
    )
