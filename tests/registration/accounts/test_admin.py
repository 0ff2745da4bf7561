"""Accounts in the panel: closed and opened, given roles, never opened up."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client

from conference.mailroom.models import Letter
from registration.accounts.models import Role, User
from registration.accounts.operations import appointing, leaving
from tests.factories.people import UserFactory
from tests.registration.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LIST = "/desk/accounts/user/"


@pytest.fixture
def boss(client):
    user = UserFactory(email="boss@example.org", staff=True)
    user.groups.add(Group.objects.get(name="Administrator"))
    client.force_login(user)
    return user


def page_of(user):
    return f"{LIST}{user.pk}/change/"


def test_an_account_is_found_by_name_and_address(client, boss, linh):
    page = client.get(LIST, {"q": "linh@"}).content.decode()

    assert "linh@example.org" in page


def test_no_password_and_no_secret_is_shown(client, boss, linh):
    page = client.get(page_of(linh)).content.decode()

    assert "argon2" not in page
    assert linh.password[-20:] not in page


def test_only_the_roles_are_changed_and_the_person_is_told(client, boss, linh):
    desk = Group.objects.get(name="Registration desk")

    answer = client.post(
        page_of(linh),
        {
            "groups": [desk.pk],
            "email": "x@evil.test",
            "is_superuser": "1",
            "is_staff": "",
        },
    )

    linh.refresh_from_db()
    assert answer.status_code == 302
    assert list(linh.groups.all()) == [desk]
    assert (linh.email, linh.is_staff, linh.is_superuser) == (
        "linh@example.org",
        True,
        False,
    )
    letter = Letter.objects.get()
    assert letter.to_address == linh.email
    assert letter.context["roles"] == "Registration desk"


def test_a_role_given_and_taken_is_recorded(boss, linh):
    desk = Group.objects.get(name="Registration desk")
    now = linh.created_at

    appointing.give_roles(linh.pk, roles=[desk], by=boss, now=now)
    appointing.give_roles(linh.pk, roles=[desk], by=boss, now=now)
    appointing.give_roles(linh.pk, roles=[], by=boss, now=now)

    events = Role.pgh_event_model.objects.filter(user_id=linh.pk).order_by("pk")
    assert [event.pgh_label for event in events] == ["given", "taken"]
    linh.refresh_from_db()
    assert linh.is_staff is False
    assert Letter.objects.count() == 2


def test_nobody_gives_themselves_a_role(client, boss):
    before = set(boss.groups.all())

    answer = client.post(page_of(boss), {"groups": []})

    assert answer.status_code == 409
    assert set(boss.groups.all()) == before
    with pytest.raises(appointing.OwnRoles):
        appointing.give_roles(boss.pk, roles=[], by=boss, now=boss.created_at)


@pytest.mark.parametrize("role", ["Registration desk", "Notice writer", "Auditor"])
def test_other_roles_change_no_account(client, linh, role):
    user = UserFactory(staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)

    client.post(page_of(linh), {"groups": [Group.objects.get(name="Administrator").pk]})
    client.post(LIST, {"action": "close_accounts", "_selected_action": [linh.pk]})

    linh.refresh_from_db()
    assert linh.is_active
    assert linh.groups.count() == 0


def test_closing_signs_the_person_out_and_opening_lets_them_in_again(
    client, boss, linh
):
    theirs = Client()
    theirs.post("/account/login/", {"login": linh.email, "password": PASSWORD})
    assert theirs.get("/account/").status_code == 200

    client.post(LIST, {"action": "close_accounts", "_selected_action": [linh.pk]})
    assert theirs.get("/account/").status_code == 302
    client.post(LIST, {"action": "open_accounts", "_selected_action": [linh.pk]})

    assert theirs.get("/account/").status_code == 302
    linh.refresh_from_db()
    assert linh.is_active


def test_nobody_closes_their_own_account(boss):
    with pytest.raises(leaving.OwnAccount):
        leaving.close_account(boss.pk, by=boss)

    assert User.objects.get(pk=boss.pk).is_active


def test_accounts_are_neither_added_nor_deleted_here(client, boss, linh):
    answers = [
        client.post(f"{LIST}add/", {"groups": []}).status_code,
        client.post(f"{LIST}{linh.pk}/delete/", {"post": "yes"}).status_code,
    ]

    assert answers == [403, 403]
    assert User.objects.filter(pk=linh.pk).exists()


def test_nothing_with_secrets_stands_in_the_panel():
    shown = {
        f"{model._meta.app_label}.{model.__name__}" for model in admin.site._registry
    }

    assert not shown & {
        "account.EmailAddress",
        "account.EmailConfirmation",
        "mfa.Authenticator",
        "socialaccount.SocialAccount",
        "socialaccount.SocialApp",
        "socialaccount.SocialToken",
        "usersessions.UserSession",
    }


def test_the_panel_has_no_door_of_its_own(client, linh):
    door = client.get("/desk/login/")
    tried = client.post("/desk/login/", {"username": linh.email, "password": PASSWORD})

    assert door["Location"].startswith("/account/login/")
    assert tried["Location"].startswith("/account/login/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("accounts", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    client, boss, accounts, django_assert_max_num_queries
):
    UserFactory.create_batch(accounts)

    with django_assert_max_num_queries(12):
        client.get(LIST)
