"""Two presses at the same time, through two real connections."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client

from conference.mailroom.models import Letter
from registration.accounts.models import User
from tests.registration.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
FORM = {"email": "new@example.org", "password1": PASSWORD}


def together(*presses):
    """Press at once, each on a connection of its own; return what was answered."""
    answers, barrier = [], threading.Barrier(len(presses))

    def press_one(press):
        barrier.wait()
        try:
            answers.append(press())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press_one, args=[press]) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


def test_two_presses_of_one_browser_open_one_account_and_go_the_same_way():
    first = Client()
    first.get("/account/signup/")
    second = Client()
    second.cookies = first.cookies.copy()

    answers = together(
        lambda: first.post("/account/signup/", FORM),
        lambda: second.post("/account/signup/", FORM),
    )

    assert [(a.status_code, a["Location"]) for a in answers] == [
        (302, "/account/confirm-email/")
    ] * 2
    assert User.objects.count() == 1
    code = Letter.objects.get().context["code"]
    answer = first.post("/account/confirm-email/", {"code": code})
    assert answer["Location"] == "/my/"


def test_two_browsers_with_one_address_open_one_account():
    presses = [Client() for _ in range(4)]

    answers = together(*(lambda c=c: c.post("/account/signup/", FORM) for c in presses))

    assert {answer.status_code for answer in answers} <= {302, 429}
    assert User.objects.count() == 1
    assert connection.ensure_connection() is None
