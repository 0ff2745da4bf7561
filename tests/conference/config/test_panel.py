import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests.factories.attendance import RegistrationFactory
from tests.factories.editions import EditionFactory
from tests.factories.panel import ROLES, organiser
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
DESK, WRITER, APPROVER, AUDITOR, ADMINISTRATOR = ROLES


@pytest.fixture(autouse=True)
def edition():
    return EditionFactory()


def rail_of(client, role):
    client.force_login(organiser(role))
    return [
        str(job.label) for job in client.get(reverse("admin:index")).context["jobs"]
    ]


def test_the_panel_has_no_door_of_its_own(client):
    answers = {
        client.get(url, follow=False).url
        for url in ("/desk/", "/desk/login/?next=/desk/", "/desk/accounts/user/")
    }

    assert answers == {
        "/account/login/?next=/desk/",
        "/desk/login/?next=/desk/",
        "/desk/login/?next=/desk/accounts/user/",
    } | {"/account/login/?next=/desk/"}


def test_its_old_door_leads_to_the_one_door(client):
    answer = client.get("/desk/login/", {"next": "/desk/accounts/user/"})

    assert answer.url == "/account/login/?next=/desk/accounts/user/"


def test_a_person_who_is_no_organiser_stays_outside(client):
    client.force_login(UserFactory())

    assert client.get("/desk/", follow=True).status_code == 403


def test_a_closed_account_stays_outside(client):
    person = organiser(ADMINISTRATOR)
    client.force_login(person)
    person.is_active = False
    person.save(update_fields=["is_active"])

    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("page", ["logout", "password_change"])
def test_leaving_and_passwords_are_matters_of_the_account(client, page):
    client.force_login(organiser(ADMINISTRATOR))
    send = client.post if page == "logout" else client.get

    assert send(reverse(f"admin:{page}")).url.startswith("/account/")


@pytest.mark.parametrize(
    ("role", "jobs"),
    [
        (
            DESK,
            ["Today", "Registrations", "Dates and changes", "Categories", "Records"],
        ),
        (WRITER, ["Today", "Dates and changes", "Categories", "Records"]),
        (APPROVER, ["Today", "Dates and changes", "Records", "Machine room"]),
    ],
)
def test_the_rail_holds_only_what_a_role_may_open(client, role, jobs):
    assert rail_of(client, role) == jobs


@pytest.mark.parametrize("role", ROLES)
def test_every_line_of_the_rail_opens(client, role):
    client.force_login(organiser(role))
    jobs = client.get(reverse("admin:index")).context["jobs"]

    assert {job.url: client.get(job.url).status_code for job in jobs} == {
        job.url: 200 for job in jobs
    }


def test_the_rail_says_where_one_is_and_what_waits(client):
    RegistrationFactory.create_batch(2)
    client.force_login(organiser(ADMINISTRATOR))

    jobs = client.get(reverse("notices_desk:decisions")).context["jobs"]

    assert [str(job.label) for job in jobs if job.current] == ["Dates and changes"]
    assert {str(job.label): job.count for job in jobs if job.count} == {
        "Registrations": 2
    }


def test_a_role_is_read_and_never_changed(client):
    client.force_login(organiser(ADMINISTRATOR))
    role = Group.objects.get(name=DESK)
    url = reverse("admin:auth_group_change", args=[role.pk])

    page = client.get(url)
    client.post(url, {"name": "Everything", "permissions": []})

    role.refresh_from_db()
    assert (page.status_code, role.name, role.permissions.exists()) == (200, DESK, True)


@pytest.mark.parametrize(
    ("page", "current"),
    [
        ("programme_desk:board", "Programme"),
        ("programme_desk:new-session", "Programme"),
        ("admin:programme_room_changelist", "Programme"),
        ("programme_desk:sessions", "Sessions"),
    ],
)
def test_of_two_jobs_one_above_the_other_the_closer_one_is_current(
    client, page, current
):
    EditionFactory()
    client.force_login(organiser("Programme team"))

    jobs = client.get(reverse(page)).context["jobs"]

    assert [str(job.label) for job in jobs if job.current] == [current]
