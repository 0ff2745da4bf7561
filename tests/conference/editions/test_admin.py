import pytest
from django.contrib.auth.models import Permission

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser(client):
    user = UserFactory(staff=True)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="editions")
    )
    client.force_login(user)
    return client


def test_decisions_are_looked_at_and_not_changed(organiser, edition):
    pages = f"/desk/editions/schedulerevision/{edition.in_force_id}"

    assert organiser.get("/desk/editions/schedulerevision/").status_code == 200
    shown = organiser.get(f"{pages}/change/")
    assert shown.status_code == 200
    assert 'name="state"' not in shown.content.decode()
    assert organiser.post(f"{pages}/change/", {"state": "proposed"}).status_code == 403
    assert organiser.get(f"{pages}/delete/").status_code == 403
    assert organiser.get("/desk/editions/edition/add/").status_code == 403


def test_the_list_of_editions_names_what_is_in_force(organiser, edition):
    page = organiser.get("/desk/editions/edition/")

    assert "0. ITU Digital World 2020" in page.content.decode()
