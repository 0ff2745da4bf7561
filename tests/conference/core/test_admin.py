"""A list in the panel answers only what its page offers."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from conference.core.admin import CarefulAdmin
from conference.mailroom.operations import posting
from tests.factories.letters import MAY, a_draft
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LETTERS = "admin:mailroom_letter_changelist"
ACCOUNTS = "admin:accounts_user_changelist"


@pytest.fixture
def reader(client):
    """Somebody who may look at letters and accounts, and at nothing else."""
    person = UserFactory(staff=True)
    wanted = ["view_letter", "change_letter", "view_user", "change_user"]
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    client.force_login(person)
    posting.post([a_draft("a", context={"code": "1234"})], now=MAY)
    return client


@pytest.mark.parametrize(
    ("page", "lookup"),
    [
        (LETTERS, "context__code__startswith"),
        (LETTERS, "context__contains"),
        (LETTERS, "to_address"),
        (LETTERS, "state__startswith"),
        (ACCOUNTS, "password__startswith"),
        (ACCOUNTS, "groups__permissions__codename"),
        (ACCOUNTS, "emailaddress__email"),
    ],
)
def test_what_is_not_shown_cannot_be_guessed_by_filtering(reader, page, lookup):
    assert reader.get(reverse(page), {lookup: "1"}).status_code == 400


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        (LETTERS, {"state__exact": "due"}),
        (LETTERS, {"is_urgent__exact": "1", "language__exact": "en"}),
        (ACCOUNTS, {"groups__id__exact": "1"}),
        (ACCOUNTS, {"groups__isnull": "True"}),
        (ACCOUNTS, {"pk": "1"}),
    ],
)
def test_the_filters_beside_a_list_work(reader, page, asked):
    assert reader.get(reverse(page), asked).status_code == 200


@pytest.mark.parametrize("chosen", ["x", "-1", "9" * 30, "1\x00"])
def test_chosen_rows_that_cannot_be_are_not_understood(reader, chosen):
    sent = {"action": "send_again", "_selected_action": [chosen]}

    assert reader.post(reverse(LETTERS), sent).status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        {"groups__id__exact": "x"},
        {"groups__id__exact": "9" * 30},
        {"is_active__exact": "neither"},
        {"p": "9" * 30},
        {"o": "7.-99.x"},
        {"pk": "x"},
        {"e": "1", "q": "\ud800".encode("utf-8", "surrogatepass")},
    ],
)
def test_an_impossible_question_never_breaks_a_list(reader, asked):
    answer = reader.get(reverse(ACCOUNTS), asked, follow=True)

    assert answer.status_code in {200, 400}


def test_every_list_of_the_panel_is_careful():
    careless = [
        model
        for model, shown in admin.site._registry.items()
        if not isinstance(shown, CarefulAdmin)
    ]

    assert careless == []
