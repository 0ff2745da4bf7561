import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse

from conference.core import clock
from conference.mailroom.models import Letter, Suppression
from conference.mailroom.operations import posting
from tests.factories.letters import MAY, a_batch, a_draft
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    def sit(*permissions):
        person = UserFactory(staff=True)
        wanted = Permission.objects.filter(
            content_type__app_label="mailroom", codename__in=permissions
        )
        person.user_permissions.set(wanted)
        client.force_login(person)
        return client

    return sit


def a_failed_letter():
    posting.post([a_draft("a", context={"code": "QX7K9"})], now=MAY)
    Letter.objects.update(state="failed", finished_at=MAY, smtp_words="552 full")
    return Letter.objects.get()


def test_the_list_of_failed_letters_shows_the_servers_words_and_no_code(desk):
    letter = a_failed_letter()
    client = desk("view_letter")

    listed = client.get(
        reverse("admin:mailroom_letter_changelist"), {"state__exact": "failed"}
    ).content.decode()
    page = client.get(
        reverse("admin:mailroom_letter_change", args=[letter.pk])
    ).content.decode()

    assert "552 full" in listed
    assert "QX7K9" not in listed + page


@pytest.mark.parametrize(
    ("permissions", "state"),
    [(["view_letter"], "failed"), (["view_letter", "change_letter"], "due")],
)
def test_trying_once_more_needs_the_right_to(desk, permissions, state):
    letter = a_failed_letter()

    desk(*permissions).post(
        reverse("admin:mailroom_letter_changelist"),
        {"action": "send_again", "_selected_action": [letter.pk]},
    )

    assert Letter.objects.get().state == state


def test_a_letter_cannot_be_edited_even_with_every_right(desk):
    letter = a_failed_letter()
    client = desk("view_letter", "change_letter", "add_letter", "delete_letter")

    answers = [
        client.post(reverse("admin:mailroom_letter_change", args=[letter.pk])),
        client.post(reverse("admin:mailroom_letter_delete", args=[letter.pk])),
        client.get(reverse("admin:mailroom_letter_add")),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_a_dead_address_can_be_believed_in_again(desk):
    dead = Suppression.objects.create(address="a@example.org", reason="x", since=MAY)

    desk("view_suppression", "delete_suppression").post(
        reverse("admin:mailroom_suppression_delete", args=[dead.pk]), {"post": "yes"}
    )

    assert not Suppression.objects.exists()


def test_the_mail_can_be_sent_without_workers(sink):
    posting.post([a_draft("a", urgent=True)], now=clock.now())
    a_batch(["b@example.org"], now=clock.now())

    call_command("drain_mail")

    assert [letter["to"] for letter in sink.accepted()] == [
        "linh@example.org",
        "b@example.org",
    ]
